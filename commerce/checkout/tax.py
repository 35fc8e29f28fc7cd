"""Port: how much tax a sale bears. Values in, cents out; settings name the rule in force."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True, kw_only=True)
class Sale:
    """What a rule may want to know: what is sold, for how much after discounts, and where.

    `country` is ISO 3166, two letters; empty when it takes place online.
    """

    amount_cents: int
    currency: str
    service_type: str
    location_type: str
    country: str


class TaxRule(Protocol):
    """Says how much tax comes on top of a sale; asks nobody, for it runs in a transaction."""

    def tax_cents(self, sale: Sale) -> int:
        """Zero or more cents, in the sale's currency."""


class ZeroTax:
    """No tax: for where none is due, or prices contain it."""

    def tax_cents(self, sale: Sale) -> int:
        return 0


@lru_cache(maxsize=1)
def rule() -> TaxRule:
    """The rule in force, as settings name it."""
    chosen: type[TaxRule] = import_string(settings.TAX_RULE)
    return chosen()
