from dataclasses import dataclass
from typing import ClassVar

from estuary.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class EntitlementSold(Event):
    """A package or bundle is the client's; its units can be booked."""

    name: ClassVar[str] = "commerce.entitlement.sold"
    entitlement_id: int


@dataclass(frozen=True, kw_only=True)
class UnitUsed(Event):
    """A unit's session was held, or given up too late; its price is earned."""

    name: ClassVar[str] = "commerce.entitlement.unit_used"
    unit_id: int
    booking_id: int


@dataclass(frozen=True, kw_only=True)
class EntitlementRefunded(Event):
    """The open units of an entitlement go back for money."""

    name: ClassVar[str] = "commerce.entitlement.refunded"
    entitlement_id: int
    amount_cents: int


@dataclass(frozen=True, kw_only=True)
class EntitlementExpired(Event):
    """The time is over; what was not used is lost to the client."""

    name: ClassVar[str] = "commerce.entitlement.expired"
    entitlement_id: int
    amount_cents: int
