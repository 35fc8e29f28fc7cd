"""Giving up what was bought: what comes back, and on its way."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from commerce.bookings import operations as bookings
from commerce.bookings import policies
from commerce.bookings.models import Booking
from commerce.bookings.states import OPEN, BookingStatus, CancelledBy
from commerce.checkout import operations as orders
from commerce.checkout.giving_back import NotYoursToChoose, give_back_earned, shares_of
from commerce.checkout.models import Order, OrderLine
from commerce.checkout.states import OrderStatus, RefundTo
from commerce.earnings import operations as earnings
from commerce.entitlements import operations as entitlements
from estuary.kernel import db, idempotency
from estuary.kernel.errors import DomainError, Kind
from estuary.kernel.idempotency import Claim
from marketplace.models import User


class PartOfCourse(DomainError):
    """A client gives up a course as a whole."""

    kind = Kind.CONFLICT
    message = "A course is cancelled as a whole."


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
    BookingClosed when the booking cannot be cancelled any more, and PartOfCourse.
    """
    _refuse_closed(booking, now=now)
    return _quote(booking, _side(booking, by), refund_to, now=now)


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
    Credits are there at once. Only the client may have the card's part in credits. Of a course
    the client gives up the whole, the practitioner also single sessions. Under a repeated
    `claim` the cancelled booking is answered. Raises BookingNotFound, BookingClosed,
    PartOfCourse, NotYoursToChoose, PaymentDisputed.
    """
    if made := idempotency.claim(claim):
        return Booking.objects.get(public_id=made)
    seen = Booking.objects.visible_to(by).filter(public_id=public_id).first()
    if seen is None:
        raise bookings.BookingNotFound
    booking = _locked(seen)
    if refund_to == RefundTo.CREDITS and booking.client_id != by.pk:
        raise NotYoursToChoose
    _refuse_closed(booking, now=now)
    _cancel(booking, by=_side(booking, by), reason=reason, refund_to=refund_to, now=now)
    idempotency.made(claim, reference=str(booking.public_id))
    return booking


@db.transaction
def cancel_for_client(*, booking_id: int, reason: str, now: datetime) -> Booking:
    """Cancel for Estuary, by its staff: all that was not held comes back, whatever the policy.

    Raises BookingClosed.
    """
    booking = _locked(Booking.objects.get(pk=booking_id))
    _refuse_closed(booking, now=now)
    _cancel(booking, by=CancelledBy.PLATFORM, reason=reason, refund_to=RefundTo.CARD, now=now)
    return booking


@db.transaction
def follow_called_off(*, booking_id: int, now: datetime) -> None:
    """Cancel a booking whose session was called off, and give all of it back; once.

    A course that is not paid for yet goes as a whole: it is not what was to be bought any more.
    """
    booking = _locked(Booking.objects.select_related("session").get(pk=booking_id))
    session, whole = booking.session, booking.parent_booking
    if session is None or session.called_off_at is None or booking.status not in OPEN:
        return
    _cancel(
        whole if whole and whole.status == BookingStatus.PENDING else booking,
        by=CancelledBy.PRACTITIONER,
        reason=session.called_off_because,
        refund_to=RefundTo.CARD,
        now=now,
    )


def _locked(booking: Booking) -> Booking:
    """A booking, locked and read again; of a course all of it."""
    bookings.lock(pk=booking.parent_booking_id or booking.pk)
    locked = bookings.lock(pk=booking.pk)
    assert locked is not None
    return locked


def _refuse_closed(booking: Booking, *, now: datetime) -> None:
    if not booking.is_cancellable(at=now):
        raise bookings.BookingClosed


def _quote(
    booking: Booking, side: CancelledBy, refund_to: RefundTo, *, now: datetime
) -> CancellationQuote:
    if booking.parent_booking_id and side == CancelledBy.CLIENT:
        raise PartOfCourse
    if entitlements.is_redeemed(booking):
        return _quote_unit(booking, side, now=now)
    paid, refund = _paid_and_due_back(booking, side, now=now)
    order = Order.objects.get(lines__booking=booking.parent_booking_id or booking.pk)
    ways = shares_of(order, refund, refund_to)
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


def _paid_and_due_back(booking: Booking, side: CancelledBy, *, now: datetime) -> tuple[int, int]:
    """What was paid for what is left of a booking, and what of that comes back."""
    if booking.status != BookingStatus.CONFIRMED:
        return 0, 0
    policy = booking.terms.cancellation_policy
    if booking.series is not None:
        parts = [
            policies.CoursePart(part.session.starts_at, part.paid_cents)
            for part in booking.parts.all()
            if part.session and part.status != BookingStatus.CANCELLED
        ]
        due = policies.course_refund_cents(policy=policy, parts=parts, cancelled_at=now, by=side)
        return sum(part.price_cents for part in parts), due
    assert booking.session
    due = policies.refund_cents(
        policy=policy,
        price_cents=booking.paid_cents,
        starts_at=booking.session.starts_at,
        cancelled_at=now,
        by=side,
    )
    return booking.paid_cents, due


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


def _cancel(
    booking: Booking, *, by: CancelledBy, reason: str, refund_to: RefundTo, now: datetime
) -> None:
    """Cancel what is locked, as `_quote` says."""
    agreed = _quote(booking, by, refund_to, now=now)
    if entitlements.is_redeemed(booking):
        bookings.cancel(booking=booking, by=by, reason=reason, refund_cents=0, now=now)
        if not entitlements.give_back(booking=booking, now=now):
            earnings.accrue_unit(booking_id=booking.pk, now=now)
        return
    whole = booking.parent_booking or booking
    if whole != booking and whole.status == BookingStatus.PENDING:
        raise bookings.BookingClosed
    line = OrderLine.objects.get(booking=whole)
    order = Order.objects.lock().select_related("payment").get(pk=line.order_id)
    stood = _standing(booking)
    bookings.cancel(
        booking=booking,
        by=by,
        reason=reason,
        refund_cents=agreed.refund_cents,
        refund_credits_cents=agreed.credits_cents,
        now=now,
    )
    if order.status == OrderStatus.OPEN:
        orders.close(order, now=now)
    elif agreed.refund_cents:
        give_back_earned(
            order=order,
            line=line,
            earned=_given_up(booking, stood),
            refund_to=refund_to,
            reference=f"booking:{booking.public_id}:cancelled",
            now=now,
        )
    if whole != booking:
        _count_in_course(whole, booking)
        bookings.end_course(whole=whole, by=by, reason=reason, now=now)


def _standing(booking: Booking) -> list[int]:
    """What has an earning of its own and can be given up: of a course each session to come."""
    if booking.series is None:
        return [booking.pk]
    return list(booking.parts.open().values_list("pk", flat=True))


def _given_up(booking: Booking, stood: list[int]) -> list[tuple[Booking, int]]:
    """What of it was cancelled now, and what comes back for each."""
    gone = Booking.objects.filter(pk__in=stood, status=BookingStatus.CANCELLED)
    return [(one, one.refund_cents) for one in gone.select_related("service").order_by("pk")]


def _count_in_course(whole: Booking, part: Booking) -> None:
    whole.refund_cents += part.refund_cents
    whole.refund_credits_cents += part.refund_credits_cents
    whole.save(update_fields=["refund_cents", "refund_credits_cents", "updated_at"])


def _side(booking: Booking, by: User) -> CancelledBy:
    """Whose doing it is: told by who asks, never by what they send."""
    if by.pk == booking.service.practitioner.user_id:
        return CancelledBy.PRACTITIONER
    return CancelledBy.CLIENT
