from wagtail.admin.ui.tables import LiveStatusTagColumn, UpdatedAtColumn
from wagtail.snippets.views.snippets import SnippetViewSet

from cms.taxonomy.models import Modality


class ModalityViewSet(SnippetViewSet):
    model = Modality
    icon = "tag"
    menu_label = "Modalities"
    menu_order = 150
    add_to_admin_menu = True
    list_display = ["name", "slug", LiveStatusTagColumn(), UpdatedAtColumn()]
    list_export = ["name", "slug", "summary", "live"]
    list_filter = ["live"]
    ordering = ["name"]
    inspect_view_enabled = True
    copy_view_enabled = False
