from wagtail.admin.ui.tables import Column, DateColumn

from commerce.bookings.models import Booking, WaitlistEntry
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


class WaitlistEntryViewSet(ReadOnlyViewSet):
    """Who waits for what, since when, and what was offered to whom until when."""

    model = WaitlistEntry
    icon = "time"
    menu_label = "Waitlists"
    related = ("client", "service__practitioner", "session")
    list_display = [
        "service__title",
        Column("client", label="Client", sort_key="client__email"),
        Column("practitioner", label="Practitioner", accessor="service.practitioner.display_name"),
        MomentColumn("starts", label="Starts", accessor="session.starts_at"),
        Column("day", label="Day", sort_key="day"),
        "seats",
        Column("status", accessor="get_status_display", sort_key="status"),
        MomentColumn("offered_until", label="Offered until", sort_key="offered_until"),
        DateColumn("created_at", label="Since", sort_key="created_at"),
    ]
    list_filter = ["status", "is_automatic", "service__service_type"]
    list_export = [
        "public_id", "status", "service.title", "client.email",
        "service.practitioner.display_name", "day", "seats", "is_automatic", "offered_at",
        "offered_until", "created_at",
    ]  # fmt: skip
    search_fields = ["public_id", "client__email", "client__last_name", "service__title"]
