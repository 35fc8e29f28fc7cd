"""Basket to price, to the cent. Values in, a Quote out; no clock, no database."""

from collections.abc import Sequence
from dataclasses import dataclass

from commerce.promotions.policies import Reduction, taken_off

# What a card can be charged at least; Stripe refuses less (docs.stripe.com/currencies, of USD).
LEAST_CHARGE_CENTS = 50


@dataclass(frozen=True)
class Item:
    """Something in the basket: what one costs, and how many."""

    unit_price_cents: int
    quantity: int = 1

    @property
    def cents(self) -> int:
        """What it costs before anything is taken off."""
        return self.unit_price_cents * self.quantity


@dataclass(frozen=True)
class Quote:
    """What a basket costs, in cents of one currency, and how it is paid."""

    currency: str
    items: tuple[Item, ...]
    discounts: tuple[int, ...]  # per item
    credits_applied_cents: int
    tax_cents: int

    @property
    def subtotal_cents(self) -> int:
        """Before discounts and tax."""
        return sum(item.cents for item in self.items)

    @property
    def discount_cents(self) -> int:
        """What is taken off, of all items."""
        return sum(self.discounts)

    @property
    def total_cents(self) -> int:
        """What the basket costs in the end."""
        return self.subtotal_cents - self.discount_cents + self.tax_cents

    @property
    def amount_due_cents(self) -> int:
        """What the card pays."""
        return self.total_cents - self.credits_applied_cents


def quote(
    *,
    items: Sequence[Item],
    currency: str,
    reduction: Reduction | None = None,
    credits_cents: int = 0,
    tax_cents: int = 0,
) -> Quote:
    """The price of a basket: the reduction first, then tax, then credits, then the card.

    `credits_cents` is what the client has and wants to use; no more than the total is taken, and
    so much less that what is left can be charged to a card.
    """
    costs = [item.cents for item in items]
    off = taken_off(reduction=reduction or Reduction(), lines=costs)
    total = sum(costs) - sum(off) + tax_cents
    return Quote(
        currency=currency,
        items=tuple(items),
        discounts=tuple(off),
        credits_applied_cents=_applied(min(credits_cents, total), total),
        tax_cents=tax_cents,
    )


def _applied(credits_cents: int, total: int) -> int:
    due = total - credits_cents
    if 0 < due < LEAST_CHARGE_CENTS:
        return max(total - LEAST_CHARGE_CENTS, 0)
    return credits_cents
