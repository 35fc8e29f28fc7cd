"""Open hours minus occupied time: when a service can be booked. Listed means bookable."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from commerce.bookings.models import Session
from marketplace.catalogue import operations as catalogue
from marketplace.catalogue.models import Service, ServiceTerms
from marketplace.catalogue.policies import BookingRules
from marketplace.catalogue.states import PLANNED, ServiceType
from marketplace.schedules import hours
from marketplace.schedules import operations as schedules
from marketplace.schedules.hours import Interval, Timetable

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Slot:
    """A stretch that can be booked; `end` does not belong to it."""

    start: datetime
    end: datetime


def free_slots(
    *,
    timetable: Timetable,
    busy: Sequence[Interval],
    rules: BookingRules,
    duration: timedelta,
    now: datetime,
    start: datetime,
    end: datetime,
) -> list[Slot]:
    """Every slot that begins in [start, end), in order. Values in, values out.

    A slot begins on the wall-clock grid of an open window, lies wholly in open time, keeps
    notice and horizon, and with its buffers touches nothing of `busy`.
    """
    start = max(start, now + rules.notice)
    end = min(end, now + rules.horizon)
    if start >= end:
        return []
    opened = hours.open_time(
        weekly=timetable.weekly,
        overrides=timetable.overrides,
        away=timetable.away,
        zone=timetable.zone,
        start=start - _DAY,
        end=end + duration + _DAY,
    )
    begins = hours.starts(
        weekly=timetable.weekly,
        overrides=timetable.overrides,
        zone=timetable.zone,
        start=start,
        end=end,
        step_minutes=rules.step_minutes,
    )
    taken = hours.merged(busy)
    slots = (Slot(begin, begin + duration) for begin in begins)
    return [
        slot
        for slot in slots
        if _lies_in(slot.start, slot.end, opened)
        and not _touches(slot.start - rules.buffer_before, slot.end + rules.buffer_after, taken)
    ]


def slots(
    *,
    service: Service,
    terms: ServiceTerms,
    now: datetime,
    start: datetime,
    end: datetime,
    besides: Session | None = None,
) -> list[Slot]:
    """The slots of `service` that begin in [start, end), in four queries.

    A workshop or a course has none: it is sold by its dates. The time of the session `besides`
    counts as free, since it is to be moved. `service.practitioner` must be loaded.
    """
    if service.service_type in PLANNED:
        return []
    rules = catalogue.booking_rules(service)
    duration = timedelta(minutes=terms.duration_minutes)
    first, last = start - rules.buffer_before - _DAY, end + duration + rules.buffer_after + _DAY
    return free_slots(
        timetable=schedules.timetable(service.practitioner, start=first, end=last),
        busy=busy_time(service.practitioner_id, now=now, start=first, end=last, besides=besides),
        rules=rules,
        duration=duration,
        now=now,
        start=start,
        end=end,
    )


def next_slot(*, service: Service, now: datetime) -> datetime | None:
    """When `service` can be booked next under its present terms, in four queries at most."""
    if service.terms is None:
        return None
    rules = catalogue.booking_rules(service)
    duration = timedelta(minutes=service.terms.duration_minutes)
    last = now + rules.horizon
    timetable = schedules.timetable(service.practitioner, start=now - _DAY, end=last + 2 * _DAY)
    if not timetable.weekly and not timetable.overrides:
        return None
    busy = busy_time(service.practitioner_id, now=now, start=now, end=last + 2 * _DAY)
    week = now
    while week < last:
        found = free_slots(
            timetable=timetable,
            busy=busy,
            rules=rules,
            duration=duration,
            now=now,
            start=week,
            end=week + 7 * _DAY,
        )
        if found:
            return found[0].start
        week += 7 * _DAY
    return None


def next_dates(*, practitioner_id: int, now: datetime) -> dict[int, datetime]:
    """By service: when the next date with a free seat begins that can be bought now, in one query.

    A course is bought before its first session, unless its terms let one join late.
    """
    before = Session.objects.planned().filter(
        series=OuterRef("series"), number__lt=OuterRef("number")
    )
    dates = (
        Session.objects.planned()
        .filter(practitioner=practitioner_id)
        .filter(
            Q(service__service_type=ServiceType.WORKSHOP)
            | Q(service__terms__joins_late=True)
            | ~Exists(before)
        )
        .to_come(now)
        .with_room(now)
    )
    soonest_last = dates.order_by("-period").values_list("service_id", "period")
    return {service_id: period.lower for service_id, period in soonest_last}


def is_bookable(
    *,
    service: Service,
    terms: ServiceTerms,
    now: datetime,
    starts_at: datetime,
    besides: Session | None = None,
) -> bool:
    """Whether a slot begins at exactly `starts_at`: the same function that lists them."""
    just_after = starts_at + timedelta(microseconds=1)
    found = slots(
        service=service, terms=terms, now=now, start=starts_at, end=just_after, besides=besides
    )
    return any(slot.start == starts_at for slot in found)


def busy_time(
    practitioner_id: int,
    *,
    now: datetime,
    start: datetime,
    end: datetime,
    besides: Session | None = None,
) -> list[Interval]:
    """What occupies a practitioner in [start, end), buffers included; lapsed holds do not."""
    sessions = Session.objects.occupying(practitioner_id, start, end).exclude(held_until__lte=now)
    if besides is not None:
        sessions = sessions.exclude(pk=besides.pk)
    return [
        Interval(start=blocked.lower, end=blocked.upper)
        for blocked in sessions.values_list("blocked", flat=True)
    ]


def _lies_in(start: datetime, end: datetime, opened: Sequence[Interval]) -> bool:
    at = bisect_right(opened, start, key=lambda interval: interval.start) - 1
    return at >= 0 and end <= opened[at].end


def _touches(start: datetime, end: datetime, taken: Sequence[Interval]) -> bool:
    at = bisect_right(taken, start, key=lambda interval: interval.start)
    before = at > 0 and taken[at - 1].end > start
    after = at < len(taken) and taken[at].start < end
    return before or after
