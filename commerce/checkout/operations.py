"""The arch over bookings, payments and the books: what was bought, and with what.

Locks are taken in one order: Session, Booking, Order, Payment.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings

from commerce.bookings import operations as bookings
from commerce.bookings import policies, tokens
from commerce.bookings.availability import Slot
from commerce.bookings.models import Booking
from commerce.bookings.states import BookingStatus, CancelledBy
from commerce.checkout.events import OrderAbandoned, OrderPaid, PaymentReturned
from commerce.checkout.models import Order, OrderLine
from commerce.checkout.quotes import Item, Quote, quote
from commerce.checkout.states import OrderStatus
from commerce.ledger import operations as ledger
from commerce.ledger.operations import Leg
from commerce.ledger.states import AccountKind
from commerce.payments import operations as payments
from commerce.payments.models import Payment
from commerce.payments.states import PaymentStatus
from commerce.promotions import operations as promotions
from commerce.promotions.models import Promotion
from estuary.kernel import db, events, idempotency
from estuary.kernel.errors import DomainError, Kind
from estuary.kernel.idempotency import Claim
from marketplace.catalogue import operations as catalogue
from marketplace.catalogue.models import Service, ServiceTerms
from marketplace.catalogue.states import ServiceType
from marketplace.models import User

# Read aloud without mistakes: no 0 or O, no 1, I or L.
_NUMBER_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


class ServiceNotOnSale(DomainError):
    """There is no such service for this person to buy."""

    kind = Kind.MISSING
    message = "There is no such service."


class TermsChanged(DomainError):
    """Price or conditions changed since the slot was shown."""

    kind = Kind.CONFLICT
    message = "The price or conditions of this service have changed. Look at it again."


class OwnService(DomainError):
    """Practitioners do not book themselves."""

    kind = Kind.CONFLICT
    message = "You cannot book your own service."


class NotSoldThisWay(DomainError):
    """Only single sessions are booked by slot."""

    kind = Kind.CONFLICT
    message = "This service is not booked by choosing a time."


class OrderNotFound(DomainError):
    """There is no such order for this person."""

    kind = Kind.MISSING
    message = "There is no such order."


class OrderClosed(DomainError):
    """It was paid, cancelled, or its time ran out."""

    kind = Kind.CONFLICT
    message = "This order is not open any more."


# --- buying ---


def book(
    *,
    client: User,
    service_id: UUID,
    slot: str,
    notes: str,
    claim: Claim | None,
    now: datetime,
    promotion_code: str = "",
) -> Booking:
    """Hold a slot for `client` and open what is needed to pay for it.

    Answers the booking: pending with an open order, or confirmed when nothing is due. When the
    provider does not answer, the hold and the order stand, and the payment can be opened again
    by `open_payment`; nothing is lost. Under a repeated `claim` the first booking is answered.
    Raises SlotTaken, TermsChanged, ServiceNotOnSale, SlotNotOurs, OwnService, NotSoldThisWay,
    PromotionUnknown, PromotionNotForThis, PromotionUsedUp.
    """
    booking = _place(
        client=client,
        service_id=service_id,
        slot=slot,
        notes=notes,
        promotion_code=promotion_code,
        claim=claim,
        now=now,
    )
    payment_id = Order.objects.filter(lines__booking=booking).values_list("payment", flat=True)
    if (payment := payment_id.first()) is not None:
        _try_to_open(payment)
    return booking


@db.transaction
def _place(
    *,
    client: User,
    service_id: UUID,
    slot: str,
    notes: str,
    promotion_code: str,
    claim: Claim | None,
    now: datetime,
) -> Booking:
    if made := idempotency.claim(claim):
        return Booking.objects.get(public_id=made)
    service = on_sale(service_id)
    assert service.terms
    offer = _offer(slot, service)
    _refuse_impossible(client, service, offer)
    price, promotion = price_of(service, client=client, promotion_code=promotion_code, now=now)
    until = now + timedelta(minutes=settings.HOLD_MINUTES)
    booking = bookings.hold_seat(
        client=client,
        service=service,
        terms=service.terms,
        price_cents=price.total_cents,
        starts_at=offer.starts_at,
        notes=notes,
        now=now,
        until=until,
    )
    order = _order(client, service, booking, price, expires_at=until)
    if promotion is not None:
        promotions.claim(
            promotion=promotion,
            user=client,
            reference=_reference(order),
            discount_cents=price.discount_cents,
            now=now,
        )
    if order.amount_due_cents == 0:
        _complete(order, booking, now=now)
    idempotency.made(claim, reference=str(booking.public_id))
    return booking


def on_sale(service_id: UUID) -> Service:
    """A service that anybody may buy; raises ServiceNotOnSale."""
    service = Service.objects.on_sale().with_details().filter(public_id=service_id).first()
    if service is None or service.terms is None:
        raise ServiceNotOnSale
    return service


def price_of(
    service: Service, *, client: User | None, promotion_code: str, now: datetime
) -> tuple[Quote, Promotion | None]:
    """What one seat costs now, and the promotion in it; the same for a quote and an order.

    Nothing is claimed. Raises PromotionUnknown, PromotionNotForThis, PromotionUsedUp.
    """
    assert service.terms
    item, currency = Item(service.terms.price_cents), service.terms.currency
    if not promotion_code:
        return quote(items=[item], currency=currency), None
    promotion = promotions.find(
        code=promotion_code,
        user=client,
        services=[service],
        amount_cents=item.cents,
        currency=currency,
        is_reduced=False,
        now=now,
    )
    return quote(items=[item], currency=currency, reduction=promotion.reduction), promotion


@dataclass(frozen=True)
class ServiceQuote:
    """What buying now would cost, and until when what giving it up would give back."""

    price: Quote
    terms: ServiceTerms
    valid_until: datetime | None
    refund_steps: list[policies.RefundStep]


def quote_service(
    *, service_id: UUID, client: User | None, slot: str, promotion_code: str, now: datetime
) -> ServiceQuote:
    """The price that `book` would take now; the same functions, and nothing is claimed.

    Raises ServiceNotOnSale, SlotNotOurs, TermsChanged, PromotionUnknown, PromotionNotForThis,
    PromotionUsedUp.
    """
    service = on_sale(service_id)
    price, promotion = price_of(service, client=client, promotion_code=promotion_code, now=now)
    assert service.terms
    ends = [promotion.ends_at] if promotion and promotion.ends_at else []
    steps: list[policies.RefundStep] = []
    if slot:
        offer = _offer(slot, service)
        if offer.terms_id != service.terms_id:
            raise _terms_changed(service, offer)
        ends.append(offer.starts_at - catalogue.booking_rules(service).notice)
        steps = policies.refund_steps(
            policy=service.terms.cancellation_policy,
            price_cents=price.total_cents,
            starts_at=offer.starts_at,
        )
    return ServiceQuote(price, service.terms, min(ends, default=None), steps)


def _reference(order: Order) -> str:
    """How the rooms below name this order."""
    return f"order:{order.public_id}"


def _offer(slot: str, service: Service) -> tokens.SlotOffer:
    offer = bookings.read_slot(slot)
    if offer.service_id != service.public_id:
        raise bookings.SlotNotOurs
    return offer


def _refuse_impossible(client: User, service: Service, offer: tokens.SlotOffer) -> None:
    if service.service_type != ServiceType.SESSION:
        raise NotSoldThisWay
    if service.practitioner.user_id == client.pk:
        raise OwnService
    if offer.terms_id != service.terms_id:
        raise _terms_changed(service, offer)


def _terms_changed(service: Service, offer: tokens.SlotOffer) -> TermsChanged:
    """The refusal, with the same time as it is sold now: its word, and its price."""
    terms = service.terms
    assert terms
    ends_at = offer.starts_at + timedelta(minutes=terms.duration_minutes)
    now_sold = bookings.offers(service, terms, [Slot(offer.starts_at, ends_at)])
    price = {"price": {"amount_cents": terms.price_cents, "currency": terms.currency}}
    return TermsChanged(details={"slot": [slot | price for slot in now_sold]})


def _order(
    client: User, service: Service, booking: Booking, price: Quote, *, expires_at: datetime
) -> Order:
    order = Order(
        number=_number(),
        user=client,
        currency=price.currency,
        subtotal_cents=price.subtotal_cents,
        discount_cents=price.discount_cents,
        credits_applied_cents=price.credits_applied_cents,
        tax_cents=price.tax_cents,
        total_cents=price.total_cents,
        amount_due_cents=price.amount_due_cents,
        expires_at=expires_at,
    )
    if price.amount_due_cents:
        order.payment = payments.plan(
            user=client,
            reference=_reference(order),
            amount_cents=price.amount_due_cents,
            currency=price.currency,
            description=f"{service.title}, order {order.number}",
        )
    order.save()
    OrderLine.objects.create(
        order=order,
        service=service,
        terms=booking.terms,
        booking=booking,
        kind=service.service_type,
        title=service.title,
        quantity=price.items[0].quantity,
        unit_price_cents=price.items[0].unit_price_cents,
        discount_cents=price.discounts[0],
        total_cents=price.items[0].cents - price.discounts[0],
    )
    return order


def _number() -> str:
    drawn = "".join(secrets.choice(_NUMBER_ALPHABET) for _ in range(10))
    return f"E-{drawn[:5]}-{drawn[5:]}"


def _try_to_open(payment_id: int) -> None:
    try:
        payments.open_intent(payment_id=payment_id)
    except payments.PaymentsUnavailable:
        return


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
    OrderNotFound, OrderClosed, PaymentRefused, PaymentsUnavailable.
    """
    order = _own_order(user, order_id)
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
    if order.status == OrderStatus.CANCELLED and booking.cancelled_by != CancelledBy.LAPSED:
        return _return_payment(order, payment)
    _complete(order, booking, now=now)
    return None


def _complete(order: Order, booking: Booking, *, now: datetime) -> None:
    if not bookings.confirm(booking=booking, now=now):
        if order.payment is not None:
            _return_payment(order, order.payment)
        return
    if order.status == OrderStatus.CANCELLED:
        promotions.claim_again(reference=_reference(order))
    order.status, order.paid_at, order.cancelled_at = OrderStatus.PAID, now, None
    order.save()
    if order.amount_due_cents:
        ledger.post(
            key=f"order:{order.public_id}:capture",
            description=f"Order {order.number} paid by card",
            legs=[
                Leg(AccountKind.RECEIVED, order.amount_due_cents, order.currency),
                Leg(AccountKind.SALES, -order.amount_due_cents, order.currency),
            ],
        )
    events.record(OrderPaid(order_id=order.pk))


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
    if booking.status == BookingStatus.PENDING:
        bookings.cancel(booking=booking, by=CancelledBy.LAPSED, reason="", refund_cents=0, now=now)
    _close(order, now=now)


@db.transaction
def abandon(*, booking_id: int, now: datetime) -> None:
    """Close the order of a booking whose hold was taken over by somebody else."""
    order = Order.objects.filter(lines__booking=booking_id).first()
    if order is None:
        return
    _lock_booking_of(order)
    order = Order.objects.lock().get(pk=order.pk)
    if order.status == OrderStatus.OPEN:
        _close(order, now=now)


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


def _close(order: Order, *, now: datetime) -> None:
    order.status, order.cancelled_at = OrderStatus.CANCELLED, now
    order.save(update_fields=["status", "cancelled_at", "updated_at"])
    promotions.release(reference=_reference(order), now=now)
    events.record(OrderAbandoned(order_id=order.pk))


# --- changing one's mind ---


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
        _close(order, now=now)
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


def _own_order(user: User, order_id: UUID) -> Order:
    order = Order.objects.of(user).with_details().filter(public_id=order_id).first()
    if order is None:
        raise OrderNotFound
    return order


def _lock_booking_of(order: Order) -> Booking:
    booking_id = order.lines.values_list("booking", flat=True).get()
    booking = bookings.lock(pk=booking_id)
    if booking is None:
        raise bookings.BookingNotFound
    return booking
