from wagtail.admin.ui.tables import Column, DateColumn

from estuary.kernel.backoffice import ReadOnlyViewSet
from live.notifications.models import Delivery


class DeliveryViewSet(ReadOnlyViewSet):
    """Letters: what went out, what waits, and what was given up and why."""

    model = Delivery
    icon = "mail"
    menu_label = "Letters"
    related = ("notification__user",)
    list_display = [
        Column("kind", label="Kind", accessor="notification.kind", sort_key="notification__kind"),
        Column("address", label="To", sort_key="address"),
        Column("status", accessor="get_status_display", sort_key="status"),
        Column("attempts", sort_key="attempts"),
        DateColumn("sent_at", label="Sent", sort_key="sent_at"),
        DateColumn("created_at", label="Written", sort_key="created_at"),
    ]
    list_filter = ["status", "notification__kind"]
    list_export = [
        "notification.kind", "address", "status", "attempts", "due_at", "sent_at", "created_at",
        "last_error",
    ]  # fmt: skip
    search_fields = ["address", "notification__kind", "last_error"]
