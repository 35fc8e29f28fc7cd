"""What is paid now and used later: packages, bundles and credits."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings

from commerce.checkout import operations as orders
from commerce.checkout.buying import (
    Means,
    OwnService,
    credits_for,
    place_order,
    set_aside,
    try_to_open,
)
from commerce.checkout.models import Order, OrderLine
from commerce.checkout.quotes import Item, Quote, quote
from commerce.checkout.states import CREDITS
from commerce.promotions import operations as promotions
from commerce.promotions.models import Promotion
from estuary.kernel import db, idempotency
from estuary.kernel.errors import DomainError, Kind
from estuary.kernel.idempotency import Claim
from marketplace.models import User
from marketplace.packages.models import Package


class PackageNotOnSale(DomainError):
    """There is no such package or bundle for this person to buy."""

    kind = Kind.MISSING
    message = "There is no such package."


class AmountOutOfBounds(DomainError):
    """Fewer or more credits than one may buy at once."""

    message = "This is not an amount of credits that can be bought."


def buy_package(
    *, client: User, package_id: UUID, means: Means, claim: Claim | None, now: datetime
) -> Order:
    """Order a package or a bundle; its units are the client's once the order is paid.

    Raises PackageNotOnSale, OwnService, and what promotions and credits refuse.
    """
    order = _place_package(client=client, package_id=package_id, means=means, claim=claim, now=now)
    try_to_open(order)
    return _shown(order)


@db.transaction
def _place_package(
    *, client: User, package_id: UUID, means: Means, claim: Claim | None, now: datetime
) -> Order:
    if made := idempotency.claim(claim):
        return Order.objects.get(public_id=made)
    package = Package.objects.on_sale().filter(public_id=package_id).with_details().first()
    if package is None or package.terms is None:
        raise PackageNotOnSale
    if package.practitioner.user_id == client.pk:
        raise OwnService
    price, promotion = _price_of(package, client=client, means=means, now=now)
    order = place_order(client, price, what=package.title, expires_at=_until(now))
    _line(order, price, kind=package.kind, title=package.title, package_terms=package.terms)
    set_aside(order, price, promotion, now=now)
    if order.amount_due_cents == 0:
        orders.fulfil(order, None, now=now)
    idempotency.made(claim, reference=str(order.public_id))
    return order


def buy_credits(*, client: User, amount_cents: int, claim: Claim | None, now: datetime) -> Order:
    """Order credits; they are the client's once the order is paid. Raises AmountOutOfBounds."""
    order = _place_credits(client=client, amount_cents=amount_cents, claim=claim, now=now)
    try_to_open(order)
    return _shown(order)


@db.transaction
def _place_credits(*, client: User, amount_cents: int, claim: Claim | None, now: datetime) -> Order:
    if made := idempotency.claim(claim):
        return Order.objects.get(public_id=made)
    if not settings.CREDITS_LEAST_CENTS <= amount_cents <= settings.CREDITS_MOST_CENTS:
        raise AmountOutOfBounds
    price = quote(items=[Item(amount_cents)], currency=settings.CURRENCY)
    order = place_order(client, price, what="Credits", expires_at=_until(now))
    _line(order, price, kind=CREDITS, title="Credits")
    idempotency.made(claim, reference=str(order.public_id))
    return order


def _price_of(
    package: Package, *, client: User, means: Means, now: datetime
) -> tuple[Quote, Promotion | None]:
    assert package.terms
    item, currency, promotion = Item(package.terms.price_cents), package.terms.currency, None
    if means.promotion_code:
        promotion = promotions.find(
            code=means.promotion_code,
            user=client,
            services=[part.service for part in package.terms.items.all()],
            amount_cents=item.cents,
            currency=currency,
            is_reduced=True,
            now=now,
        )
    priced = quote(
        items=[item],
        currency=currency,
        reduction=promotion.reduction if promotion else None,
        credits_cents=credits_for(client, means, currency=currency, now=now),
    )
    return priced, promotion


def _line(order: Order, price: Quote, **what: object) -> None:
    [item] = price.items
    OrderLine.objects.create(
        order=order,
        quantity=item.quantity,
        unit_price_cents=item.unit_price_cents,
        discount_cents=price.discounts[0],
        total_cents=item.cents - price.discounts[0],
        **what,
    )


def _until(now: datetime) -> datetime:
    return now + timedelta(minutes=settings.HOLD_MINUTES)


def _shown(order: Order) -> Order:
    return Order.objects.with_details().get(pk=order.pk)
