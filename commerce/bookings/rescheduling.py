"""Another time for the same seat: chosen by the client, sometimes asked for by the practitioner.

From the old slot to the new in one step: nobody ever has both, and nobody has neither.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from commerce.bookings import availability, holds, line, operations, policies
from commerce.bookings.events import BookingRescheduled, RescheduleRequested
from commerce.bookings.models import Booking, Reschedule, Session
from commerce.bookings.operations import BookingClosed, BookingNotFound
from commerce.bookings.states import BookingStatus
from estuary.kernel import db, events, idempotency, locks
from estuary.kernel.errors import DomainError, Kind
from estuary.kernel.idempotency import Claim
from marketplace.catalogue import operations as catalogue
from marketplace.catalogue.states import ServiceType
from marketplace.models import User


class NotForClients(DomainError):
    """Only the practitioner asks for another time."""

    kind = Kind.FORBIDDEN
    message = "Only the practitioner can ask for another time; you can choose one yourself."


class NotForPractitioners(DomainError):
    """A practitioner does not move a client's time over their head."""

    kind = Kind.FORBIDDEN
    message = "Ask the client to choose another time."


class TooLateToReschedule(DomainError):
    """The session begins too soon."""

    kind = Kind.CONFLICT
    message = "The session begins too soon to be moved."


class RescheduledTooOften(DomainError):
    """The client has moved this booking as often as one may."""

    kind = Kind.CONFLICT
    message = "This booking has been moved as often as it may be."


class AfterExpiry(DomainError):
    """It was bought to be used before that."""

    kind = Kind.CONFLICT
    message = "What you bought has expired by then. Choose an earlier time."


class NotRescheduled(DomainError):
    """Workshops and courses take place when they were planned."""

    kind = Kind.CONFLICT
    message = "The time of this service is not chosen by its clients."


@db.transaction
def reschedule(
    *,
    public_id: UUID,
    by: User,
    slot: str,
    claim: Claim | None,
    now: datetime,
    before: datetime | None = None,
) -> Booking:
    """Move a confirmed booking of `by` to a free slot of the same service.

    Price and terms stay those of the sale. A client may do so until
    RESCHEDULE_NOTICE_HOURS before the start, RESCHEDULES_AT_MOST times; both limits are off
    while the practitioner asks for another time. Under a repeated `claim` the booking is
    answered. What was bought to be used `before` some time begins before it. Raises
    BookingNotFound, BookingClosed, NotForPractitioners, NotRescheduled, SlotNotOurs,
    TooLateToReschedule, RescheduledTooOften, AfterExpiry, SlotTaken.
    """
    if made := idempotency.claim(claim):
        return Booking.objects.get(public_id=made)
    starts_at = _wanted(slot, _visible(public_id, by))
    if before is not None and starts_at >= before:
        raise AfterExpiry
    booking = _locked(public_id)
    if booking.client_id != by.pk:
        raise NotForPractitioners
    _refuse_closed(booking, now=now)
    _refuse_limits(booking, now=now)
    _move(booking, starts_at=starts_at, by=by, now=now)
    idempotency.made(claim, reference=str(booking.public_id))
    return booking


@db.transaction
def ask_for_another_time(
    *, public_id: UUID, by: User, reason: str, claim: Claim | None, now: datetime
) -> Booking:
    """Ask the client to choose again, however late; nothing moves until they do.

    Raises BookingNotFound, BookingClosed, NotForClients, NotRescheduled.
    """
    if made := idempotency.claim(claim):
        return Booking.objects.get(public_id=made)
    _visible(public_id, by)
    booking = _locked(public_id)
    if booking.service.practitioner.user_id != by.pk:
        raise NotForClients
    _refuse_closed(booking, now=now)
    booking.reschedule_requested_at, booking.reschedule_reason = now, reason
    booking.save(update_fields=["reschedule_requested_at", "reschedule_reason", "updated_at"])
    events.record(RescheduleRequested(booking_id=booking.pk))
    idempotency.made(claim, reference=str(booking.public_id))
    return booking


def is_open_to(booking: Booking, *, now: datetime) -> bool:
    """Whether its client may move `booking` now; its session and service must be loaded."""
    return _is_movable(booking, now=now) and _limit(booking, now=now) is None


def _visible(public_id: UUID, by: User) -> Booking:
    seen = Booking.objects.visible_to(by).select_related("service").filter(public_id=public_id)
    if (booking := seen.first()) is None:
        raise BookingNotFound
    return booking


def _wanted(slot: str, booking: Booking) -> datetime:
    offer = holds.read_slot(slot)
    if offer.service_id != booking.service.public_id:
        raise holds.SlotNotOurs
    return offer.starts_at


def _locked(public_id: UUID) -> Booking:
    """The booking, locked; who moves a time of the same practitioner waits.

    Without that, two that move towards each other's times would wait for one another.
    """
    practitioner_id = Booking.objects.values_list("service__practitioner", flat=True).get(
        public_id=public_id
    )
    locks.take(f"calendar:{practitioner_id}")
    booking = operations.lock(public_id=public_id)
    assert booking is not None
    return booking


def _refuse_closed(booking: Booking, *, now: datetime) -> None:
    if booking.service.service_type != ServiceType.SESSION:
        raise NotRescheduled
    if not _is_movable(booking, now=now):
        raise BookingClosed


def _is_movable(booking: Booking, *, now: datetime) -> bool:
    is_chosen = booking.service.service_type == ServiceType.SESSION
    is_firm = booking.status == BookingStatus.CONFIRMED
    return is_chosen and is_firm and booking.is_cancellable(at=now)


def _refuse_limits(booking: Booking, *, now: datetime) -> None:
    limit = _limit(booking, now=now)
    if limit == policies.Limit.NOTICE:
        raise TooLateToReschedule
    if limit == policies.Limit.TIMES:
        raise RescheduledTooOften


def _limit(booking: Booking, *, now: datetime) -> policies.Limit | None:
    assert booking.session
    return policies.reschedule_limit(
        starts_at=booking.session.starts_at,
        at=now,
        times_moved=booking.times_moved,
        is_asked=booking.reschedule_requested_at is not None,
        notice=timedelta(hours=settings.RESCHEDULE_NOTICE_HOURS),
        at_most=settings.RESCHEDULES_AT_MOST,
    )


def _move(booking: Booking, *, starts_at: datetime, by: User, now: datetime) -> None:
    session, service, terms = booking.session, booking.service, booking.terms
    assert session
    if line.is_for_the_line(
        service=service, starts_at=starts_at, now=now
    ) or not availability.is_bookable(
        service=service, terms=terms, now=now, starts_at=starts_at, besides=session
    ):
        raise holds.slot_taken(service=service, terms=terms, wanted=starts_at, now=now)
    before = session.period
    rules = catalogue.booking_rules(service)
    ends_at = starts_at + timedelta(minutes=terms.duration_minutes)
    session.period = DateTimeTZRange(starts_at, ends_at)
    session.blocked = DateTimeTZRange(starts_at - rules.buffer_before, ends_at + rules.buffer_after)
    holds.release_lapsed(practitioner_id=session.practitioner_id, wanted=session.blocked, now=now)
    if not _fits(session):
        raise holds.slot_taken(service=service, terms=terms, wanted=starts_at, now=now)
    history = Reschedule.objects.create(
        booking=booking,
        by=by,
        period_before=before,
        period_after=session.period,
        was_asked=booking.reschedule_requested_at is not None,
    )
    booking.times_moved += 0 if history.was_asked else 1
    booking.reschedule_requested_at, booking.reschedule_reason = None, ""
    booking.calendar_sequence += 1
    booking.save()
    events.record(BookingRescheduled(booking_id=booking.pk, reschedule_id=history.pk))


def _fits(session: Session) -> bool:
    """Whether the new time was free to the last; the exclusion constraint says so."""
    try:
        with db.savepoint():
            session.save(update_fields=["period", "blocked"])
    except IntegrityError:
        return False
    return True
