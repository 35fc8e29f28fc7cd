"""Billing periods and shares of them; arithmetic only."""

import calendar
import datetime

from sandbox.stripe.world import Body

UNITS = {"day": 86400, "week": 7 * 86400}
MONTHS = {"month": 1, "year": 12}


def end_of_period(anchor: int, start: int, recurring: Body) -> int:
    """The first boundary after `start` of periods counted from the anchor.

    Months are counted from the anchor's day, so the 31st comes back after a February.
    """
    interval, count = recurring["interval"], recurring["interval_count"]
    if interval in UNITS:
        length = UNITS[interval] * count
        return int(anchor + ((start - anchor) // length + 1) * length)
    step, number = MONTHS[interval] * count, 1
    while _months_later(anchor, step * number) <= start:
        number += 1
    return _months_later(anchor, step * number)


def share(amount: int, start: int, end: int, now: int) -> int:
    """What of an amount for a period falls on the rest of it, to the second, halves up."""
    left, whole = max(0, end - now), end - start
    return (2 * amount * left + whole) // (2 * whole)


def _months_later(moment: int, months: int) -> int:
    at = datetime.datetime.fromtimestamp(moment, datetime.UTC)
    year, month = divmod(at.year * 12 + at.month - 1 + months, 12)
    day = min(at.day, calendar.monthrange(year, month + 1)[1])
    return int(at.replace(year=year, month=month + 1, day=day).timestamp())
