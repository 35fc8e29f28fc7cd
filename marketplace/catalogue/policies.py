"""How a service is booked: its own figures, or its practitioner's where it has none."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol


@dataclass(frozen=True, slots=True)
class BookingRules:
    """When a session may begin, and how much room is kept round it."""

    step_minutes: int
    buffer_before: timedelta
    buffer_after: timedelta
    notice: timedelta
    horizon: timedelta


class BookingFigures(Protocol):
    """What services and practitioners both carry; None means the other's counts."""

    @property
    def slot_step_minutes(self) -> int | None: ...

    @property
    def buffer_before_minutes(self) -> int | None: ...

    @property
    def buffer_after_minutes(self) -> int | None: ...

    @property
    def minimum_notice_hours(self) -> int | None: ...

    @property
    def horizon_days(self) -> int | None: ...


def rules(*, own: BookingFigures, usual: BookingFigures) -> BookingRules:
    """The rules of a service with figures of its `own`, and its practitioner's `usual` ones."""

    def figure(name: str) -> int:
        value = getattr(own, name)
        return int(getattr(usual, name) if value is None else value)

    return BookingRules(
        step_minutes=figure("slot_step_minutes"),
        buffer_before=timedelta(minutes=figure("buffer_before_minutes")),
        buffer_after=timedelta(minutes=figure("buffer_after_minutes")),
        notice=timedelta(hours=figure("minimum_notice_hours")),
        horizon=timedelta(days=figure("horizon_days")),
    )
