"""Cancelling, moving and waiting, as arithmetic: what comes back, and until when one may."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from commerce.bookings.states import CancelledBy
from estuary.kernel.money import percent_of

# How long after its end a practitioner may still say who came to a session.
ATTENDANCE_WITHIN = timedelta(hours=48)
# How long after its first session a course still gives back the sessions not yet held.
COURSE_GIVES_BACK_WITHIN = timedelta(days=14)


@dataclass(frozen=True)
class Step:
    """Cancelled at least `before` the start: `percent` comes back."""

    before: timedelta
    percent: int


# Earliest first; later than the last step nothing comes back. The rules are in docs/rules.md.
POLICIES: dict[str, tuple[Step, ...]] = {
    "flexible": (Step(timedelta(hours=24), 100), Step(timedelta(hours=2), 50)),
    "moderate": (Step(timedelta(hours=24), 100), Step(timedelta(hours=6), 50)),
    "strict": (Step(timedelta(days=7), 100), Step(timedelta(hours=48), 50)),
}


@dataclass(frozen=True)
class RefundStep:
    """Until `until`, `amount_cents` (`percent` of the price) come back."""

    until: datetime
    percent: int
    amount_cents: int


def refund_percent(*, policy: str, starts_at: datetime, cancelled_at: datetime) -> int:
    """Per cent of the price that a client gets back; the instant of a step still counts."""
    notice = starts_at - cancelled_at
    return next((step.percent for step in POLICIES[policy] if notice >= step.before), 0)


def refund_cents(
    *,
    policy: str,
    price_cents: int,
    starts_at: datetime,
    cancelled_at: datetime,
    by: CancelledBy,
) -> int:
    """What comes back of `price_cents`, rounded half up; all of it unless the client cancels."""
    if by != CancelledBy.CLIENT:
        return price_cents
    percent = refund_percent(policy=policy, starts_at=starts_at, cancelled_at=cancelled_at)
    return percent_of(price_cents, basis_points=percent * 100)


def refund_steps(*, policy: str, price_cents: int, starts_at: datetime) -> list[RefundStep]:
    """The whole policy for one booking: until when how much comes back."""
    return [
        RefundStep(
            until=starts_at - step.before,
            percent=step.percent,
            amount_cents=percent_of(price_cents, basis_points=step.percent * 100),
        )
        for step in POLICIES[policy]
    ]


@dataclass(frozen=True)
class CoursePart:
    """One session of a course, and what of the price it is worth."""

    starts_at: datetime
    price_cents: int


def course_refund_cents(
    *, policy: str, parts: Sequence[CoursePart], cancelled_at: datetime, by: CancelledBy
) -> int:
    """What comes back of the sessions of a course, all `parts` that were not cancelled before.

    Before the first of them begins by the policy, for the whole; up to 14 days after that, the
    sessions not yet held; later nothing. Unless the client cancels: then always the sessions not
    yet held.
    """
    to_come = sum(part.price_cents for part in parts if part.starts_at > cancelled_at)
    if by != CancelledBy.CLIENT:
        return to_come
    first = min(part.starts_at for part in parts)
    if cancelled_at < first:
        return refund_cents(
            policy=policy, price_cents=to_come, starts_at=first, cancelled_at=cancelled_at, by=by
        )
    return to_come if cancelled_at <= first + COURSE_GIVES_BACK_WITHIN else 0


def course_refund_steps(*, policy: str, parts: Sequence[CoursePart]) -> list[RefundStep]:
    """The same for a whole course: until when how much comes back, from the sale on."""
    ordered = sorted(parts, key=lambda part: part.starts_at)
    whole = sum(part.price_cents for part in ordered)
    first = ordered[0].starts_at
    steps = refund_steps(policy=policy, price_cents=whole, starts_at=first)
    last = first + COURSE_GIVES_BACK_WITHIN
    for number, part in enumerate(ordered[1:], start=1):
        if ordered[number - 1].starts_at >= last:
            break
        left = sum(one.price_cents for one in ordered[number:])
        steps.append(
            RefundStep(
                # Its own beginning is too late: by then it is held.
                until=min(part.starts_at - timedelta(seconds=1), last),
                percent=left * 100 // whole if whole else 0,
                amount_cents=left,
            )
        )
    return steps


class Limit(Enum):
    """Why a client may not move a booking."""

    NOTICE = "notice"
    TIMES = "times"


def reschedule_limit(
    *,
    starts_at: datetime,
    at: datetime,
    times_moved: int,
    is_asked: bool,
    notice: timedelta,
    at_most: int,
) -> Limit | None:
    """What keeps a client from moving a booking `at` this instant; nothing, when asked to."""
    if is_asked:
        return None
    if starts_at - at < notice:
        return Limit.NOTICE
    return Limit.TIMES if times_moved >= at_most else None


def offer_until(
    *, starts_at: datetime, at: datetime, lasts: timedelta, ends_before: timedelta
) -> datetime | None:
    """Until when a seat offered `at` this instant is kept; None when it is too late to offer it."""
    until = min(at + lasts, starts_at - ends_before)
    return until if until > at else None
