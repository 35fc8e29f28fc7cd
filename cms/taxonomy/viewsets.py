from typing import Any

from wagtail.admin.ui.tables import LiveStatusTagColumn, LocaleColumn, UpdatedAtColumn
from wagtail.snippets.views.snippets import SnippetViewSet

from cms.library.choosers import SnippetChooser
from cms.pages.viewsets import EditorialListing
from cms.previews.viewsets import SharedEdit
from cms.taxonomy.models import Audience, CertificationKind, Modality

STATUS = [LocaleColumn(), LiveStatusTagColumn(), UpdatedAtColumn()]


class TermViewSet(SnippetViewSet):
    """One vocabulary, in the order staff drag it into."""

    icon = "tag"
    index_view_class = EditorialListing
    edit_view_class = SharedEdit
    chooser_viewset_class = SnippetChooser
    list_display: list[Any] = ["name", "slug", *STATUS]
    list_filter = ["live"]
    sort_order_field = "sort_order"
    inspect_view_enabled = True
    copy_view_enabled = False


class ModalityViewSet(TermViewSet):
    model = Modality
    menu_label = "Modalities"
    list_display: list[Any] = ["name", "parent", "slug", *STATUS]
    list_export = ["name", "slug", "parent", "summary", "live"]
    list_filter = ["live", "parent"]


class AudienceViewSet(TermViewSet):
    model = Audience
    icon = "group"
    menu_label = "Audiences"


class CertificationKindViewSet(TermViewSet):
    model = CertificationKind
    icon = "clipboard-list"
    menu_label = "Certifications"
    list_filter = ["live", "is_regulated"]
