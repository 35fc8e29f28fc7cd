from wagtail.admin.ui.tables import Column, DateColumn

from commerce.receipts.models import Receipt
from estuary.kernel.backoffice import AmountColumn, ReadOnlyViewSet


class ReceiptViewSet(ReadOnlyViewSet):
    """Receipts and credit notes, as they were issued."""

    model = Receipt
    icon = "doc-full"
    menu_label = "Receipts"
    related = ("order", "corrects")
    ordering = ["-issued_at", "-pk"]
    list_display = [
        "number",
        Column("kind", accessor="get_kind_display", sort_key="kind"),
        Column("buyer_email", label="Client", sort_key="buyer_email"),
        Column("order", label="Order", accessor="order.number", sort_key="order__number"),
        Column("corrects", label="Corrects", accessor="corrects.number"),
        AmountColumn("tax_cents", "Tax"),
        AmountColumn("total_cents", "Total"),
        DateColumn("issued_at", label="Issued", sort_key="issued_at"),
    ]
    list_filter = ["kind", "year", "currency"]
    list_export = [
        "number", "kind", "issued_at", "buyer_name", "buyer_email", "order.number", "currency",
        "subtotal_cents", "discount_cents", "tax_cents", "total_cents", "credits_applied_cents",
        "paid_cents", "public_id",
    ]  # fmt: skip
    search_fields = ["number", "buyer_email", "buyer_name", "order__number", "public_id"]
