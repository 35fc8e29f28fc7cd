from django.utils import timezone
from wagtail.admin.ui.tables import Column, DateColumn

from commerce.bookings.viewsets import BookingViewSet, ToldReason
from commerce.checkout import cancelling
from commerce.checkout.models import Order
from estuary.kernel.backoffice import AmountColumn, ReadOnlyViewSet
from estuary.kernel.steps import Step


class SoldBookingViewSet(BookingViewSet):
    """Bookings, with the one thing that staff do to them: cancel for Estuary."""

    steps = (
        Step(
            name="cancel",
            label="Cancel and give all back",
            icon="cross",
            allowed=lambda booking: booking.is_cancellable(at=timezone.now()),
            take=lambda pk, reason: cancelling.cancel_for_client(
                booking_id=pk, reason=reason, now=timezone.now()
            ),
            form=ToldReason,
        ),
    )


class OrderViewSet(ReadOnlyViewSet):
    """What was bought, and whether it is paid."""

    model = Order
    icon = "list-ul"
    menu_label = "Orders"
    related = ("user", "payment")
    list_display = [
        "number",
        Column("user", label="Client", sort_key="user__email"),
        Column("status", accessor="get_status_display", sort_key="status"),
        AmountColumn("total_cents", "Total"),
        AmountColumn("amount_due_cents", "By card"),
        AmountColumn("refunded_cents", "Given back"),
        DateColumn("created_at", label="Made", sort_key="created_at"),
    ]
    list_filter = ["status"]
    list_export = [
        "number", "status", "user.email", "currency", "subtotal_cents", "discount_cents",
        "tax_cents", "total_cents", "amount_due_cents", "refunded_cents", "created_at", "paid_at",
    ]  # fmt: skip
    search_fields = ["number", "user__email", "user__last_name", "public_id"]
