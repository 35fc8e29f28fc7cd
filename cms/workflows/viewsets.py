from wagtail.admin.ui.tables import BooleanColumn, UpdatedAtColumn
from wagtail.snippets.views.snippets import SnippetViewSet

from cms.library.choosers import SnippetChooser
from cms.workflows.models import ForbiddenClaim


class ForbiddenClaimViewSet(SnippetViewSet):
    """What must not be promised; it takes effect with the next check."""

    model = ForbiddenClaim
    chooser_viewset_class = SnippetChooser
    icon = "warning"
    menu_label = "Forbidden claims"
    menu_order = 160
    add_to_admin_menu = True
    list_display = ["phrase", "why", BooleanColumn("is_active"), UpdatedAtColumn()]
    list_export = ["phrase", "why", "is_active"]
    list_filter = ["is_active"]
    search_fields = ["phrase", "why"]
    search_backend_name = None
    ordering = ["phrase"]
    copy_view_enabled = False
