"""What is paid now and used later: packages, bundles and credits."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from commerce.bookings import policies
from commerce.checkout import operations as orders
from commerce.checkout.buying import (
    Means,
    OwnService,
    TermsChanged,
    amounts,
    credits_for,
    place_order,
    set_aside,
    try_to_open,
)
from commerce.checkout.models import Order, OrderLine
from commerce.checkout.quotes import Item, Quote, quote
from commerce.checkout.states import CREDITS
from commerce.entitlements import operations as entitlements
from commerce.promotions import operations as promotions
from commerce.promotions.models import Promotion
from estuary.kernel import db, idempotency
from estuary.kernel.errors import DomainError, Kind
from estuary.kernel.idempotency import Claim
from marketplace.models import Service, ServiceTerms, User
from marketplace.packages.models import Package, PackageTerms
from marketplace.packages.states import PackageKind


class PackageNotOnSale(DomainError):
    """There is no such package or bundle for this person to buy."""

    kind = Kind.MISSING
    message = "There is no such package."


class AmountOutOfBounds(DomainError):
    """Fewer or more credits than one may buy at once."""

    message = "This is not an amount of credits that can be bought."


@dataclass(frozen=True)
class UnitQuote:
    """One session in a package, and its share of the price: what it is refunded at."""

    service: Service
    terms: ServiceTerms
    price_cents: int


@dataclass(frozen=True)
class PackageQuote:
    """What a package would cost now, what is in it, and until when what is unused comes back."""

    price: Quote
    terms: PackageTerms
    valid_until: datetime | None
    expires_at: datetime
    units: list[UnitQuote]

    @property
    def refund_steps(self) -> list[policies.RefundStep]:
        """As of anything else: given back until then, unused, so much comes back."""
        whole = self.price.total_cents
        return [policies.RefundStep(until=self.expires_at, percent=100, amount_cents=whole)]


@dataclass(frozen=True)
class CreditsQuote:
    """What credits would cost; they have no terms, and do not expire."""

    price: Quote
    terms: None = None
    valid_until: None = None
    refund_steps: tuple[()] = ()


def quote_package(
    *, name: str, kind: PackageKind, client: User | None, means: Means, now: datetime
) -> PackageQuote:
    """The price that `buy_package` would take now; the same functions, and nothing is claimed.

    Its units are those that the sale would make. Raises PackageNotOnSale, PromotionUnknown,
    PromotionNotForThis, PromotionUsedUp.
    """
    return _quote(_on_sale(name, kind), client=client, means=means, now=now)[0]


def buy_package(
    *,
    client: User,
    name: str,
    kind: PackageKind,
    means: Means,
    claim: Claim | None,
    now: datetime,
    terms_version: int | None = None,
) -> Order:
    """Order a package or a bundle; its units are the client's once the order is paid.

    `name` is its id or slug, and `terms_version` what was shown: another one is not sold
    instead. Raises PackageNotOnSale, OwnService, TermsChanged with the quote as it is now, and
    what promotions and credits refuse.
    """
    order = _place_package(
        client=client,
        name=name,
        kind=kind,
        means=means,
        terms_version=terms_version,
        claim=claim,
        now=now,
    )
    try_to_open(order)
    return _shown(order)


@db.transaction
def _place_package(
    *,
    client: User,
    name: str,
    kind: PackageKind,
    means: Means,
    terms_version: int | None,
    claim: Claim | None,
    now: datetime,
) -> Order:
    if made := idempotency.claim(claim):
        return Order.objects.get(public_id=made)
    package = _on_sale(name, kind)
    if package.practitioner.user_id == client.pk:
        raise OwnService
    quoted, promotion = _quote(package, client=client, means=means, now=now)
    if terms_version not in (None, quoted.terms.version):
        raise _terms_changed(quoted)
    price = quoted.price
    order = place_order(client, price, what=package.title, expires_at=_until(now))
    _line(order, price, kind=package.kind, title=package.title, package_terms=quoted.terms)
    set_aside(order, price, promotion, now=now)
    if order.amount_due_cents == 0:
        orders.fulfil(order, None, now=now)
    idempotency.made(claim, reference=str(order.public_id))
    return order


def quote_credits(*, amount_cents: int) -> CreditsQuote:
    """The price that `buy_credits` would take. Raises AmountOutOfBounds."""
    if not settings.CREDITS_LEAST_CENTS <= amount_cents <= settings.CREDITS_MOST_CENTS:
        raise AmountOutOfBounds
    return CreditsQuote(quote(items=[Item(amount_cents)], currency=settings.CURRENCY))


def buy_credits(*, client: User, amount_cents: int, claim: Claim | None, now: datetime) -> Order:
    """Order credits; they are the client's once the order is paid. Raises AmountOutOfBounds."""
    order = _place_credits(client=client, amount_cents=amount_cents, claim=claim, now=now)
    try_to_open(order)
    return _shown(order)


@db.transaction
def _place_credits(*, client: User, amount_cents: int, claim: Claim | None, now: datetime) -> Order:
    if made := idempotency.claim(claim):
        return Order.objects.get(public_id=made)
    price = quote_credits(amount_cents=amount_cents).price
    order = place_order(client, price, what="Credits", expires_at=_until(now))
    _line(order, price, kind=CREDITS, title="Credits")
    idempotency.made(claim, reference=str(order.public_id))
    return order


def _on_sale(name: str, kind: PackageKind) -> Package:
    found = Package.objects.on_sale().filter(kind=kind).called(name).with_details().first()
    if found is None or found.terms is None:
        raise PackageNotOnSale
    return found


def _quote(
    package: Package, *, client: User | None, means: Means, now: datetime
) -> tuple[PackageQuote, Promotion | None]:
    """What a package costs, and the promotion in it; the same for a quote and an order."""
    terms = package.terms
    assert terms
    price, promotion = _price_of(terms, client=client, means=means, now=now)
    units = entitlements.allocated(terms=terms, price_cents=price.total_cents)
    quoted = PackageQuote(
        price=price,
        terms=terms,
        valid_until=promotion.ends_at if promotion else None,
        expires_at=entitlements.expiry(terms=terms, sold_at=now),
        units=[UnitQuote(item.service, item.service_terms, cents) for item, cents in units],
    )
    return quoted, promotion


def _price_of(
    terms: PackageTerms, *, client: User | None, means: Means, now: datetime
) -> tuple[Quote, Promotion | None]:
    item, currency, promotion = Item(terms.price_cents), terms.currency, None
    if means.promotion_code:
        promotion = promotions.find(
            code=means.promotion_code,
            user=client,
            services=[part.service for part in terms.items.all()],
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


def _terms_changed(quoted: PackageQuote) -> TermsChanged:
    """The refusal, with the price as it is now."""
    said_of_terms = {
        "terms_version": quoted.terms.version,
        "valid_for_days": quoted.terms.valid_for_days,
    }
    return TermsChanged(
        "The price or contents of this package have changed. Look at it again.",
        details={"quote": [said_of_terms | amounts(quoted.price)]},
    )


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
