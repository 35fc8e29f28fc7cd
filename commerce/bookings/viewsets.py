from wagtail.admin.ui.tables import Column, DateColumn

from commerce.bookings.models import Booking
from estuary.kernel.backoffice import AmountColumn, MomentColumn, ReadOnlyViewSet


class BookingViewSet(ReadOnlyViewSet):
    """Who meets whom, and when; support reads here and acts through the API's operations."""

    model = Booking
    icon = "calendar"
    menu_label = "Bookings"
    related = ("client", "service__practitioner", "session")
    list_display = [
        "service__title",
        Column("client", label="Client", sort_key="client__email"),
        Column("practitioner", label="Practitioner", accessor="service.practitioner.display_name"),
        MomentColumn("starts", label="Starts", accessor="session.starts_at"),
        Column("status", accessor="get_status_display", sort_key="status"),
        AmountColumn("price_cents", "Price"),
        DateColumn("created_at", label="Made", sort_key="created_at"),
    ]
    list_filter = ["status", "service__service_type"]
    list_export = [
        "public_id", "status", "service.title", "client.email",
        "service.practitioner.display_name", "price_cents", "currency", "refund_cents",
        "created_at", "cancelled_at",
    ]  # fmt: skip
    search_fields = ["public_id", "client__email", "client__last_name", "service__title"]
