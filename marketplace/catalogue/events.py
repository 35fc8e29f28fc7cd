from dataclasses import dataclass
from typing import ClassVar

from estuary.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ServiceChanged(Event):
    """What a service costs, promises or needs has changed, or whether it is on sale."""

    name: ClassVar[str] = "marketplace.service.changed"
    service_id: int


@dataclass(frozen=True, kw_only=True)
class ServiceRetired(Event):
    """A service was archived; it is never sold again."""

    name: ClassVar[str] = "marketplace.service.retired"
    service_id: int
