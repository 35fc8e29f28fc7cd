from typing import Any

from django import forms
from django.core.validators import MinValueValidator
from django.utils import timezone
from wagtail.admin.ui.tables import Column, DateColumn

from commerce.bookings.models import Booking
from commerce.bookings.viewsets import BookingViewSet, ToldReason
from commerce.checkout import afterwards, cancelling, returning
from commerce.checkout.models import Order
from commerce.entitlements import operations as entitlements
from commerce.entitlements.models import Entitlement
from commerce.entitlements.viewsets import EntitlementViewSet
from estuary.kernel.backoffice import AmountColumn, ReadOnlyViewSet
from estuary.kernel.money import display
from estuary.kernel.steps import Step


class GivenBack(forms.Form):
    """How much of what was paid goes back, and why."""

    seen_left_cents = forms.IntegerField(widget=forms.HiddenInput)
    amount = forms.DecimalField(max_digits=9, decimal_places=2, validators=[MinValueValidator(0)])
    why = forms.CharField(max_length=300, help_text="The practitioner reads this.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        left, currency = self.initial["seen_left_cents"], self.initial["currency"]
        self.fields["amount"].help_text = (
            f"At most {display(left, currency)}, to the card and the credits that paid. The "
            "practitioner bears it as it was shared."
        )

    def clean(self) -> dict[str, Any]:
        """Whole cents."""
        said = super().clean() or {}
        if "amount" in said:
            said["cents"] = int(said.pop("amount") * 100)
        return said


def _left(booking: Booking) -> dict[str, Any]:
    return {
        "seen_left_cents": afterwards.left_cents(booking),
        "currency": booking.currency,
    }


def _may_be_given_back(booking: Booking) -> bool:
    at = timezone.now()
    return not booking.is_cancellable(at=at) and afterwards.left_cents(booking) > 0


def _has_open_units(bought: Entitlement) -> bool:
    return entitlements.refundable(entitlement=bought, now=timezone.now()) > 0


class SoldBookingViewSet(BookingViewSet):
    """Bookings, with what staff do to them: cancel for Estuary, and give money back later."""

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
        Step(
            name="give-back",
            label="Give money back",
            icon="undo",
            allowed=_may_be_given_back,
            take=lambda pk, **said: afterwards.give_back_afterwards(
                booking_id=pk, now=timezone.now(), **said
            ),
            form=GivenBack,
            initial=_left,
        ),
    )


class SoldEntitlementViewSet(EntitlementViewSet):
    """What support may do about a package: as its client might."""

    steps = (
        Step(
            name="give-back",
            label="Give the open units back",
            icon="undo",
            means=(
                "What was paid for the units that are still open goes back to the card and the "
                "credits that paid. Booked units stay booked."
            ),
            allowed=_has_open_units,
            take=lambda pk: returning.give_back_for_client(entitlement_id=pk, now=timezone.now()),
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
