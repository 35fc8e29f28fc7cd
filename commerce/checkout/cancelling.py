"""Giving up what was bought: what comes back, and on its way."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from commerce.bookings import operations as bookings
from commerce.bookings import policies
from commerce.bookings.models import Booking
from commerce.bookings.states import BookingStatus, CancelledBy
from commerce.checkout import operations as orders
from commerce.checkout.models import Order, OrderLine
from commerce.checkout.states import OrderStatus
from commerce.ledger import operations as ledger
from commerce.ledger.operations import Leg
from commerce.ledger.states import AccountKind
from commerce.payments import operations as payments
from estuary.kernel import db, idempotency
from estuary.kernel.idempotency import Claim
from marketplace.models import User


@dataclass(frozen=True)
class CancellationQuote:
    """What a cancellation at `at` gives back, of what was paid."""

    by: CancelledBy
    at: datetime
    paid_cents: int
    refund_cents: int
    percent: int
    currency: str


def quote_cancellation(*, booking: Booking, by: User, now: datetime) -> CancellationQuote:
    """What `cancel` would give back now; the same function that it uses.

    Raises BookingClosed when the booking cannot be cancelled any more.
    """
    if not booking.is_cancellable(at=now) or booking.session is None:
        raise bookings.BookingClosed
    side = _side(booking, by)
    paid = booking.price_cents if booking.status == BookingStatus.CONFIRMED else 0
    refund = policies.refund_cents(
        policy=booking.terms.cancellation_policy,
        price_cents=paid,
        starts_at=booking.session.starts_at,
        cancelled_at=now,
        by=side,
    )
    return CancellationQuote(
        by=side,
        at=now,
        paid_cents=paid,
        refund_cents=refund,
        percent=refund * 100 // paid if paid else 0,
        currency=booking.currency,
    )


@db.transaction
def cancel(
    *, public_id: UUID, by: User, reason: str, claim: Claim | None, now: datetime
) -> Booking:
    """Give up a booking, and plan what the policy gives back.

    The refund is not paid here: it is planned in the same transaction, and the fact of it sends
    it, so that a slow or failing provider can neither undo the cancellation nor delay it. Under
    a repeated `claim` the cancelled booking is answered. Raises BookingNotFound, BookingClosed.
    """
    if made := idempotency.claim(claim):
        return Booking.objects.get(public_id=made)
    if not Booking.objects.visible_to(by).filter(public_id=public_id).exists():
        raise bookings.BookingNotFound
    booking = bookings.lock(public_id=public_id)
    if booking is None:
        raise bookings.BookingNotFound
    agreed = quote_cancellation(booking=booking, by=by, now=now)
    order = Order.objects.lock().select_related("payment").get(lines__booking=booking)
    bookings.cancel(
        booking=booking, by=agreed.by, reason=reason, refund_cents=agreed.refund_cents, now=now
    )
    if order.status == OrderStatus.OPEN:
        orders.close(order, now=now)
    elif agreed.refund_cents:
        _give_back(order, booking, amount_cents=agreed.refund_cents)
    idempotency.made(claim, reference=str(booking.public_id))
    return booking


def _give_back(order: Order, booking: Booking, *, amount_cents: int) -> None:
    reference = f"booking:{booking.public_id}:cancelled"
    ledger.post(
        key=f"{reference}:refund",
        description=f"Refund for order {order.number}",
        legs=[
            Leg(AccountKind.SALES, amount_cents, order.currency),
            Leg(AccountKind.REFUNDS_DUE, -amount_cents, order.currency),
        ],
    )
    if order.payment is not None:
        payments.plan_refund(payment=order.payment, amount_cents=amount_cents, reference=reference)
    line = OrderLine.objects.get(booking=booking)
    line.refunded_cents += amount_cents
    line.save(update_fields=["refunded_cents", "updated_at"])
    order.refunded_cents += amount_cents
    whole = order.refunded_cents == order.total_cents
    order.status = OrderStatus.REFUNDED if whole else OrderStatus.PARTIALLY_REFUNDED
    order.save(update_fields=["refunded_cents", "status", "updated_at"])


def _side(booking: Booking, by: User) -> CancelledBy:
    """Whose doing it is: told by who asks, never by what they send."""
    if by.pk == booking.service.practitioner.user_id:
        return CancelledBy.PRACTITIONER
    return CancelledBy.CLIENT
