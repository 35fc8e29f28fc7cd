"""Opening hours by the definition, minute by minute; and schedules to try it on.

Slow and plain on purpose: it asks of every minute whether its wall time lies in a window, and
knows nothing of offsets. `difference` is empty when the real thing agrees.
"""

import functools
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from marketplace.schedules import hours
from marketplace.schedules.hours import DayOverride, Interval, Window

MINUTE = timedelta(minutes=1)

# Zones with their odd days: half hours, quarters, midnights, a date that never was.
ODD_DAYS = {
    "Australia/Lord_Howe": (date(2026, 4, 5), date(2026, 10, 4)),
    "Pacific/Chatham": (date(2026, 4, 5), date(2026, 9, 27)),
    "Pacific/Apia": (date(2011, 12, 30), date(2011, 9, 24)),
    "Asia/Gaza": (date(2026, 3, 28), date(2026, 10, 31)),
    "Africa/Casablanca": (date(2026, 2, 15), date(2026, 3, 22)),
    "America/New_York": (date(2026, 3, 8), date(2026, 11, 1)),
    "Europe/Lisbon": (date(2026, 3, 29), date(2026, 10, 25)),
    "Asia/Kathmandu": (date(1986, 1, 1), date(2026, 1, 1)),
    "America/Sao_Paulo": (date(2018, 11, 4), date(2018, 2, 18)),
    "Asia/Beirut": (date(2026, 3, 29), date(2026, 10, 25)),
    "Antarctica/Troll": (date(2026, 3, 29), date(2026, 10, 25)),
    "America/Caracas": (date(2016, 5, 1), date(2007, 12, 9)),
}


@dataclass(frozen=True)
class Case:
    """A schedule, and a stretch of time to look at it in."""

    zone: ZoneInfo
    weekly: list[Window]
    overrides: list[DayOverride]
    away: list[Interval]
    start: datetime
    end: datetime
    step_minutes: int


def random_case(seed: int, *, days: int = 2) -> Case:
    """A schedule drawn by `seed`, looked at for `days` round one of its zone's odd days."""
    draw = random.Random(seed)
    name = draw.choice(sorted(ODD_DAYS))
    odd = draw.choice(ODD_DAYS[name])
    noon = datetime(odd.year, odd.month, odd.day, 12, tzinfo=UTC)
    start = noon - timedelta(days=days / 2) + draw.randrange(-720, 720) * MINUTE
    end = start + timedelta(days=days)
    return Case(
        zone=ZoneInfo(name),
        weekly=[
            Window(draw.randrange(7), _wall(draw), _wall(draw)) for _ in range(draw.randrange(12))
        ],
        overrides=list(_overrides(draw, odd)),
        away=list(_aways(draw, start)),
        start=start,
        end=end,
        step_minutes=draw.choice([5, 10, 15, 20, 30, 45, 60]),
    )


def difference(case: Case) -> list[tuple[str, datetime]]:
    """Minutes and starts that only one of the two ways finds."""
    asked = {"zone": case.zone, "start": case.start, "end": case.end}
    days = {"weekly": case.weekly, "overrides": case.overrides}
    found = hours.open_time(**days, **asked, away=case.away)
    starts = hours.starts(**days, **asked, step_minutes=case.step_minutes)
    by_interval = {
        minute for interval in found for minute in _minutes(interval.start, interval.end)
    }
    by_minute, by_grid = _by_definition(case)
    different = [("open", minute) for minute in sorted(by_interval ^ by_minute)]
    different += [("start", minute) for minute in sorted(set(starts) ^ set(by_grid))]
    if not different and starts != by_grid:
        different.append(("order", starts[0]))
    if any(one.end >= other.start for one, other in pairwise(found)):
        different.append(("not merged", found[0].start))
    return different


def _by_definition(case: Case) -> tuple[set[datetime], list[datetime]]:
    """The open minutes, and the minutes at which something may begin."""
    step = timedelta(minutes=case.step_minutes)
    windows = functools.cache(lambda day: _windows_on(case, day))
    opened, starts = set(), []
    for instant in _minutes(case.start, case.end):
        wall = instant.astimezone(case.zone).replace(tzinfo=None)
        began = _began(wall, windows)
        if any((wall - one) % step == timedelta(0) for one in began):
            starts.append(instant)
        if began and not any(away.start <= instant < away.end for away in case.away):
            opened.add(instant)
    return opened, starts


def _began(wall: datetime, windows: Callable[[date], list[tuple[time, time]]]) -> list[datetime]:
    """The local beginnings of the windows that this wall time lies in."""
    today, now = wall.date(), wall.time()
    yesterday = today - timedelta(days=1)
    return [
        datetime.combine(today, start)
        for start, end in windows(today)
        if start <= now and (end <= start or now < end)
    ] + [
        datetime.combine(yesterday, start)
        for start, end in windows(yesterday)
        if end <= start and now < end
    ]


def _windows_on(case: Case, day: date) -> list[tuple[time, time]]:
    dated = [override for override in case.overrides if override.date == day]
    if any(override.start is None for override in dated):
        return []
    if dated:
        return [(override.start, override.end) for override in dated]
    return [(one.start, one.end) for one in case.weekly if one.weekday == day.weekday()]


def _minutes(start: datetime, end: datetime) -> Iterator[datetime]:
    while start < end:
        yield start
        start += MINUTE


def _wall(draw: random.Random) -> time:
    return draw.choice(
        [
            time(0),
            time(draw.randrange(24)),
            time(draw.randrange(24), draw.choice([15, 30, 45])),
            time(draw.randrange(4), draw.randrange(60)),
        ]
    )


def _overrides(draw: random.Random, odd: date) -> Iterator[DayOverride]:
    for _ in range(draw.choice([0, 0, 1, 2])):
        day = odd + timedelta(days=draw.randrange(-1, 2))
        if draw.random() < 0.3:
            yield DayOverride(day)
        else:
            yield DayOverride(day, _wall(draw), _wall(draw))


def _aways(draw: random.Random, start: datetime) -> Iterator[Interval]:
    for _ in range(draw.choice([0, 0, 1, 3])):
        begins = start + draw.randrange(-600, 2880) * MINUTE
        yield Interval(begins, begins + draw.randrange(1, 900) * MINUTE)
