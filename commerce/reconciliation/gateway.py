"""PORT: what the provider can tell about the past: what moved, and what it told us of."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from commerce.payments.gateway import Notice


@dataclass(frozen=True)
class ProviderMovement:
    """A change of our balance with the provider; `source` is the object that caused it.

    `amount_cents` may be negative; what the balance changed by is the amount less the fee.
    """

    id: str
    kind: str
    source: str
    amount_cents: int
    fee_cents: int
    currency: str
    moved_at: datetime


class History(Protocol):
    """Both are long: they are read page by page, the latest first.

    Raise PaymentsUnavailable when the provider does not answer.
    """

    def movements(self, *, since: datetime) -> Iterator[ProviderMovement]:
        """Everything that changed our balance since then."""

    def notices(self, *, since: datetime) -> Iterator[Notice]:
        """Everything it told us of, or tried to, since then."""


@lru_cache(maxsize=1)
def history() -> History:
    """The provider in force, as settings name it."""
    adapter: type[History] = import_string(settings.PROVIDER_HISTORY)
    return adapter()
