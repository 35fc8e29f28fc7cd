"""What a practitioner does to their hours, and what there is to read of them.

All changes of one practitioner's hours wait for each other by a lock on their row. What is booked
already is never touched by them.
"""

from collections.abc import Sequence
from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from estuary.kernel import db, events
from estuary.kernel.errors import DomainError, Kind
from marketplace.practitioners.models import Practitioner
from marketplace.schedules import hours
from marketplace.schedules.events import ScheduleChanged
from marketplace.schedules.hours import DayOverride, Interval, Timetable, Window
from marketplace.schedules.models import DateOverride, TimeAway, WeeklyHours

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class WindowsOverlap(DomainError):
    message = "Two of these stretches overlap."


class OverrideNotFound(DomainError):
    kind, message = Kind.MISSING, "There are no other hours on this date."


class TimeAwayNotFound(DomainError):
    kind, message = Kind.MISSING, "There is no such time away."


class TimeAwayEndsTooEarly(DomainError):
    message = "Time away ends after it starts, and not in the past."


class TimeAwayOverlaps(DomainError):
    kind, message = Kind.CONFLICT, "You are away then already."


@db.transaction
def set_weekly_hours(
    *, practitioner_id: int, windows: Sequence[Window], timezone: str | None = None
) -> None:
    """Replace all weekly hours, and the time zone they are in when one is given.

    Raises WindowsOverlap, also for a night that reaches into the next day's hours.
    """
    _refuse_overlap(windows)
    practitioner = _locked(practitioner_id)
    if timezone is not None:
        practitioner.timezone = timezone
        practitioner.save(update_fields=["timezone", "updated_at"])
    WeeklyHours.objects.filter(practitioner=practitioner).delete()
    WeeklyHours.objects.bulk_create(
        WeeklyHours(
            practitioner=practitioner,
            weekday=window.weekday,
            start_time=window.start,
            end_time=window.end,
        )
        for window in windows
    )
    events.record(ScheduleChanged(practitioner_id=practitioner_id))


@db.transaction
def set_override(*, practitioner_id: int, date: date, windows: Sequence[Window]) -> None:
    """Let `windows` count on `date` in place of the weekly hours; without any it is closed.

    A weekly night that began the day before still reaches into the date. Raises WindowsOverlap.
    """
    # A date comes once: the weekday is only there to compare them.
    _refuse_overlap(windows)
    practitioner = _locked(practitioner_id)
    DateOverride.objects.filter(practitioner=practitioner, date=date).delete()
    times: list[tuple[time | None, time | None]] = [(one.start, one.end) for one in windows]
    DateOverride.objects.bulk_create(
        DateOverride(practitioner=practitioner, date=date, start_time=start, end_time=end)
        for start, end in times or [(None, None)]
    )
    events.record(ScheduleChanged(practitioner_id=practitioner_id))


@db.transaction
def clear_override(*, practitioner_id: int, date: date) -> None:
    """Let the weekly hours count on `date` again. Raises OverrideNotFound."""
    practitioner = _locked(practitioner_id)
    gone, _ = DateOverride.objects.filter(practitioner=practitioner, date=date).delete()
    if not gone:
        raise OverrideNotFound
    events.record(ScheduleChanged(practitioner_id=practitioner_id))


@db.transaction
def take_time_away(
    *, practitioner_id: int, start: datetime, end: datetime, now: datetime, reason: str = ""
) -> TimeAway:
    """Be away from `start` up to `end`. Raises TimeAwayEndsTooEarly and TimeAwayOverlaps."""
    if end <= max(start, now):
        raise TimeAwayEndsTooEarly
    practitioner = _locked(practitioner_id)
    if TimeAway.objects.filter(practitioner=practitioner).overlapping(start, end).exists():
        raise TimeAwayOverlaps
    row = TimeAway.objects.create(practitioner=practitioner, period=(start, end), reason=reason)
    row.refresh_from_db(fields=["period"])
    events.record(ScheduleChanged(practitioner_id=practitioner_id))
    return row


@db.transaction
def cancel_time_away(*, practitioner_id: int, public_id: UUID) -> None:
    """Be there after all. Raises TimeAwayNotFound."""
    practitioner = _locked(practitioner_id)
    gone, _ = TimeAway.objects.filter(practitioner=practitioner, public_id=public_id).delete()
    if not gone:
        raise TimeAwayNotFound
    events.record(ScheduleChanged(practitioner_id=practitioner_id))


def timetable(
    practitioner: Practitioner, *, start: datetime | None = None, end: datetime | None = None
) -> Timetable:
    """All of a practitioner's hours as values, in three queries.

    With `start` and `end`, overrides and time away that cannot matter between them are left out.
    """
    weekly = WeeklyHours.objects.filter(practitioner=practitioner)
    overrides = DateOverride.objects.filter(practitioner=practitioner)
    away = TimeAway.objects.filter(practitioner=practitioner)
    if start and end:
        overrides = overrides.mattering_between(start, end)
        away = away.overlapping(start, end)
    return Timetable(
        zone=ZoneInfo(practitioner.timezone),
        weekly=tuple(
            Window(weekday=row.weekday, start=row.start_time, end=row.end_time)
            for row in weekly.in_order()
        ),
        overrides=tuple(
            DayOverride(date=row.date, start=row.start_time, end=row.end_time)
            for row in overrides.in_order()
        ),
        away=tuple(
            Interval(start=row.period.lower, end=row.period.upper) for row in away.in_order()
        ),
    )


def _locked(practitioner_id: int) -> Practitioner:
    return Practitioner.objects.lock().get(pk=practitioner_id)


def _refuse_overlap(windows: Sequence[Window]) -> None:
    if (pair := hours.overlapping(windows)) is not None:
        one, other = (
            f"{_WEEKDAYS[window.weekday]} {window.start:%H:%M}-{window.end:%H:%M}"
            for window in pair
        )
        raise WindowsOverlap(f"{one} and {other} overlap.")
