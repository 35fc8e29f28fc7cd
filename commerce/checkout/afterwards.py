"""Giving money back for a session that was held, or was given up too late: staff decide."""

from datetime import datetime

from commerce.bookings.models import Booking
from commerce.checkout.events import BookingGivenBack
from commerce.checkout.giving_back import give_back_earned
from commerce.checkout.models import Order, OrderLine
from commerce.checkout.states import RefundTo
from commerce.earnings import operations as earnings
from estuary.kernel import db, events
from estuary.kernel.errors import DomainError, Kind
from estuary.kernel.money import display


class CancelInstead(DomainError):
    """What lies ahead is given back by cancelling it."""

    kind = Kind.CONFLICT
    message = "This booking lies ahead. Cancel it to give its price back."


class NothingLeftToGiveBack(DomainError):
    """It was not paid for by itself, or all of it went back already."""

    kind = Kind.CONFLICT
    message = "There is nothing left of this booking that could be given back."


class MoreThanIsLeft(DomainError):
    """Not all of what is to be given back is there."""

    message = "More cannot be given back than is left."

    def __init__(self, *, left_cents: int = 0, currency: str = "usd") -> None:
        super().__init__(f"At most {display(left_cents, currency)} can be given back.")


class LeftChanged(DomainError):
    """Somebody gave back of it meanwhile, perhaps by a second click."""

    kind = Kind.CONFLICT
    message = "Some of it was given back meanwhile. See what is left, and decide again."


def left_cents(booking: Booking) -> int:
    """What a booking was paid with by itself, and was not given back.

    Of a course its sessions have it; the units of a package were paid for with the package.
    """
    if not OrderLine.objects.filter(booking=_sold_as(booking)).exists():
        return 0
    return earnings.left_cents(booking=booking)


@db.transaction
def give_back_afterwards(
    *, booking_id: int, cents: int, seen_left_cents: int, why: str, now: datetime
) -> Booking:
    """Give `cents` of a booking back to who paid it, the way it was paid, by staff.

    The practitioner bears it in the proportion in which it was shared; what was paid out to them
    already is carried. `seen_left_cents` is what was left when staff decided, so that a second
    click gives nothing. Both are told, the practitioner with `why`. Raises CancelInstead,
    NothingLeftToGiveBack, LeftChanged, MoreThanIsLeft.
    """
    booking = Booking.objects.get(pk=booking_id)
    if booking.is_cancellable(at=now):
        raise CancelInstead
    sold = Order.objects.filter(lines__booking=_sold_as(booking)).select_related("payment")
    order, left = sold.lock().first(), left_cents(booking)
    if order is None or left == 0:
        raise NothingLeftToGiveBack
    if left != seen_left_cents:
        raise LeftChanged
    if not 0 < cents <= left:
        raise MoreThanIsLeft(left_cents=left, currency=booking.currency)
    give_back_earned(
        order=order,
        line=order.lines.get(booking=_sold_as(booking)),
        earned=[(booking, cents)],
        refund_to=RefundTo.CARD,
        # What is left is never the same twice, so each time has its own name.
        reference=f"booking:{booking.public_id}:given-back:{left}",
        now=now,
    )
    events.record(BookingGivenBack(booking_id=booking.pk, cents=cents, why=why))
    return booking


def _sold_as(booking: Booking) -> int:
    """The booking that an order line is of: of a session of a course, the whole."""
    return booking.parent_booking_id or booking.pk
