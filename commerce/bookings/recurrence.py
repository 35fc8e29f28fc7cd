"""Dates that repeat, at the same time on the clock. Values in, values out.

A repetition keeps the wall time of its zone, whatever the clocks do: half past six stays half
past six. A wall time that a day skips is named as missing; of one that it has twice the first
counts. Monthly is the same day of the month, or its last day where a month is shorter: from the
31st of January on that is the 28th of February, and the 31st of March again.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import islice
from zoneinfo import ZoneInfo

# How many dates one repetition may have, and how many weeks or months may lie between two.
MOST_DATES = 52
LONGEST_STEP = 12


class Frequency(StrEnum):
    """What lies between two dates."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Every `step` weeks or months, `count` dates in all or up to `until`, a day of the zone."""

    frequency: Frequency
    step: int = 1
    count: int | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Repeated:
    """The instants, in UTC, and the days on which the clock skips the wall time."""

    starts: tuple[datetime, ...]
    missing: tuple[date, ...]


class BadRule(ValueError):
    """A repetition that has no end, or too many dates."""


def repeated(rule: Rule, *, first: datetime, zone: ZoneInfo) -> Repeated:
    """`first` and its repetitions; `first` itself is kept as it is. Raises BadRule."""
    _refuse_nonsense(rule)
    wall = first.astimezone(zone).replace(tzinfo=None)
    days = list(islice(_days(rule, wall.date()), MOST_DATES + 1))
    if len(days) > MOST_DATES:
        raise BadRule(f"At most {MOST_DATES} dates at once.")
    found = {day: _instant(day, wall.time(), zone) for day in days}
    if days:
        found[days[0]] = first.astimezone(UTC)
    return Repeated(
        starts=tuple(moment for moment in found.values() if moment is not None),
        missing=tuple(day for day, moment in found.items() if moment is None),
    )


def _refuse_nonsense(rule: Rule) -> None:
    if (rule.count is None) == (rule.until is None):
        raise BadRule("Say how many dates there are, or until when: one of the two.")
    if not 1 <= rule.step <= LONGEST_STEP:
        raise BadRule(f"Between two dates lie 1 to {LONGEST_STEP} weeks or months.")
    if rule.count is not None and not 1 <= rule.count <= MOST_DATES:
        raise BadRule(f"There are 1 to {MOST_DATES} dates.")


def _days(rule: Rule, first: date) -> Iterator[date]:
    times = range(MOST_DATES + 1 if rule.count is None else rule.count)
    for n in times:
        day = _step(rule.frequency, first, n * rule.step)
        if rule.until is not None and day > rule.until:
            return
        yield day


def _step(frequency: Frequency, first: date, steps: int) -> date:
    if frequency == Frequency.WEEKLY:
        return first + timedelta(weeks=steps)
    years, month = divmod(first.month - 1 + steps, 12)
    year, month = first.year + years, month + 1
    return date(year, month, min(first.day, monthrange(year, month)[1]))


def _instant(day: date, wall: time, zone: ZoneInfo) -> datetime | None:
    """The first instant at which the clock shows `wall` on `day`, or None when it never does."""
    naive = datetime.combine(day, wall)
    instant = naive.replace(tzinfo=zone, fold=0).astimezone(UTC)
    return instant if instant.astimezone(zone).replace(tzinfo=None) == naive else None
