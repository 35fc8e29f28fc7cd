"""The dates of workshops and courses: planned, given another size, called off.

A planned session occupies its practitioner like any other, so the database lets no two overlap.
Locks are taken on Service, Session, then on Booking.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from commerce.bookings import holds, line
from commerce.bookings.events import SessionCalledOff, SessionChanged, SessionsPlanned
from commerce.bookings.holds import SessionNotOpen
from commerce.bookings.models import Session
from commerce.bookings.recurrence import MOST_DATES
from estuary.kernel import db, events, idempotency, locks
from estuary.kernel.errors import DomainError, Kind
from estuary.kernel.idempotency import Claim
from marketplace.catalogue import operations as catalogue
from marketplace.catalogue.models import Service, ServiceTerms
from marketplace.catalogue.operations import ServiceNotFound, ServiceWithoutTerms
from marketplace.catalogue.states import PLANNED, ServiceStatus, ServiceType
from marketplace.models import User
from marketplace.schedules import hours
from marketplace.schedules import operations as schedules
from marketplace.schedules.hours import Interval

# How far ahead a date may lie.
FARTHEST = timedelta(days=2 * 365)
MOST_SEATS = 1000


class NotPlanned(DomainError):
    """Single sessions are booked by slot, and what is archived is not sold any more."""

    kind = Kind.CONFLICT
    message = "Only workshops and courses that are not archived have dates."


class BadDates(DomainError):
    """There are none or too many of them, or they lie in the past or too far ahead."""

    message = "These dates cannot be planned."


class SessionsCollide(DomainError):
    """On some of the dates the practitioner has something else to do."""

    kind = Kind.CONFLICT
    message = "You are busy on some of these dates."


class PractitionerAway(DomainError):
    """On some of the dates the practitioner is away."""

    kind = Kind.CONFLICT
    message = "You are away on some of these dates."


class SessionNotFound(DomainError):
    kind, message = Kind.MISSING, "There is no such session."


class SeatsTaken(DomainError):
    """The seats that are taken already stay."""

    kind = Kind.CONFLICT
    message = "More seats are taken already."


@db.transaction
def plan_sessions(
    *,
    service: Service,
    starts: Sequence[datetime],
    by: User,
    claim: Claim | None,
    now: datetime,
    duration: timedelta | None = None,
    capacity: int | None = None,
) -> list[Session]:
    """Put dates of a workshop, or a course from its first session to its last, on the calendar.

    All of them or none. Length and seats are those of the present terms unless given. The usual
    hours do not bind them; what occupies the practitioner does, buffers included, and so does
    time away. What is planned by one call is one series; in a course it is numbered. Under a
    repeated `claim` the first ones are answered. Raises ServiceNotFound, ServiceWithoutTerms,
    NotPlanned, BadDates, SessionsCollide and PractitionerAway; the last two name the dates.
    """
    if series := idempotency.claim(claim):
        return list(Session.objects.filter(series=series).soonest_first())
    service = _own(service.pk, by)
    terms = _terms(service)
    wanted = _dates(starts, now)
    length = duration or timedelta(minutes=terms.duration_minutes)
    _refuse_when_away(service, wanted, length)
    planned = _sessions(service, wanted, length=length, capacity=capacity or terms.capacity)
    # Whoever moves a booking on this calendar waits, as in rescheduling: an insert that meets a
    # move in two places would wait for it, and it for the insert.
    locks.take(f"calendar:{service.practitioner_id}")
    holds.release_lapsed(practitioner_id=service.practitioner_id, wanted=_hull(planned), now=now)
    # As for a slot: racers queue, and find their dates taken.
    Session.objects.bulk_create(planned, ignore_conflicts=True)
    made = list(Session.objects.filter(series=planned[0].series).soonest_first())
    if len(made) < len(planned):
        raise SessionsCollide(details={"starts": _missing(planned, made)})
    events.record(SessionsPlanned(service_id=service.pk, series=str(planned[0].series)))
    idempotency.made(claim, reference=str(planned[0].series))
    return made


@db.transaction
def change_session(
    *, service: Service, public_id: UUID, by: User, capacity: int, now: datetime
) -> Session:
    """Give a planned session another number of seats, not under those that are taken.

    Raises ServiceNotFound, SessionNotFound, SessionNotOpen and SeatsTaken.
    """
    session = _lock(service, public_id, by, now)
    if capacity < session.seats_taken:
        holds.release_unpaid_seats(session_id=session.pk, now=now)
        session.refresh_from_db()
    if capacity < session.seats_taken:
        raise SeatsTaken(details={"capacity": [f"{session.seats_taken} seats are taken."]})
    session.capacity = capacity
    session.save(update_fields=["capacity", "updated_at"])
    line.serve(session_id=session.pk, now=now)
    events.record(SessionChanged(service_id=session.service_id, session_id=session.pk))
    return session


@db.transaction
def call_off_session(
    *, service: Service, public_id: UUID, by: User, reason: str, now: datetime
) -> None:
    """Call off a planned session; from now on nobody can get a seat in it.

    Who sits in it loses the seat and gets everything back by the fact of it, booking by booking,
    so that many of them neither delay this nor can undo it. Raises ServiceNotFound,
    SessionNotFound and SessionNotOpen.
    """
    _call_off(_lock(service, public_id, by, now), reason=reason, now=now)


@db.transaction
def call_off_for_practitioner(*, session_id: int, reason: str, now: datetime) -> None:
    """The same, by Estuary's staff. Raises SessionNotFound and SessionNotOpen."""
    session = Session.objects.filter(pk=session_id, is_planned=True).lock().first()
    _call_off(_open(session, now), reason=reason, now=now)


def _call_off(session: Session, *, reason: str, now: datetime) -> None:
    session.called_off_at, session.called_off_because = now, reason
    session.save(update_fields=["called_off_at", "called_off_because", "updated_at"])
    line.serve(session_id=session.pk, now=now)  # nobody waits for it any more
    events.record(SessionCalledOff(service_id=session.service_id, session_id=session.pk))


def _own(service_id: int, by: User) -> Service:
    """The service, locked and read again; other people's do not exist."""
    locked = Service.objects.lock().select_related("practitioner", "terms")
    row = locked.filter(pk=service_id, practitioner__user=by).first()
    if row is None:
        raise ServiceNotFound
    return row


def _terms(service: Service) -> ServiceTerms:
    if service.service_type not in PLANNED or service.status == ServiceStatus.ARCHIVED:
        raise NotPlanned
    if service.terms is None:
        raise ServiceWithoutTerms
    return service.terms


def _dates(starts: Sequence[datetime], now: datetime) -> list[datetime]:
    """In order; refused when they make no sense."""
    wanted = sorted(set(starts))
    if not 1 <= len(wanted) <= MOST_DATES or len(wanted) < len(starts):
        complaint = f"Give 1 to {MOST_DATES} dates, each once."
        raise BadDates(details={"starts": [complaint]})
    beyond = [moment for moment in wanted if not now < moment <= now + FARTHEST]
    if beyond:
        complaint = f"Dates lie in the future, at most {FARTHEST.days} days ahead."
        raise BadDates(complaint, details={"starts": _iso(beyond)})
    return wanted


def _refuse_when_away(service: Service, wanted: Sequence[datetime], length: timedelta) -> None:
    away = schedules.timetable(service.practitioner, start=wanted[0], end=wanted[-1] + length).away
    open_to = [Interval(moment, moment + length) for moment in wanted]
    missed = [one.start for one in open_to if hours.without([one], hours.merged(away)) != [one]]
    if missed:
        raise PractitionerAway(details={"starts": _iso(missed)})


def _sessions(
    service: Service, wanted: Iterable[datetime], *, length: timedelta, capacity: int
) -> list[Session]:
    rules = catalogue.booking_rules(service)
    series, is_course = uuid4(), service.service_type == ServiceType.COURSE
    return [
        Session(
            service=service,
            practitioner_id=service.practitioner_id,
            period=DateTimeTZRange(start, start + length),
            blocked=DateTimeTZRange(
                start - rules.buffer_before, start + length + rules.buffer_after
            ),
            timezone=service.practitioner.timezone,
            capacity=capacity,
            is_planned=True,
            series=series,
            number=number if is_course else None,
        )
        for number, start in enumerate(wanted, start=1)
    ]


def _hull(planned: Sequence[Session]) -> DateTimeTZRange:
    return DateTimeTZRange(planned[0].blocked.lower, planned[-1].blocked.upper)


def _missing(planned: Iterable[Session], made: Iterable[Session]) -> list[str]:
    there = {session.public_id for session in made}
    return _iso(session.starts_at for session in planned if session.public_id not in there)


def _lock(service: Service, public_id: UUID, by: User, now: datetime) -> Session:
    if service.practitioner.user_id != by.pk:
        raise ServiceNotFound
    named = Session.objects.filter(service=service, public_id=public_id, is_planned=True)
    return _open(named.lock().first(), now)


def _open(session: Session | None, now: datetime) -> Session:
    if session is None:
        raise SessionNotFound
    if not session.may_be_called_off(at=now):
        raise SessionNotOpen
    return session


def _iso(moments: Iterable[datetime]) -> list[str]:
    return [moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") for moment in moments]
