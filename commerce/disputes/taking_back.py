"""What a lost dispute takes back: from refunds not paid yet, from what was sold, from ourselves.

The client has the money. So what we still owed them of it is settled, the rest is taken out of
the sale as a refund would be, and what cannot be got back is our loss.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from commerce.bookings import operations as bookings
from commerce.bookings.models import Booking
from commerce.bookings.states import BookingStatus, CancelledBy
from commerce.checkout import operations as orders
from commerce.checkout.models import Order
from commerce.checkout.states import CREDITS
from commerce.credits import operations as credits
from commerce.credits.models import CreditLot
from commerce.disputes import policies
from commerce.disputes.models import Dispute
from commerce.earnings import operations as earnings
from commerce.entitlements import operations as entitlements
from commerce.entitlements.models import Entitlement, EntitlementUnit
from commerce.entitlements.states import UnitStatus
from commerce.ledger import operations as ledger
from commerce.ledger.operations import Leg
from commerce.ledger.states import AccountKind
from commerce.payments import holding
from commerce.payments.models import Payment
from commerce.payments.states import RefundStatus
from estuary.kernel import db
from estuary.kernel.errors import DomainError, Kind
from estuary.kernel.money import split

WHY_CANCELLED = "The bank of the card it was paid with took the payment back."
WHY_REVERSED = "Taken back by the client's bank"


class BookedMeanwhile(DomainError):
    """A unit of the package was booked at this very moment."""

    kind, message = Kind.CONFLICT, "Something of it was booked at this very moment. Try again."


@db.transaction_required
def lock(order: Order) -> Order:
    """An order with everything that was booked by it, locked in the order everyone takes them.

    Raises BookedMeanwhile.
    """
    held = _booked(order)
    for key in held:
        bookings.lock(pk=key)
    locked = Order.objects.lock().select_related("payment").get(pk=order.pk)
    list(Entitlement.objects.filter(reference=orders.reference(order)).lock())
    if not set(_booked(order)) <= set(held):
        raise BookedMeanwhile
    return locked


def _booked(order: Order) -> list[int]:
    """What was booked by an order, or with units of it, by its session."""
    own = Booking.objects.filter(order_line__order=order)
    used = Booking.objects.filter(
        entitlement_unit__status=UnitStatus.REDEEMED,
        entitlement_unit__entitlement__reference=orders.reference(order),
    )
    return list((own | used).order_by("session_id", "pk").values_list("pk", flat=True))


@db.transaction_required
def take_back(*, dispute: Dispute, order: Order | None, now: datetime) -> None:
    """Put what the bank has taken for good where it came from; `order` as `lock` answers it.

    What is still to come of an order whose card payment is gone as a whole is cancelled; of a
    part, what was booked stays. Nothing more is taken of anything than is left of it. The caller
    saves `dispute`.
    """
    dispute.lost_cents = left = dispute.withdrawn_cents
    revoked = 0
    if dispute.payment is not None:
        settled = holding.cancel_refunds(payment=dispute.payment, up_to_cents=left)
        dispute.refunds_settled_cents = settled
        left -= settled
    if order is not None:
        _count(order, left)
        if _is_gone(dispute.payment, dispute):
            _end_bookings(order, now=now)
        revoked = _revoke_units(order, left, now=now)
        dispute.reversed_cents = revoked + _reverse(order, left - revoked, now=now)
        left -= dispute.reversed_cents
        dispute.credits_taken_cents = _take_credits(dispute, order, left)
        left -= dispute.credits_taken_cents
    dispute.written_off_cents = left
    _post(dispute, revoked)


def _count(order: Order, cents: int) -> None:
    """On the order, as far as its card's part was not given back in another way."""
    taken = order.charged_back_cents
    most = min(order.amount_due_cents, order.total_cents - order.refunded_cents) - taken
    order.charged_back_cents += min(cents, most)
    order.save(update_fields=["charged_back_cents", "updated_at"])


def _is_gone(payment: Payment | None, dispute: Dispute) -> bool:
    """Whether nothing is left of what the card paid."""
    if payment is None:
        return False
    back = payment.refunds.filter(status__in=(RefundStatus.PENDING, RefundStatus.SUCCEEDED))
    others = payment.disputes.lost().exclude(pk=dispute.pk)
    gone = sum(back.values_list("amount_cents", flat=True)) + dispute.lost_cents
    return gone + sum(others.values_list("lost_cents", flat=True)) >= payment.amount_cents


def _end_bookings(order: Order, *, now: datetime) -> None:
    """Free the seats that are still to come; nothing comes back for them."""
    for booking in Booking.objects.filter(order_line__order=order):
        _end(booking, now=now)


def _end(booking: Booking, *, now: datetime) -> None:
    locked = bookings.lock(pk=booking.pk)
    if locked and locked.status == BookingStatus.CONFIRMED and locked.is_cancellable(at=now):
        bookings.cancel(
            booking=locked,
            by=CancelledBy.PLATFORM,
            reason=WHY_CANCELLED,
            refund_cents=0,
            now=now,
        )


# --- from what was sold ---


def _revoke_units(order: Order, cents: int, *, now: datetime) -> int:
    """End as many units as `cents` paid for, open ones first; answers what they were worth."""
    own = EntitlementUnit.objects.filter(entitlement__reference=orders.reference(order))
    units = list(own.open().with_details().order_by("-position"))
    booked = own.filter(status=UnitStatus.REDEEMED, booking__status=BookingStatus.CONFIRMED)
    for unit in booked.with_details().select_related("booking__session").order_by("-position"):
        if unit.booking and unit.booking.is_cancellable(at=now):
            units.append(unit)
    ended = policies.taken_from_units(cents=cents, prices=[unit.price_cents for unit in units])
    for position in ended:
        if booking := units[position].booking:
            _end(booking, now=now)
        entitlements.revoke(unit=units[position], now=now)
    return sum(units[position].price_cents for position in ended)


def _reverse(order: Order, cents: int, *, now: datetime) -> int:
    """Take up to `cents` out of what was earned, in proportion; answers how many."""
    earned = earnings.left_of(_earning(order, cents, now=now))
    taken = min(cents, sum(left for _, left in earned))
    if not taken:
        return 0
    shares = split(taken, [left for _, left in earned])
    for (booking, _), share in zip(earned, shares, strict=True):
        if share:
            earnings.reverse(booking=booking, cents=share, now=now, because=WHY_REVERSED)
            bookings.charge_back(booking=booking, cents=share)
    return taken


def _earning(order: Order, cents: int, *, now: datetime) -> Sequence[Booking]:
    """What was booked by the order and earned something; units in use earn it now."""
    own = Booking.objects.filter(order_line__order=order)
    parts = Booking.objects.filter(parent_booking__in=own)
    of_units = Booking.objects.filter(
        entitlement_unit__entitlement__reference=orders.reference(order)
    ).select_related("session")
    for booking in of_units:
        if cents and booking.has_begun(now):
            entitlements.use_begun(booking=booking, now=now)
            earnings.accrue_unit(booking_id=booking.pk, now=now)
    return [*own, *parts, *of_units]


# --- from credits ---


def _take_credits(dispute: Dispute, order: Order, cents: int) -> int:
    """Take up to `cents` out of the credits that the payment became; answers how many."""
    taken = 0
    for number, lot_key in enumerate(_lots(order)):
        taken += credits.take_back(
            lot_key=lot_key,
            amount_cents=cents - taken,
            key=dispute.key(f"credits:{number}"),
            counter=AccountKind.DISPUTED,
        )
    return taken


def _lots(order: Order) -> Iterator[str]:
    """What was bought with it, and what the client had in credits instead of money back."""
    if order.lines.filter(kind=CREDITS).exists():
        yield f"{orders.reference(order)}:credits-bought"
    own = Booking.objects.filter(order_line__order=order)
    for booking in (own | Booking.objects.filter(parent_booking__in=own)).order_by("pk"):
        yield f"booking:{booking.public_id}:cancelled:to-credits"
    units = CreditLot.objects.filter(
        key__startswith=f"{orders.reference(order)}:units:", key__endswith=":to-credits"
    )
    yield from units.order_by("pk").values_list("key", flat=True)


# --- the books ---


def _post(dispute: Dispute, revoked: int) -> None:
    """What units and credits gave is in DISPUTED already; the rest of it goes with this."""
    rest = dispute.lost_cents - revoked - dispute.credits_taken_cents
    if not rest:
        return
    ledger.post(
        key=dispute.key("lost"),
        description=f"Lost dispute {dispute.provider_id}",
        legs=[
            Leg(AccountKind.DISPUTED, -rest, dispute.currency),
            Leg(AccountKind.REFUNDS_DUE, dispute.refunds_settled_cents, dispute.currency),
            Leg(AccountKind.SALES, dispute.reversed_cents - revoked, dispute.currency),
            Leg(AccountKind.DISPUTE_LOSSES, dispute.written_off_cents, dispute.currency),
        ],
    )
