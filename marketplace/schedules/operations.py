"""What a practitioner does to their hours, and what there is to read of them."""

from datetime import datetime
from zoneinfo import ZoneInfo

from marketplace.practitioners.models import Practitioner
from marketplace.schedules.hours import DayOverride, Interval, Timetable, Window
from marketplace.schedules.models import DateOverride, TimeAway, WeeklyHours


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
