"""PORT: what we ask of the provider about disputes, in our own words.

Its errors are those of payments: PaymentsUnavailable, PaymentRefused, UnknownToProvider. Each
write carries `key`: the same key twice does it once.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from commerce.disputes.states import DisputeStatus


@dataclass(frozen=True)
class Withdrawal:
    """A change of our balance by a dispute: taken when negative, given back when positive.

    What the balance changed by is the amount less the fee.
    """

    id: str
    amount_cents: int
    fee_cents: int
    currency: str


@dataclass(frozen=True)
class ProviderDispute:
    """A dispute as the provider has it now; `submissions` counts how often evidence was sent."""

    id: str
    status: DisputeStatus
    reason: str
    amount_cents: int
    currency: str
    charge_id: str
    intent_id: str
    opened_at: datetime
    evidence_due_at: datetime | None
    submissions: int
    withdrawals: Sequence[Withdrawal] = ()


class DisputeGateway(Protocol):
    """What the provider knows of disputes, and what it tells the bank for us."""

    def fetch(self, *, dispute_id: str) -> ProviderDispute:
        """What the provider has now."""

    def listed(self, *, since: datetime) -> Iterator[ProviderDispute]:
        """Every dispute opened since then, the latest first; read page by page."""

    def of_payment(self, *, intent_id: str) -> list[ProviderDispute]:
        """Every dispute of one payment."""

    def submit(self, *, dispute_id: str, evidence: Mapping[str, str], key: str) -> ProviderDispute:
        """Send evidence to the bank; it can be sent once."""

    def close(self, *, dispute_id: str, key: str) -> ProviderDispute:
        """Give in: it is lost for good."""


@lru_cache(maxsize=1)
def gateway() -> DisputeGateway:
    """The provider in force, as settings name it."""
    adapter: type[DisputeGateway] = import_string(settings.DISPUTE_GATEWAY)
    return adapter()
