"""What operations are handed: plain values, already checked for their shape."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageWords:
    """What lists and letters say of a package."""

    title: str
    summary: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """So many units of one service."""

    service_id: UUID
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageFigures:
    """What one version of the terms says: the price, for how long, and for what."""

    price_cents: int
    contents: Sequence[Content]
    valid_for_days: int = 365
