"""Times and rules as sentences; values in, values out."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from commerce.bookings.policies import RefundStep
from estuary.kernel.money import display


def moment(instant: datetime, zone: str) -> str:
    """`Monday 1 March 2027, 12:00 (Europe/Lisbon)`."""
    local = instant.astimezone(ZoneInfo(zone))
    return f"{_day(local)}, {_clock(local)} ({zone})"


def day(instant: datetime, zone: str) -> str:
    """`Monday 1 March 2027`."""
    return _day(instant.astimezone(ZoneInfo(zone)))


def span(start: datetime, end: datetime, zone: str) -> str:
    """`Monday 1 March 2027, 12:00 to 13:00 (Europe/Lisbon)`; the second day only if it differs."""
    first, last = (instant.astimezone(ZoneInfo(zone)) for instant in (start, end))
    until = _clock(last) if first.date() == last.date() else f"{_day(last)}, {_clock(last)}"
    return f"{_day(first)}, {_clock(first)} to {until} ({zone})"


def cancellation_rule(steps: Sequence[RefundStep], *, currency: str, zone: str) -> list[str]:
    """A cancellation policy for one booking, as sentences with amounts and times."""
    said = [
        f"Cancel by {moment(step.until, zone)} and {display(step.amount_cents, currency)} "
        f"({step.percent}%) comes back."
        for step in steps
    ]
    return [*said, "After that, nothing comes back."]


def unit_rule(steps: Sequence[RefundStep], *, title: str, zone: str) -> list[str]:
    """The same for a booking made with a package: a unit comes back as a whole, or not."""
    whole = [step.until for step in steps if step.percent == 100]
    said = [
        f"Cancel by {moment(until, zone)} and the session is yours again in “{title}”."
        for until in whole
    ]
    return [*said, "After that, it counts as used."]


def _day(local: datetime) -> str:
    return f"{local:%A} {local.day} {local:%B %Y}"


def _clock(local: datetime) -> str:
    """The wall time; one that the clock shows twice (when summer time ends) says which it is."""
    is_twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    return f"{local:%H:%M} UTC{local:%z}" if is_twice else f"{local:%H:%M}"
