"""What operations are handed: plain values, already checked for their shape."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What a practitioner's code takes off, of which services (none named: all), how often."""

    code: str
    percent: Decimal | None
    amount_cents: int | None
    service_ids: Collection[UUID] = ()
    description: str = ""
    minimum_cents: int = 0
    is_stackable: bool = False
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    total_limit: int | None = None
    client_limit: int | None = 1
