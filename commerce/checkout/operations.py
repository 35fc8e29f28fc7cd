"""The arch over bookings, payments and the books: what was bought, and with what.

Locks are taken in one order: Session, Booking, Order, Payment.
"""

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from commerce.bookings import holds
from commerce.bookings import operations as bookings
from commerce.bookings.models import Booking
from commerce.bookings.states import BookingStatus, CancelledBy
from commerce.checkout.events import OrderAbandoned, OrderPaid, PaymentReturned
from commerce.checkout.models import Order, OrderLine
from commerce.checkout.states import CREDITS, REFERENCE, OrderStatus
from commerce.credits import operations as credits
from commerce.credits.states import CreditSource
from commerce.earnings import operations as earnings
from commerce.earnings.models import Sale
from commerce.entitlements import operations as entitlements
from commerce.ledger import operations as ledger
from commerce.ledger.operations import Leg
from commerce.ledger.states import AccountKind
from commerce.payments import cards
from commerce.payments import operations as payments
from commerce.payments.models import Payment
from commerce.payments.states import PaymentStatus
from commerce.promotions import operations as promotions
from estuary.kernel import db, events, idempotency
from estuary.kernel.errors import DomainError, Kind
from estuary.kernel.idempotency import Claim
from marketplace.models import User


class OrderNotFound(DomainError):
    """There is no such order for this person."""

    kind = Kind.MISSING
    message = "There is no such order."


class OrderClosed(DomainError):
    """It was paid, cancelled, or its time ran out."""

    kind = Kind.CONFLICT
    message = "This order is not open any more."


def reference(order: Order) -> str:
    """How the rooms below name this order."""
    return f"{REFERENCE}{order.public_id}"


def order_named(reference: str) -> Order | None:
    """The order that is, or begins, such a name; None for what no order sold."""
    room, *key = reference.split(":")
    return Order.objects.filter(public_id=key[0]).first() if room == "order" and key else None


# --- paying ---


def open_payment(*, user: User, order_id: UUID, claim: Claim | None) -> Order:
    """Make an open order payable; answers it with its payment's client secret.

    Repeating it, with or without the same `claim`, answers the same payment.

    Raises OrderNotFound, OrderClosed, PaymentsUnavailable.
    """
    order = _own_order(user, order_id)
    if order.status != OrderStatus.OPEN or order.payment_id is None:
        raise OrderClosed
    _note(claim, order)
    payments.open_intent(payment_id=order.payment_id)
    return _own_order(user, order_id)


@db.transaction
def _note(claim: Claim | None, order: Order) -> None:
    if not idempotency.claim(claim):
        idempotency.made(claim, reference=str(order.public_id))


def pay(
    *,
    user: User,
    order_id: UUID,
    payment_method: str,
    return_url: str,
    claim: Claim | None,
    now: datetime,
) -> Order:
    """Settle an order as far as it goes now; safe to call at any time, any number of times.

    With a `payment_method` an open payment is tried with it, once under one `claim`; without
    one the provider is asked how the payment stands. Answers the order as it is then: paid, or
    open with the state of its payment (waiting for the bank, declined with a reason). Raises
    OrderNotFound, CardNotFound, OrderClosed, PaymentRefused, PaymentsUnavailable.
    """
    order = _own_order(user, order_id)
    payment_method = cards.usable(user=user, named=payment_method)
    if order.payment_id is not None:
        payment = payments.refresh(payment_id=order.payment_id)
        if payment_method and _may_be_tried(order, payment, now=now):
            payment = payments.confirm(
                payment_id=payment.pk,
                payment_method=payment_method,
                return_url=return_url,
                claim=claim,
            )
        if payment.status == PaymentStatus.SUCCEEDED:
            complete(payment_id=payment.pk, now=now)
    return _own_order(user, order_id)


def _may_be_tried(order: Order, payment: Payment, *, now: datetime) -> bool:
    if payment.status not in (PaymentStatus.OPEN, PaymentStatus.ACTION_NEEDED):
        return False
    if order.status != OrderStatus.OPEN or order.expires_at <= now:
        raise OrderClosed
    return True


@db.transaction
def complete(*, payment_id: int, now: datetime) -> None:
    """Give what a settled payment was for, or give the money back; once, however often called.

    The seat becomes firm. One that lapsed is taken again if its time is still free; otherwise,
    and for an order that was cancelled, the payment goes back in full and the client is told.
    """
    order = Order.objects.filter(payment=payment_id).first()
    if order is None:
        return
    booking = _lock_booking_of(order)
    order = Order.objects.lock().select_related("payment").get(pk=order.pk)
    payment = order.payment
    if payment is None or payment.status != PaymentStatus.SUCCEEDED or order.paid_at is not None:
        return
    given_up = booking is not None and booking.cancelled_by != CancelledBy.LAPSED
    if order.status == OrderStatus.CANCELLED and given_up:
        return _return_payment(order, payment)
    fulfil(order, booking, now=now)
    return None


@db.transaction_required
def fulfil(order: Order, booking: Booking | None, *, now: datetime) -> None:
    """Give what was bought, for an order that is paid or costs nothing; both must be locked.

    What lapsed and is paid after all needs its time and its credits again; when either is
    gone, the payment goes back.
    """
    can_pay = _have_credits(order, now=now)
    if not can_pay or (booking and not holds.confirm(booking=booking, now=now)):
        credits.release(reference=reference(order), now=now)
        if order.payment is not None:
            _return_payment(order, order.payment)
        return
    if order.status == OrderStatus.CANCELLED:
        promotions.claim_again(reference=reference(order))
    order.status, order.paid_at, order.cancelled_at = OrderStatus.PAID, now, None
    order.save()
    _hand_over(order, now=now)
    events.record(OrderPaid(order_id=order.pk))


def _hand_over(order: Order, *, now: datetime) -> None:
    """Put what was paid to what was sold; earnings, units and credits begin here."""
    line = order.lines.select_related(
        "package_terms__package__practitioner__user", "service__practitioner__user", "booking"
    ).get()
    if line.kind == CREDITS:
        _grant_credits(order, now=now)
    elif line.booking is not None:
        _capture(order, AccountKind.SALES, now=now)
        sale = _sell(order, line, now=now)
        parts = list(line.booking.parts.in_order().select_related("session", "service"))
        earnings.accrue(sale=sale, bookings=parts or [line.booking], now=now)
    else:
        assert line.package_terms
        _capture(order, AccountKind.UNITS_OWED, now=now)
        entitlements.sell(
            client=order.user,
            terms=line.package_terms,
            reference=reference(order),
            price_cents=line.total_cents,
            now=now,
        )
        _sell(order, line, now=now)


def _sell(order: Order, line: OrderLine, *, now: datetime) -> Sale:
    """Agree on the platform's part of what a line sold, and freeze it there."""
    assert line.practitioner
    sale = earnings.sell(
        practitioner=line.practitioner,
        gross_cents=order.total_cents,
        currency=order.currency,
        reference=reference(order),
        now=now,
    )
    line.commission_basis_points = sale.commission_basis_points
    line.commission_cents = sale.commission_cents
    line.commission_reason = sale.commission_reason
    line.save()
    return sale


def _capture(order: Order, sold: AccountKind, *, now: datetime) -> None:
    if order.credits_applied_cents:
        credits.spend(
            reference=reference(order),
            counter=sold,
            description=f"Order {order.number} paid with credits",
            now=now,
        )
    if order.amount_due_cents:
        ledger.post(
            key=f"order:{order.public_id}:capture",
            description=f"Order {order.number} paid by card",
            legs=[
                Leg(AccountKind.RECEIVED, order.amount_due_cents, order.currency),
                Leg(sold, -order.amount_due_cents, order.currency),
            ],
        )


def _grant_credits(order: Order, *, now: datetime) -> None:
    credits.grant(
        user=order.user,
        amount_cents=order.total_cents,
        currency=order.currency,
        source=CreditSource.PURCHASE,
        expires_at=None,
        reason=f"Order {order.number}",
        key=f"{reference(order)}:credits-bought",
        counter=AccountKind.RECEIVED,
        now=now,
    )


def _have_credits(order: Order, *, now: datetime) -> bool:
    """Whether the credits of the order are held, if need be once more."""
    if not order.credits_applied_cents:
        return True
    try:
        credits.hold(
            user=order.user,
            amount_cents=order.credits_applied_cents,
            currency=order.currency,
            reference=reference(order),
            now=now,
        )
    except credits.CreditsShort:
        return False
    return True


def _return_payment(order: Order, payment: Payment) -> None:
    """The whole of a payment goes back; `order` must be locked."""
    reference = f"order:{order.public_id}:returned"
    if payment.refunds.filter(reference=reference).exists():
        return
    ledger.post(
        key=reference,
        description=f"Payment for order {order.number} came too late",
        legs=[
            Leg(AccountKind.RECEIVED, payment.amount_cents, payment.currency),
            Leg(AccountKind.REFUNDS_DUE, -payment.amount_cents, payment.currency),
        ],
    )
    payments.plan_refund(payment=payment, amount_cents=payment.amount_cents, reference=reference)
    events.record(PaymentReturned(payment_id=payment.pk))


# --- letting go ---


def let_lapse(*, order_id: int, now: datetime) -> None:
    """End an order that was not paid in time; a payment that got through at last is honoured.

    The provider is asked to end the payment first: only then is it certain that no money
    comes. Raises PaymentsUnavailable; then the hold gives way to others, and this is tried
    again.
    """
    order = Order.objects.filter(pk=order_id).first()
    if order is None or order.status != OrderStatus.OPEN or order.expires_at > now:
        return
    if order.payment_id is not None:
        payment = payments.give_up(payment_id=order.payment_id)
        if payment.status == PaymentStatus.SUCCEEDED:
            complete(payment_id=payment.pk, now=now)
            return
    _lapse(order_id=order_id, now=now)


@db.transaction
def _lapse(*, order_id: int, now: datetime) -> None:
    order = Order.objects.get(pk=order_id)
    booking = _lock_booking_of(order)
    order = Order.objects.lock().get(pk=order_id)
    if order.status != OrderStatus.OPEN:
        return
    _end_hold(booking, now=now)
    close(order, now=now)


@db.transaction
def abandon(*, booking_id: int, now: datetime) -> None:
    """Close the order of a booking whose hold was taken over by somebody else.

    With one session of a course go the others: it is bought as a whole.
    """
    sold = Q(lines__booking=booking_id) | Q(lines__booking__parts=booking_id)
    order = Order.objects.filter(sold).first()
    if order is None:
        return
    booking = _lock_booking_of(order)
    order = Order.objects.lock().get(pk=order.pk)
    if order.status == OrderStatus.OPEN:
        _end_hold(booking, now=now)
        close(order, now=now)


def _end_hold(booking: Booking | None, *, now: datetime) -> None:
    if booking is not None and booking.status == BookingStatus.PENDING:
        bookings.cancel(booking=booking, by=CancelledBy.LAPSED, reason="", refund_cents=0, now=now)


def end_payment(*, order_id: int, now: datetime) -> None:
    """End the payment of an abandoned order at the provider; too late means it is honoured.

    Raises PaymentsUnavailable: try again.
    """
    order = Order.objects.get(pk=order_id)
    if order.payment_id is None:
        return
    payment = payments.give_up(payment_id=order.payment_id)
    if payment.status == PaymentStatus.SUCCEEDED:
        complete(payment_id=payment.pk, now=now)


@db.transaction_required
def close(order: Order, *, now: datetime) -> None:
    """End an order that comes to nothing; its payment is ended by the fact of it."""
    order.status, order.cancelled_at = OrderStatus.CANCELLED, now
    order.save(update_fields=["status", "cancelled_at", "updated_at"])
    promotions.release(reference=reference(order), now=now)
    credits.release(reference=reference(order), now=now)
    events.record(OrderAbandoned(order_id=order.pk))


def _own_order(user: User, order_id: UUID) -> Order:
    order = Order.objects.of(user).with_details().filter(public_id=order_id).first()
    if order is None:
        raise OrderNotFound
    return order


def _lock_booking_of(order: Order) -> Booking | None:
    """What was booked by an order, locked; nothing, where it is used later."""
    booking_id = order.lines.values_list("booking", flat=True).get()
    return bookings.lock(pk=booking_id) if booking_id is not None else None
