"""Waiting for a seat in a full workshop, or for a time on a full day.

Whoever waits for a seat is served by `line`, in the transaction that frees it. A time on a day
gets free in more ways than we could follow, so here it is looked for: on every fact that may have
freed one, and each minute. Until then it is nobody else's. Locks: the calendar, Session,
WaitlistEntry.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from commerce.bookings import availability, holds, line
from commerce.bookings.models import Session, WaitlistEntry
from commerce.bookings.states import WaitlistStatus
from estuary.kernel import db, idempotency, locks
from estuary.kernel.errors import DomainError, Kind
from estuary.kernel.idempotency import Claim
from marketplace.catalogue import operations as catalogue
from marketplace.catalogue.models import Service
from marketplace.catalogue.states import ServiceType
from marketplace.models import User

_DAY = timedelta(days=1)


class NotFull(DomainError):
    """It can be booked: there is nothing to wait for."""

    kind = Kind.CONFLICT
    message = "This is not full. Book it now."


class AlreadyWaiting(DomainError):
    """Nobody stands in one line twice."""

    kind = Kind.CONFLICT
    message = "You are waiting for this already."


class NothingToWaitFor(DomainError):
    """It has begun or begins too soon, is called off, or cannot be booked yet."""

    kind = Kind.CONFLICT
    message = "Nobody can wait for this."


class NotWaitedFor(DomainError):
    """A workshop is waited for by session, a single session by day, a course not at all."""

    kind = Kind.CONFLICT
    message = "A workshop is waited for by its session, a single session by its day."


class OwnWaitlist(DomainError):
    """Practitioners do not book themselves, so they need not wait."""

    kind = Kind.CONFLICT
    message = "You cannot wait for your own service."


class TooManySeats(DomainError):
    """So many seats it will never have free."""

    message = "This session has fewer seats than that."


class SessionNotFound(DomainError):
    """There is no such date of this service."""

    kind = Kind.MISSING
    message = "There is no such date."


class WaitlistEntryNotFound(DomainError):
    """This person does not wait there, or not any more."""

    kind = Kind.MISSING
    message = "You are not waiting for this."


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What somebody waits for: seats of a session, or a time on a day."""

    session_id: UUID | None = None
    day: date | None = None
    seats: int = 1
    is_automatic: bool = False


# --- coming and going ---


@db.transaction
def join(
    *, client: User, service: Service, wish: Wish, claim: Claim | None, now: datetime
) -> WaitlistEntry:
    """Put `client` at the end of the line for what is full.

    A day is a date where the practitioner is; it is full when no time of the service can be
    booked on it. Under a repeated `claim` the first entry is answered. `service` must be on
    sale, with its practitioner and terms loaded. Raises OwnWaitlist, NotWaitedFor,
    SessionNotFound, NothingToWaitFor, TooManySeats, AlreadyWaiting and NotFull.
    """
    if made := idempotency.claim(claim):
        return WaitlistEntry.objects.get(public_id=made)
    if service.practitioner.user_id == client.pk:
        raise OwnWaitlist
    wanted = ServiceType.SESSION if wish.session_id is None else ServiceType.WORKSHOP
    if service.service_type != wanted or service.terms is None:
        raise NotWaitedFor
    entry = WaitlistEntry(
        client=client,
        service=service,
        terms=service.terms,
        day=wish.day,
        seats=wish.seats,
        is_automatic=wish.is_automatic,
    )
    if wish.session_id is not None:
        entry.session = _full_session(service, wish.session_id, client, wish.seats, now=now)
    else:
        assert wish.day
        _refuse_day(service, wish.day, client, now=now)
    entry.save()
    idempotency.made(claim, reference=str(entry.public_id))
    return entry


def leave(*, public_id: UUID, by: User, now: datetime) -> None:
    """Leave the line; what was kept for `by` is offered to the next.

    Raises WaitlistEntryNotFound, also for one who is out of the line already.
    """
    entry = _leave(public_id=public_id, by=by, now=now)
    if entry.day is not None:
        serve_day(practitioner_id=entry.service.practitioner_id, day=entry.day, now=now)


@db.transaction
def _leave(*, public_id: UUID, by: User, now: datetime) -> WaitlistEntry:
    mine = WaitlistEntry.objects.of(by).open().filter(public_id=public_id)
    seen = mine.select_related("service").first()
    if seen is None:
        raise WaitlistEntryNotFound
    if seen.day is not None:
        locks.take(f"calendar:{seen.service.practitioner_id}")
    session_id = mine.values_list("session_id", flat=True).first()
    if session_id is not None:
        list(Session.objects.filter(pk=session_id).lock())
    entry = mine.lock().select_related("service").first()
    if entry is None:
        raise WaitlistEntryNotFound
    line.step_out(entry=entry, status=WaitlistStatus.LEFT, now=now)
    if entry.day is None and session_id is not None:
        line.serve(session_id=session_id, now=now)
    return entry


def _full_session(
    service: Service, public_id: UUID, client: User, seats: int, *, now: datetime
) -> Session:
    """The session, locked, when there are fewer seats left than are wanted."""
    planned = Session.objects.planned().filter(service=service, public_id=public_id)
    session = planned.lock().first()
    if session is None:
        raise SessionNotFound
    if line.deadline(session.starts_at, now=now) is None:
        raise NothingToWaitFor
    if seats > session.capacity:
        raise TooManySeats(details={"seats": [f"It has {session.capacity} seats."]})
    holds.release_unpaid_seats(session_id=session.pk, now=now)
    session.refresh_from_db()
    if WaitlistEntry.objects.of(client).open().for_session(session.pk).exists():
        raise AlreadyWaiting
    left = session.capacity - session.seats_taken
    if left >= seats:
        raise NotFull(details={"available_spots": [left]})
    return session


def _refuse_day(service: Service, day: date, client: User, *, now: datetime) -> None:
    """Refuse a day that nobody needs to wait for, or for which it makes no sense."""
    # Those who come at once are let in one by one: the order of their keys is that of the line.
    locks.take(f"calendar:{service.practitioner_id}")
    start, end = bounds(service, day)
    if _is_over(service, end, now=now) or start >= now + catalogue.booking_rules(service).horizon:
        raise NothingToWaitFor
    if WaitlistEntry.objects.of(client).open().filter(service=service, day=day).exists():
        raise AlreadyWaiting
    is_waited_for = WaitlistEntry.objects.waiting().filter(service=service, day=day).exists()
    if not is_waited_for and _free(service, day, now=now):
        raise NotFull


# --- serving ---


def lines(
    *, practitioner_id: int | None = None
) -> tuple[Iterable[int], Iterable[tuple[int, date]]]:
    """Who is waited for: the planned sessions, and the days of practitioners."""
    entries = WaitlistEntry.objects.open()
    if practitioner_id is not None:
        entries = entries.filter(service__practitioner=practitioner_id)
    sessions = Session.objects.filter(waitlist__in=entries.filter(day=None))
    in_days = entries.filter(day__isnull=False).order_by()
    days = in_days.values_list("service__practitioner_id", "day").distinct()
    return (
        sessions.order_by("pk").values_list("pk", flat=True).distinct(),
        [(practitioner, day) for practitioner, day in days if day is not None],
    )


@db.transaction
def serve_session(*, session_id: int, now: datetime) -> None:
    """Let offers of a planned session lapse, and offer what is free; see `line.serve`."""
    line.serve(session_id=session_id, now=now)


def serve_day(*, practitioner_id: int, day: date, now: datetime) -> None:
    """Let offers for a day lapse, and offer its free times to the first in line.

    Each offer is a transaction of its own, with its fact; whoever is cut off or comes twice
    goes on from what is there.
    """
    _let_lapse(practitioner_id=practitioner_id, day=day, now=now)
    while _offer_next(practitioner_id=practitioner_id, day=day, now=now):
        pass


@db.transaction
def _let_lapse(*, practitioner_id: int, day: date, now: datetime) -> None:
    """Give back what was not taken in time, and end the line of a day on which nothing begins."""
    locks.take(f"calendar:{practitioner_id}")
    entries = WaitlistEntry.objects.open().for_day(practitioner_id, day)
    overdue = entries.offered().filter(offered_until__lte=now)
    list(Session.objects.filter(pk__in=overdue.values("session")).lock())
    for entry in entries.lock().select_related("service__practitioner"):
        _, end = bounds(entry.service, day)
        if entry.is_overdue(now):
            line.step_out(entry=entry, status=WaitlistStatus.LAPSED, now=now)
        elif entry.status == WaitlistStatus.WAITING and _is_over(entry.service, end, now=now):
            line.step_out(entry=entry, status=WaitlistStatus.ENDED, now=now)


@db.transaction
def _offer_next(*, practitioner_id: int, day: date, now: datetime) -> bool:
    """Offer one free time to the first in line who can use one; whether there was one."""
    # One at a time, as whoever moves a booking or plans dates on this calendar.
    locks.take(f"calendar:{practitioner_id}")
    waiting = WaitlistEntry.objects.waiting().for_day(practitioner_id, day)
    full: set[int] = set()
    for entry in waiting.lock().select_related("service__practitioner", "service__terms"):
        if entry.service_id in full:
            continue
        if _offer_time(entry, now=now):
            return True
        full.add(entry.service_id)
    return False


def _offer_time(entry: WaitlistEntry, *, now: datetime) -> bool:
    """Keep the first free time of the day for `entry`, if there is one."""
    service, terms = entry.service, entry.service.terms
    if terms is None or entry.day is None or not line.is_on_sale(service.pk):
        return False
    for slot in _free(service, entry.day, now=now):
        until = line.deadline(slot.start, now=now)
        if until is None:
            continue
        kept = holds.keep_time(
            service=service, terms=terms, starts_at=slot.start, now=now, until=until
        )
        if kept is not None:
            line.offer(entry=entry, session=kept, until=until, now=now)
            return True
    return False


def bounds(service: Service, day: date) -> tuple[datetime, datetime]:
    """From midnight to midnight where the practitioner is, in UTC: 23 to 25 hours."""
    zone = ZoneInfo(service.practitioner.timezone)
    start, end = (datetime.combine(one, time.min, zone) for one in (day, day + _DAY))
    return start.astimezone(UTC), end.astimezone(UTC)


def _free(service: Service, day: date, *, now: datetime) -> list[availability.Slot]:
    assert service.terms
    start, end = bounds(service, day)
    return availability.slots(service=service, terms=service.terms, now=now, start=start, end=end)


def _is_over(service: Service, end: datetime, *, now: datetime) -> bool:
    """Whether nothing that begins before `end` can be booked any more, or offered."""
    until = timedelta(hours=settings.WAITLIST_UNTIL_HOURS)
    return end <= now + max(catalogue.booking_rules(service).notice, until)
