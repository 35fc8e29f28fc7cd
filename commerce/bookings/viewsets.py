from django import forms
from django.utils import timezone
from wagtail.admin.ui.tables import Column, DateColumn

from commerce.bookings import planning
from commerce.bookings.models import Booking, Session, WaitlistEntry
from estuary.kernel.backoffice import AmountColumn, MomentColumn, ReadOnlyViewSet
from estuary.kernel.steps import Step, SteppedViewSet


class ToldReason(forms.Form):
    """Why something does not take place."""

    reason = forms.CharField(
        max_length=500, help_text="Those who lose their seat, and the practitioner, read this."
    )


class BookingViewSet(SteppedViewSet):
    """Who meets whom, and when; what may be done with one is checkout's to say."""

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


class SessionViewSet(SteppedViewSet):
    """The calendar: what was planned, and what was made for a booking."""

    model = Session
    icon = "date"
    menu_label = "Sessions"
    steps = (
        Step(
            name="call-off",
            label="Call off",
            icon="cross",
            allowed=lambda session: session.may_be_called_off(at=timezone.now()),
            take=lambda pk, reason: planning.call_off_for_practitioner(
                session_id=pk, reason=reason, now=timezone.now()
            ),
            form=ToldReason,
        ),
    )
    related = ("service", "practitioner")
    list_display = [
        MomentColumn("starts", label="Starts", accessor="starts_at", sort_key="period"),
        Column("service", label="Service", accessor="service.title"),
        Column("practitioner", label="Practitioner", accessor="practitioner.display_name"),
        Column("seats_taken", label="Seats taken", sort_key="seats_taken"),
        Column("capacity", label="Of"),
        DateColumn("called_off_at", label="Called off", sort_key="called_off_at"),
    ]
    list_filter = ["is_planned", "service__service_type"]
    list_export = [
        "public_id", "starts_at", "ends_at", "timezone", "service.title",
        "practitioner.display_name", "seats_taken", "capacity", "is_planned", "number",
        "called_off_at", "called_off_because",
    ]  # fmt: skip
    search_fields = ["public_id", "service__title", "practitioner__display_name"]
    ordering = ["-period"]


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
