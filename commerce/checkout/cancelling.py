"""Giving up what was bought: what comes back, and on its way."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from commerce.bookings import operations as bookings
from commerce.bookings import policies
from commerce.bookings.models import Booking
from commerce.bookings.states import BookingStatus, CancelledBy
from commerce.checkout import operations as orders
from commerce.checkout import refunds
from commerce.checkout.giving_back import NotYoursToChoose, give_back
from commerce.checkout.models import Order, OrderLine
from commerce.checkout.states import OrderStatus, RefundTo
from commerce.entitlements import operations as entitlements
from commerce.ledger.states import AccountKind
from estuary.kernel import db, idempotency
from estuary.kernel.idempotency import Claim
from marketplace.models import User


@dataclass(frozen=True)
class CancellationQuote:
    """What a cancellation at `at` gives back of what was paid, and by which ways."""

    by: CancelledBy
    at: datetime
    paid_cents: int
    refund_cents: int
    card_cents: int
    credits_cents: int
    percent: int
    currency: str
    returns_unit: bool = False  # of a package: yours again, to choose another time


def quote_cancellation(
    *, booking: Booking, by: User, now: datetime, refund_to: RefundTo = RefundTo.CARD
) -> CancellationQuote:
    """What `cancel` would give back now; the same function that it uses.

    Credits go back to credits, and the card's part to the card, in the proportion they were
    paid; with `refund_to` credits, the card's part becomes credits as well. Raises
    BookingClosed when the booking cannot be cancelled any more.
    """
    if not booking.is_cancellable(at=now) or booking.session is None:
        raise bookings.BookingClosed
    side = _side(booking, by)
    if entitlements.is_redeemed(booking):
        return _quote_unit(booking, side, now=now)
    paid = booking.price_cents if booking.status == BookingStatus.CONFIRMED else 0
    refund = policies.refund_cents(
        policy=booking.terms.cancellation_policy,
        price_cents=paid,
        starts_at=booking.session.starts_at,
        cancelled_at=now,
        by=side,
    )
    order = Order.objects.get(lines__booking=booking)
    ways = refunds.shares(
        refund_cents=refund,
        before_cents=order.refunded_cents,
        credits_cents=order.credits_applied_cents,
        card_cents=order.amount_due_cents,
    )
    if refund_to == RefundTo.CREDITS:
        ways = refunds.Shares(card_cents=0, credits_cents=refund)
    return CancellationQuote(
        by=side,
        at=now,
        paid_cents=paid,
        refund_cents=refund,
        card_cents=ways.card_cents,
        credits_cents=ways.credits_cents,
        percent=refund * 100 // paid if paid else 0,
        currency=booking.currency,
    )


@db.transaction
def cancel(
    *,
    public_id: UUID,
    by: User,
    reason: str,
    claim: Claim | None,
    now: datetime,
    refund_to: RefundTo = RefundTo.CARD,
) -> Booking:
    """Give up a booking, and plan what the policy gives back.

    The refund is not paid here: it is planned in the same transaction, and the fact of it sends
    it, so that a slow or failing provider can neither undo the cancellation nor delay it.
    Credits are there at once. Only the client may have the card's part in credits. Under a
    repeated `claim` the cancelled booking is answered. Raises BookingNotFound, BookingClosed,
    NotYoursToChoose.
    """
    if made := idempotency.claim(claim):
        return Booking.objects.get(public_id=made)
    if not Booking.objects.visible_to(by).filter(public_id=public_id).exists():
        raise bookings.BookingNotFound
    booking = bookings.lock(public_id=public_id)
    if booking is None:
        raise bookings.BookingNotFound
    if refund_to == RefundTo.CREDITS and booking.client_id != by.pk:
        raise NotYoursToChoose
    if entitlements.is_redeemed(booking):
        _give_unit_back(booking, by=by, reason=reason, now=now)
    else:
        _give_money_back(booking, by=by, reason=reason, refund_to=refund_to, now=now)
    idempotency.made(claim, reference=str(booking.public_id))
    return booking


def _quote_unit(booking: Booking, side: CancelledBy, *, now: datetime) -> CancellationQuote:
    """What was taken out of a package costs nothing; its unit comes back, or is used."""
    return CancellationQuote(
        by=side,
        at=now,
        paid_cents=0,
        refund_cents=0,
        card_cents=0,
        credits_cents=0,
        percent=0,
        currency=booking.currency,
        returns_unit=entitlements.would_come_back(booking=booking, by=side, at=now),
    )


def _give_unit_back(booking: Booking, *, by: User, reason: str, now: datetime) -> None:
    agreed = quote_cancellation(booking=booking, by=by, now=now)
    bookings.cancel(booking=booking, by=agreed.by, reason=reason, refund_cents=0, now=now)
    entitlements.give_back(booking=booking, now=now)


def _give_money_back(
    booking: Booking, *, by: User, reason: str, refund_to: RefundTo, now: datetime
) -> None:
    order = Order.objects.lock().select_related("payment").get(lines__booking=booking)
    agreed = quote_cancellation(booking=booking, by=by, now=now, refund_to=refund_to)
    bookings.cancel(
        booking=booking, by=agreed.by, reason=reason, refund_cents=agreed.refund_cents, now=now
    )
    booking.refund_credits_cents = agreed.credits_cents
    booking.save(update_fields=["refund_credits_cents", "updated_at"])
    if order.status == OrderStatus.OPEN:
        orders.close(order, now=now)
    elif agreed.refund_cents:
        give_back(
            order=order,
            line=OrderLine.objects.get(booking=booking),
            cents=agreed.refund_cents,
            refund_to=refund_to,
            reference=f"booking:{booking.public_id}:cancelled",
            counter=AccountKind.SALES,
            now=now,
        )


def _side(booking: Booking, by: User) -> CancelledBy:
    """Whose doing it is: told by who asks, never by what they send."""
    if by.pk == booking.service.practitioner.user_id:
        return CancelledBy.PRACTITIONER
    return CancelledBy.CLIENT
