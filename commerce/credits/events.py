from dataclasses import dataclass
from typing import ClassVar

from estuary.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class CreditsGranted(Event):
    """Somebody has more credits than before."""

    name: ClassVar[str] = "commerce.credits.granted"
    lot_id: int


@dataclass(frozen=True, kw_only=True)
class CreditsExpired(Event):
    """What was left of a lot is gone."""

    name: ClassVar[str] = "commerce.credits.expired"
    lot_id: int
    amount_cents: int


@dataclass(frozen=True, kw_only=True)
class CreditsOffered(Event):
    """Somebody wants to pass credits on; whether the address is anybody's is not known here."""

    name: ClassVar[str] = "commerce.credits.offered"
    transfer_id: int
