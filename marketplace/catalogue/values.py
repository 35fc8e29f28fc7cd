"""What operations are handed: plain values, already checked for their shape."""

from dataclasses import dataclass
from typing import Any

from marketplace.catalogue.states import CancellationPolicy, LocationType


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingWords:
    """What a published service page says, as far as cards, search and mail need it."""

    title: str
    summary: str
    slug: str
    picture: dict[str, Any] | None
    modalities: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What one version of the terms says."""

    price_cents: int
    duration_minutes: int
    currency: str = "usd"
    capacity: int = 1
    cancellation_policy: str = CancellationPolicy.MODERATE
    joins_late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """How and where a service is given; None for a booking figure: as its practitioner has it."""

    category_id: int | None = None
    location_type: str = LocationType.VIRTUAL
    place_id: int | None = None
    slot_step_minutes: int | None = None
    buffer_before_minutes: int | None = None
    buffer_after_minutes: int | None = None
    minimum_notice_hours: int | None = None
    horizon_days: int | None = None
