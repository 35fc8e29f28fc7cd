from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.admin.viewsets.model import ModelViewSet

from commerce.promotions.models import Promotion


class PromotionViewSet(ModelViewSet):
    """Codes, written by those who may; a code that was used is ended, not deleted."""

    model = Promotion
    icon = "tag"
    menu_label = "Promotions"
    add_to_reference_index = False
    search_backend_name = None
    inspect_view_enabled = True
    copy_view_enabled = False
    list_per_page = 50
    ordering = ["code"]
    list_display = [
        "code",
        Column("description"),
        Column("percent", label="Per cent"),
        Column("amount_cents", label="Amount in cents"),
        Column("used_count", label="Used", sort_key="used_count"),
        Column("total_limit", label="Of"),
        BooleanColumn("is_active", label="On", sort_key="is_active"),
        DateColumn("ends_at", label="Ends", sort_key="ends_at"),
    ]
    list_filter = ["is_active", "is_stackable"]
    search_fields = ["code", "description"]
    form_fields = [
        "code", "description", "percent", "amount_cents", "currency", "minimum_cents",
        "services", "practitioner", "is_stackable", "is_active", "starts_at", "ends_at",
        "total_limit", "client_limit",
    ]  # fmt: skip
