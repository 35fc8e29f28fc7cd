"""Basket to price, to the cent. Values in, a Quote out; no clock, no database."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Quote:
    """What something costs, in cents of one currency."""

    currency: str
    unit_price_cents: int
    quantity: int
    discount_cents: int
    credits_applied_cents: int
    tax_cents: int

    @property
    def subtotal_cents(self) -> int:
        """Before discounts and tax."""
        return self.unit_price_cents * self.quantity

    @property
    def total_cents(self) -> int:
        """What the thing costs in the end."""
        return self.subtotal_cents - self.discount_cents + self.tax_cents

    @property
    def amount_due_cents(self) -> int:
        """What the card pays."""
        return self.total_cents - self.credits_applied_cents


def quote(*, unit_price_cents: int, currency: str, quantity: int = 1, tax_cents: int = 0) -> Quote:
    """The price of `quantity` seats at the list price, with the tax on top."""
    return Quote(
        currency=currency,
        unit_price_cents=unit_price_cents,
        quantity=quantity,
        discount_cents=0,
        credits_applied_cents=0,
        tax_cents=tax_cents,
    )
