from dataclasses import dataclass
from typing import ClassVar

from estuary.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ScheduleChanged(Event):
    """When a practitioner can be booked has changed; what is booked already stays."""

    name: ClassVar[str] = "marketplace.schedule.changed"
    practitioner_id: int
