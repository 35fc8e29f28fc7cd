"""When somebody is open: weekly wall-clock hours, turned into instants. No clock, no database.

An instant is open when its local wall time lies in a window of its local date, or in the part of
the day before's overnight window that reaches into it. An override replaces the windows of its
date; time away is cut out.

Everything is computed in stretches of constant UTC offset. Inside one, wall time and instants
run in step, so a wall time that a clock change skips is never met, and one that it repeats is met
twice, as two instants.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

_DAY = timedelta(days=1)
_WEEK = 7 * _DAY
_SECOND = timedelta(seconds=1)
# Shorter than any two clock changes of one zone lie apart, so that none hides behind another.
_PROBE = timedelta(hours=6)


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """A stretch of a weekday (0 is Monday); an `end` at or before `start` is on the next day."""

    weekday: int
    start: time
    end: time


@dataclass(frozen=True, slots=True)
class DayOverride:
    """Other hours on one date; without times the date is closed."""

    date: date
    start: time | None = None
    end: time | None = None


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """From `start` up to, and not including, `end`; both in UTC."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Timetable:
    """All there is to know about one practitioner's hours."""

    zone: ZoneInfo
    weekly: tuple[Window, ...]
    overrides: tuple[DayOverride, ...]
    away: tuple[Interval, ...]


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Instants from `start` to `end`, in which the clock runs `offset` ahead of UTC."""

    start: datetime
    end: datetime
    offset: timedelta


def open_time(
    *,
    weekly: Sequence[Window],
    overrides: Sequence[DayOverride],
    away: Sequence[Interval],
    zone: ZoneInfo,
    start: datetime,
    end: datetime,
) -> list[Interval]:
    """The open instants from `start` to `end`, as few intervals as possible, in order."""
    opened = (
        Interval(max(first, stretch.start), min(last, stretch.end))
        for stretch, first, last in _windows_met(weekly, overrides, zone, start, end)
    )
    return without(merged(opened), merged(away))


def starts(
    *,
    weekly: Sequence[Window],
    overrides: Sequence[DayOverride],
    zone: ZoneInfo,
    start: datetime,
    end: datetime,
    step_minutes: int,
) -> list[datetime]:
    """The instants from `start` to `end` at which something may begin, in order, each once.

    They lie every `step_minutes` of wall time from the beginning of each window. Time away and
    whether a session fits are for the caller to judge against `open_time`.
    """
    step = timedelta(minutes=step_minutes)
    met: set[datetime] = set()
    for stretch, first, last in _windows_met(weekly, overrides, zone, start, end):
        begins = first + max(0, -((first - stretch.start) // step)) * step
        stops = min(last, stretch.end)
        while begins < stops:
            met.add(begins)
            begins += step
    return sorted(met)


def merged(intervals: Iterable[Interval]) -> list[Interval]:
    """The same instants in as few intervals as possible; touching ones become one."""
    result: list[Interval] = []
    for interval in sorted(intervals):
        if result and interval.start <= result[-1].end:
            result[-1] = Interval(result[-1].start, max(result[-1].end, interval.end))
        elif interval.start < interval.end:
            result.append(interval)
    return result


def without(intervals: Sequence[Interval], removed: Sequence[Interval]) -> list[Interval]:
    """What is in `intervals` and not in `removed`; both must be merged."""
    result: list[Interval] = []
    passed = 0
    for interval in intervals:
        begins = interval.start
        while passed < len(removed) and removed[passed].end <= begins:
            passed += 1
        for hole in removed[passed:]:
            if hole.start >= interval.end:
                break
            if begins < hole.start:
                result.append(Interval(begins, hole.start))
            begins = max(begins, hole.end)
        if begins < interval.end:
            result.append(Interval(begins, interval.end))
    return result


def overlapping(windows: Iterable[Window]) -> tuple[Window, Window] | None:
    """Two windows of a week that share a moment, if there are any; the week goes round.

    Sunday night may reach into Monday morning.
    """
    placed = sorted(
        (window.weekday * _DAY + ends[0], window.weekday * _DAY + ends[1], window)
        for window in windows
        for ends in [span(window.start, window.end)]
    )
    if not placed:
        return None
    first_again = (placed[0][0] + _WEEK, placed[0][1] + _WEEK, placed[0][2])
    for (_, closes, one), (opens, _, other) in pairwise([*placed, first_again]):
        if opens < closes:
            return one, other
    return None


def _windows_met(
    weekly: Sequence[Window],
    overrides: Sequence[DayOverride],
    zone: ZoneInfo,
    start: datetime,
    end: datetime,
) -> Iterator[tuple[_Stretch, datetime, datetime]]:
    """Each window in each stretch of constant offset that it meets.

    A window's ends are given as the instants they would be if the stretch's offset held for ever;
    they may lie outside the stretch.
    """
    hours = _Hours(weekly, overrides)
    for stretch in _stretches(zone, start.astimezone(UTC), end.astimezone(UTC)):
        day = (stretch.start + stretch.offset).date() - _DAY
        last_day = (stretch.end + stretch.offset).date()
        while day <= last_day:
            midnight = datetime(day.year, day.month, day.day, tzinfo=UTC) - stretch.offset
            for opens, closes in hours.on(day):
                if midnight + opens < stretch.end and stretch.start < midnight + closes:
                    yield stretch, midnight + opens, midnight + closes
            day += _DAY


class _Hours:
    """The windows of any date, as times since its midnight."""

    def __init__(self, weekly: Sequence[Window], overrides: Sequence[DayOverride]) -> None:
        self._weekly: dict[int, list[tuple[timedelta, timedelta]]] = {}
        self._dated: dict[date, list[tuple[timedelta, timedelta]]] = {}
        for window in weekly:
            self._weekly.setdefault(window.weekday, []).append(span(window.start, window.end))
        closed = set()
        for override in overrides:
            spans = self._dated.setdefault(override.date, [])
            if override.start is None or override.end is None:
                closed.add(override.date)
            else:
                spans.append(span(override.start, override.end))
        self._dated |= {day: [] for day in closed}

    def on(self, day: date) -> list[tuple[timedelta, timedelta]]:
        dated = self._dated.get(day)
        return self._weekly.get(day.weekday(), []) if dated is None else dated


def span(start: time, end: time) -> tuple[timedelta, timedelta]:
    """A window's ends as time since the midnight it begins after; overnight ends are over 24 h."""
    opens, closes = since_midnight(start), since_midnight(end)
    return opens, closes if closes > opens else closes + _DAY


def since_midnight(wall: time) -> timedelta:
    """A wall time as the time on the clock since 00:00."""
    return timedelta(
        hours=wall.hour,
        minutes=wall.minute,
        seconds=wall.second,
        microseconds=wall.microsecond,
    )


def _stretches(zone: ZoneInfo, start: datetime, end: datetime) -> Iterator[_Stretch]:
    """`start` to `end`, cut wherever the zone's clock is put forward or back."""
    begins, offset = start, _offset(zone, start)
    known = start
    while known < end:
        probe = min(known + _PROBE, end)
        if _offset(zone, probe) != offset:
            change = _change(zone, known, probe, offset)
            if change >= end:
                break
            yield _Stretch(begins, change, offset)
            begins, offset = change, _offset(zone, change)
            probe = change
        known = probe
    if begins < end:
        yield _Stretch(begins, end, offset)


def _change(zone: ZoneInfo, before: datetime, after: datetime, offset: timedelta) -> datetime:
    """The first instant after `before` with another offset; `after` has one."""
    # Clock changes fall on whole seconds; where we look from need not.
    low = before.replace(microsecond=0)
    steps = -((low - after) // _SECOND)
    bottom = 0
    while steps - bottom > 1:
        middle = (bottom + steps) // 2
        if _offset(zone, low + middle * _SECOND) == offset:
            bottom = middle
        else:
            steps = middle
    return low + steps * _SECOND


def _offset(zone: ZoneInfo, instant: datetime) -> timedelta:
    return instant.astimezone(zone).utcoffset() or timedelta()
