"""From what a client chose to an order that waits for its payment."""

import contextlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings

from commerce.bookings import holds, policies, tokens
from commerce.bookings.availability import Slot
from commerce.bookings.models import Booking, Session
from commerce.checkout import operations as orders
from commerce.checkout import tax
from commerce.checkout.models import Order, OrderLine
from commerce.checkout.quotes import LEAST_CHARGE_CENTS, Item, Quote, quote
from commerce.credits import operations as credits
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


class TooLittleForCard(DomainError):
    """What is due is less than a card can be charged."""

    kind = Kind.CONFLICT
    message = "This is less than a card can pay. Pay with credits, or without the code."


@dataclass(frozen=True)
class Means:
    """What a client wants to pay with, besides a card."""

    promotion_code: str = ""
    apply_credits: bool = False


CARD_ALONE = Means()


def book(
    *,
    client: User,
    service_id: UUID,
    slot: str,
    notes: str,
    claim: Claim | None,
    now: datetime,
    means: Means = CARD_ALONE,
) -> Booking:
    """Hold a slot for `client` and open what is needed to pay for it.

    Answers the booking: pending with an open order, or confirmed when nothing is due. When the
    provider does not answer, the hold and the order stand, and the payment can be opened again
    by `open_payment`; nothing is lost. Under a repeated `claim` the first booking is answered.
    Raises SlotTaken, TermsChanged, ServiceNotOnSale, SlotNotOurs, OwnService, NotSoldThisWay,
    PromotionUnknown, PromotionNotForThis, PromotionUsedUp, CreditsShort.
    """
    booking = _place(
        client=client,
        service_id=service_id,
        slot=slot,
        notes=notes,
        means=means,
        claim=claim,
        now=now,
    )
    try_to_open(Order.objects.get(lines__booking=booking))
    return booking


@db.transaction_required
def sell(
    booking: Booking,
    price: Quote,
    promotion: Promotion | None,
    *,
    expires_at: datetime,
    now: datetime,
) -> None:
    """Place the order over what is held; it is firm at once when nothing is due."""
    service, [item] = booking.service, price.items
    order = place_order(booking.client, price, what=service.title, expires_at=expires_at)
    OrderLine.objects.create(
        order=order,
        service=service,
        terms=booking.terms,
        booking=booking,
        kind=service.service_type,
        title=service.title,
        quantity=item.quantity,
        unit_price_cents=item.unit_price_cents,
        discount_cents=price.discounts[0],
        total_cents=item.cents - price.discounts[0],
    )
    set_aside(order, price, promotion, now=now)
    if order.amount_due_cents == 0:
        orders.fulfil(order, booking, now=now)


@db.transaction
def _place(
    *,
    client: User,
    service_id: UUID,
    slot: str,
    notes: str,
    means: Means,
    claim: Claim | None,
    now: datetime,
) -> Booking:
    if made := idempotency.claim(claim):
        return Booking.objects.get(public_id=made)
    service = on_sale(service_id)
    assert service.terms
    offer = _offer(slot, service)
    _refuse_impossible(client, service, offer)
    price, promotion = price_of(service, client=client, means=means, now=now)
    until = now + timedelta(minutes=settings.HOLD_MINUTES)
    booking = holds.hold_seat(
        client=client,
        service=service,
        terms=service.terms,
        price_cents=price.total_cents,
        credits_applied_cents=price.credits_applied_cents,
        starts_at=offer.starts_at,
        notes=notes,
        now=now,
        until=until,
    )
    sell(booking, price, promotion, expires_at=booking.expires_at or until, now=now)
    idempotency.made(claim, reference=str(booking.public_id))
    return booking


def on_sale(service_id: UUID) -> Service:
    """A service that anybody may buy; raises ServiceNotOnSale."""
    service = Service.objects.on_sale().with_details().filter(public_id=service_id).first()
    if service is None or service.terms is None:
        raise ServiceNotOnSale
    return service


def price_of(
    service: Service,
    *,
    client: User | None,
    means: Means,
    now: datetime,
    seats: int = 1,
    unit_price_cents: int | None = None,
) -> tuple[Quote, Promotion | None]:
    """What seats cost now, and the promotion in it; the same for a quote and an order.

    One costs what the terms say, unless `unit_price_cents` is given. Nothing is claimed. Raises
    PromotionUnknown, PromotionNotForThis, PromotionUsedUp.
    """
    assert service.terms
    one_costs = service.terms.price_cents if unit_price_cents is None else unit_price_cents
    item, currency = Item(one_costs, seats), service.terms.currency
    promotion = None
    if means.promotion_code:
        promotion = promotions.find(
            code=means.promotion_code,
            user=client,
            services=[service],
            amount_cents=item.cents,
            currency=currency,
            is_reduced=False,
            now=now,
        )
    reduction = promotion.reduction if promotion else None
    taxed = quote(items=[item], currency=currency, reduction=reduction).total_cents
    priced = quote(
        items=[item],
        currency=currency,
        reduction=reduction,
        tax_cents=_tax(service, taxed),
        credits_cents=credits_for(client, means, currency=currency, now=now),
    )
    return priced, promotion


def _tax(service: Service, amount_cents: int) -> int:
    assert service.terms
    return tax.rule().tax_cents(
        tax.Sale(
            amount_cents=amount_cents,
            currency=service.terms.currency,
            service_type=service.service_type,
            location_type=service.location_type,
            country=service.place.country if service.place else "",
        )
    )


def credits_for(client: User | None, means: Means, *, currency: str, now: datetime) -> int:
    """Cents of credits that `client` has, and wants to pay with."""
    if client is None or not means.apply_credits:
        return 0
    return credits.balance(user=client, now=now, currency=currency).available_cents


@dataclass(frozen=True)
class ServiceQuote:
    """What buying now would cost, and until when what giving it up would give back."""

    price: Quote
    terms: ServiceTerms
    valid_until: datetime | None
    refund_steps: list[policies.RefundStep]
    sessions: tuple[tuple[Session, int], ...] = ()  # planned ones, and what each is worth


def quote_service(
    *, service_id: UUID, client: User | None, slot: str, means: Means, now: datetime
) -> ServiceQuote:
    """The price that `book` would take now; the same functions, and nothing is claimed.

    Raises ServiceNotOnSale, SlotNotOurs, TermsChanged, PromotionUnknown, PromotionNotForThis,
    PromotionUsedUp.
    """
    service = on_sale(service_id)
    price, promotion = price_of(service, client=client, means=means, now=now)
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
    offer = holds.read_slot(slot)
    if offer.service_id != service.public_id:
        raise holds.SlotNotOurs
    return offer


def _refuse_impossible(client: User, service: Service, offer: tokens.SlotOffer) -> None:
    if service.service_type != ServiceType.SESSION:
        raise NotSoldThisWay
    refuse_own(client, service)
    if offer.terms_id != service.terms_id:
        raise _terms_changed(service, offer)


def refuse_own(client: User, service: Service) -> None:
    """Raises OwnService for the practitioner of `service`."""
    if service.practitioner.user_id == client.pk:
        raise OwnService


def _terms_changed(service: Service, offer: tokens.SlotOffer) -> TermsChanged:
    """The refusal, with the same time as it is sold now: its word, and its price."""
    terms = service.terms
    assert terms
    ends_at = offer.starts_at + timedelta(minutes=terms.duration_minutes)
    now_sold = holds.offers(service, terms, [Slot(offer.starts_at, ends_at)])
    price = {"price": {"amount_cents": terms.price_cents, "currency": terms.currency}}
    return TermsChanged(details={"slot": [slot | price for slot in now_sold]})


def amounts(price: Quote) -> dict[str, dict[str, int | str]]:
    """A price as a refusal tells it, so that what changed can be shown."""
    cents = {
        "subtotal": price.subtotal_cents,
        "discount": price.discount_cents,
        "credits_applied": price.credits_applied_cents,
        "total": price.total_cents,
        "amount_due": price.amount_due_cents,
    }
    return {
        name: {"amount_cents": amount, "currency": price.currency} for name, amount in cents.items()
    }


@db.transaction_required
def place_order(client: User, price: Quote, *, what: str, expires_at: datetime) -> Order:
    """An open order over `price`, with the plan of its payment when something is due.

    Raises TooLittleForCard.
    """
    if 0 < price.amount_due_cents < LEAST_CHARGE_CENTS:
        raise TooLittleForCard
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
            description=f"{what}, order {order.number}",
        )
    order.save()
    return order


@db.transaction_required
def set_aside(order: Order, price: Quote, promotion: Promotion | None, *, now: datetime) -> None:
    """Keep for this order what it is paid with, so that nothing pays for two."""
    if promotion is not None:
        promotions.claim(
            promotion=promotion,
            user=order.user,
            reference=orders.reference(order),
            discount_cents=price.discount_cents,
            now=now,
        )
    if price.credits_applied_cents:
        credits.hold(
            user=order.user,
            amount_cents=price.credits_applied_cents,
            currency=order.currency,
            reference=orders.reference(order),
            now=now,
        )


def _number() -> str:
    drawn = "".join(secrets.choice(_NUMBER_ALPHABET) for _ in range(10))
    return f"E-{drawn[:5]}-{drawn[5:]}"


def try_to_open(order: Order) -> None:
    """Without an answer of the provider the order stands, and its payment is opened later."""
    if order.payment_id is None:
        return
    with contextlib.suppress(payments.PaymentsUnavailable):
        payments.open_intent(payment_id=order.payment_id)
