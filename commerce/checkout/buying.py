"""From what a client chose to an order that waits for its payment."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings

from commerce.bookings import operations as bookings
from commerce.bookings import policies, tokens
from commerce.bookings.availability import Slot
from commerce.bookings.models import Booking
from commerce.checkout import operations as orders
from commerce.checkout.models import Order, OrderLine
from commerce.checkout.quotes import Item, Quote, quote
from commerce.payments import operations as payments
from commerce.promotions import operations as promotions
from commerce.promotions.models import Promotion
from estuary.kernel import db, idempotency
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
            reference=orders.reference(order),
            discount_cents=price.discount_cents,
            now=now,
        )
    if order.amount_due_cents == 0:
        orders.fulfil(order, booking, now=now)
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
            reference=orders.reference(order),
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
