"""What a client does with a package, step by step."""

from datetime import datetime, timedelta

from django.utils import timezone

from commerce.bookings import operations as bookings
from commerce.bookings.states import CancelledBy
from commerce.earnings import operations as earnings
from commerce.entitlements import audit, operations
from commerce.entitlements.operations import Seat
from commerce.ledger import operations as ledger
from commerce.ledger.operations import Leg
from commerce.ledger.states import AccountKind
from commerce.models import Booking, Entitlement
from estuary.kernel import db
from tests.integration.commerce.checkout.steps import balance, first_start, word

SOLD = AccountKind.UNITS_OWED


def redeemed(
    bought: Entitlement, service, *, starts_at=None, claim=None, now: datetime | None = None
) -> Booking:
    """A slot booked with a unit of `bought`."""
    return operations.redeem(
        by=bought.client,
        seat=Seat(entitlement_id=bought.public_id, service_id=service.public_id),
        slot=word(service, starts_at or first_start(service)),
        claim=claim,
        now=now or timezone.now(),
    )


def cancelled(booking: Booking, *, by: CancelledBy, now: datetime) -> bool:
    """Cancelled as checkout does it; whether the unit is open again."""
    with db.in_transaction():
        locked = bookings.lock(pk=booking.pk)
        assert locked
        bookings.cancel(booking=locked, by=by, reason="", refund_cents=0, now=now)
        is_open = operations.give_back(booking=locked, now=now)
        if not is_open:
            earnings.accrue_unit(booking_id=locked.pk, now=now)
        return is_open


def refunded(bought: Entitlement, *, now: datetime | None = None) -> int:
    """The open units given back for money, as checkout does it."""
    with db.in_transaction():
        cents = operations.refund(entitlement=bought, now=now or timezone.now())
        ledger.post(
            key=f"entitlement:{bought.public_id}:refund:{cents}",
            description="Unused units",
            legs=[
                Leg(AccountKind.UNITS_OWED, cents, "usd"),
                Leg(AccountKind.REFUNDS_DUE, -cents, "usd"),
            ],
        )
    return cents


def held(booking: Booking) -> None:
    """Its session is over."""
    booking = Booking.objects.select_related("session").get(pk=booking.pk)
    assert booking.session
    bookings.complete_past(now=booking.session.ends_at + timedelta(minutes=1))


def units(bought: Entitlement) -> list[str]:
    """How its units stand, in order."""
    return list(bought.units.values_list("status", flat=True))


def accounts() -> dict[str, int]:
    """Where the money is; a credit is negative. Empty accounts are left out."""
    kinds = (
        "units_owed",
        "sales",
        "earnings_pending",
        "commission",
        "breakage",
        "refunds_due",
    )
    found = {kind: balance(AccountKind(kind)) for kind in kinds}
    return {kind: cents for kind, cents in found.items() if cents}


def broken(now: datetime | None = None) -> list[str]:
    """The rules of the audit that do not hold."""
    return [rule for rule, check in audit.RULES.items() if check(now or timezone.now())]
