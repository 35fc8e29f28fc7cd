from datetime import timedelta

from commerce.bookings.states import BookingStatus
from commerce.earnings import operations
from commerce.ledger import operations as ledger
from commerce.ledger.operations import Leg
from commerce.ledger.states import AccountKind
from commerce.models import Booking, CommissionBracket, CommissionSchedule, Earning, Sale
from estuary.kernel import db
from tests.factories.bookings import NOON, BookingFactory


def sold_to(booking: Booking, *, now=None) -> Earning:
    """What a booking earned that was bought on its own, with its entries in the books."""
    now = now or NOON - timedelta(days=30)
    with db.in_transaction():
        ledger.post(
            key=f"order:made-up-{booking.pk}:capture",
            description="Paid",
            legs=[
                Leg(AccountKind.RECEIVED, booking.price_cents, "usd"),
                Leg(AccountKind.SALES, -booking.price_cents, "usd"),
            ],
        )
        sale = operations.sell(
            practitioner=booking.service.practitioner,
            gross_cents=booking.price_cents,
            currency="usd",
            reference=f"order:made-up-{booking.pk}",
            now=now,
        )
        operations.accrue(sale=sale, bookings=[booking], now=now)
    return Earning.objects.get(booking=booking)


def earned(practitioner=None, *, cents=8000, now=None, **booking) -> Earning:
    """A session of `cents` that was held; with its earning, pending."""
    if practitioner is not None:
        booking["session__service__practitioner"] = practitioner
    made = BookingFactory(
        price_cents=cents, status=BookingStatus.COMPLETED, completed_at=NOON, **booking
    )
    return sold_to(made, now=now)


def scheduled(at, brackets=None, **more) -> CommissionSchedule:
    """Rates from a moment on, which must lie ahead: by default 5 %."""
    made = CommissionSchedule.objects.create(effective_from=at, **more)
    CommissionBracket.objects.bulk_create(
        CommissionBracket(schedule=made, over_cents=over, basis_points=points)
        for over, points in (brackets or {0: 500}).items()
    )
    return made


def sales(practitioner) -> list[Sale]:
    """In the order in which they were made."""
    return list(Sale.objects.filter(practitioner=practitioner).order_by("pk"))
