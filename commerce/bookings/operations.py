"""Time promised, once it is held: given up, gone through, over. Locks: Session, then Booking."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import DateTimeField, ExpressionWrapper, F, Prefetch, Q, Value
from django.db.models.functions import Coalesce

from commerce.bookings import availability, feed_tokens, line, policies
from commerce.bookings.events import BookingCancelled, BookingCompleted, BookingLapsed
from commerce.bookings.models import Booking, BookingParticipant, CalendarFeed, Session
from commerce.bookings.states import FIRM, BookingStatus, CancelledBy
from estuary.kernel import db, events
from estuary.kernel.errors import DomainError, Kind
from estuary.kernel.money import split
from marketplace.catalogue import operations as catalogue
from marketplace.catalogue.models import Service
from marketplace.catalogue.states import PLANNED, ServiceType
from marketplace.models import User


class BookingNotFound(DomainError):
    """There is no such booking for this person."""

    kind = Kind.MISSING
    message = "There is no such booking."


class BookingClosed(DomainError):
    """It has begun, is over, or was cancelled."""

    kind = Kind.CONFLICT
    message = "This booking can no longer be changed."


class AttendanceClosed(DomainError):
    """It is said from the start of a session until 48 hours after its end."""

    kind = Kind.CONFLICT
    message = "Who came can be said from the start of the session until 48 hours after its end."


class NoSuchSeat(DomainError):
    message = "This booking has no such seat."


@db.transaction_required
def cancel(
    *,
    booking: Booking,
    by: CancelledBy,
    reason: str,
    refund_cents: int,
    refund_credits_cents: int = 0,
    now: datetime,
) -> None:
    """Give the seats of a booking back, once; `booking` must be locked, and its session before it.

    A session that was made for the booking is called off; a planned one stands, and its free
    seats are offered to those who wait for them. With a course go its sessions that have not
    begun, each with its part of the refund. Raises BookingClosed when it is cancelled or over
    already.
    """
    if booking.status in (BookingStatus.CANCELLED, BookingStatus.COMPLETED):
        raise BookingClosed
    if booking.series is not None:
        _cancel_parts(
            booking, by, reason, cents=refund_cents, credits_cents=refund_credits_cents, now=now
        )
    was_pending = booking.status == BookingStatus.PENDING
    booking.status, booking.cancelled_at, booking.cancelled_by = (
        BookingStatus.CANCELLED,
        now,
        by,
    )
    booking.cancellation_reason = reason
    booking.refund_cents += refund_cents
    booking.refund_credits_cents += refund_credits_cents
    booking.expires_at = None
    booking.calendar_sequence += 1
    booking.save()
    _give_seats_back(booking, now=now)
    if by == CancelledBy.LAPSED:
        events.record(BookingLapsed(booking_id=booking.pk))
    elif not was_pending:
        events.record(BookingCancelled(booking_id=booking.pk))


def _cancel_parts(
    whole: Booking,
    by: CancelledBy,
    reason: str,
    *,
    cents: int,
    credits_cents: int,
    now: datetime,
) -> None:
    """Cancel what is to come of a course; what comes back is shared as the price was."""
    is_held = whole.status == BookingStatus.PENDING
    found = whole.parts.open().select_related("session").order_by("session_id")
    parts = [part for part in found if is_held or not part.has_begun(now)]
    if not parts:
        return
    shares = split(cents, [part.paid_cents for part in parts])
    in_credits = split(credits_cents, shares)
    for part, back, credited in zip(parts, shares, in_credits, strict=True):
        cancel(
            booking=part,
            by=by,
            reason=reason,
            refund_cents=back,
            refund_credits_cents=credited,
            now=now,
        )


@db.transaction_required
def charge_back(*, booking: Booking, cents: int) -> None:
    """Count what the client's bank took back of a booking's price; `booking` must be locked."""
    booking.charged_back_cents += cents
    booking.save(update_fields=["charged_back_cents", "updated_at"])


@db.transaction_required
def end_course(*, whole: Booking, by: CancelledBy, reason: str, now: datetime) -> None:
    """Close a course of which no session is to come any more, after one was cancelled.

    It is completed if one was held, and cancelled otherwise. `whole` must be locked.
    """
    if whole.status != BookingStatus.CONFIRMED or whole.parts.open().exists():
        return
    if whole.parts.filter(status=BookingStatus.COMPLETED).exists():
        _complete(whole, now=now)
        return
    whole.status, whole.cancelled_at, whole.cancelled_by = BookingStatus.CANCELLED, now, by
    whole.cancellation_reason = reason
    whole.calendar_sequence += 1
    whole.save()
    events.record(BookingCancelled(booking_id=whole.pk))


@db.transaction_required
def lock(*, public_id: UUID | None = None, pk: int | None = None) -> Booking | None:
    """One booking with its session, both locked, in the order everyone takes them.

    Of a course the sessions and bookings of all its parts. Read again under the lock: what was
    seen before it may have changed.
    """
    named = {"pk": pk} if pk is not None else {"public_id": public_id}
    sat_in = Q(bookings__in=Booking.objects.filter(**named)) | Q(
        bookings__parent_booking__in=Booking.objects.filter(**named)
    )
    keys = Session.objects.filter(sat_in).values_list("pk", flat=True).distinct()
    list(Session.objects.filter(pk__in=list(keys)).lock())
    list(Booking.objects.filter(parent_booking__in=Booking.objects.filter(**named)).lock())
    return (
        Booking.objects.filter(**named)
        .lock()
        .select_related("session", "service__practitioner__user", "terms", "client")
        .prefetch_related(Prefetch("parts", Booking.objects.in_order()))
        .first()
    )


@db.transaction
def complete_past(*, now: datetime, limit: int = 500) -> int:
    """Complete the confirmed bookings whose session is over; answers how many.

    Chosen by being due and not done, so that a missed run is made up by the next.
    """
    due = list(
        Booking.objects.confirmed()
        .filter(session__period__endswith__lte=now, session__called_off_at=None)
        .select_for_update(of=("self",), no_key=True, skip_locked=True)
        .order_by("pk")[:limit]
    )
    for booking in due:
        _complete(booking, now=now)
    _complete_courses({one.parent_booking_id for one in due if one.parent_booking_id}, now=now)
    return len(due)


def _complete(booking: Booking, *, now: datetime) -> None:
    booking.status, booking.completed_at = BookingStatus.COMPLETED, now
    booking.save(update_fields=["status", "completed_at", "updated_at"])
    events.record(BookingCompleted(booking_id=booking.pk))


def _complete_courses(keys: Collection[int], *, now: datetime) -> None:
    """Complete the courses among `keys` whose last session is over."""
    courses = Booking.objects.confirmed().filter(pk__in=keys)
    for whole in courses.select_for_update(of=("self",), no_key=True).order_by("pk"):
        if not whole.parts.open().exists():
            _complete(whole, now=now)


@db.transaction
def record_attendance(
    *, public_id: UUID, by: User, attended: Mapping[int, bool], now: datetime
) -> Booking:
    """Write down who came, by seat; what is said again replaces what was said.

    Only the practitioner says it. Raises BookingNotFound, BookingClosed, AttendanceClosed and
    NoSuchSeat.
    """
    booking = lock(public_id=public_id)
    if booking is None or booking.service.practitioner.user_id != by.pk:
        raise BookingNotFound
    if booking.status not in FIRM or booking.session is None:
        raise BookingClosed
    last = booking.session.ends_at + policies.ATTENDANCE_WITHIN
    if not booking.session.starts_at <= now <= last:
        raise AttendanceClosed
    rows = {row.seat: row for row in booking.participants.all()}
    if unknown := sorted(set(attended) - set(rows)):
        raise NoSuchSeat(details={"participants": [f"There is no seat {n}." for n in unknown]})
    for seat, came in attended.items():
        rows[seat].attended = came
    BookingParticipant.objects.bulk_update(rows.values(), ["attended"])
    return booking


@db.transaction
def change_notes(*, booking_id: int, notes: str) -> None:
    """Replace what the client wants the practitioner to know."""
    booking = Booking.objects.lock().get(pk=booking_id)
    if booking.status not in (BookingStatus.PENDING, BookingStatus.CONFIRMED):
        raise BookingClosed
    booking.notes = notes
    booking.save(update_fields=["notes", "updated_at"])


@db.transaction
def open_calendar_feed(*, user: User, now: datetime) -> str:
    """Give a person's calendar a new secret address, and end the one it had; answers its token.

    The token is told this once: only its digest is kept.
    """
    token = feed_tokens.draw()
    CalendarFeed.objects.bulk_create(
        [CalendarFeed(user=user, digest=feed_tokens.digest(token), made_at=now)],
        update_conflicts=True,
        unique_fields=["user"],
        update_fields=["digest", "made_at", "updated_at"],
    )
    return token


@db.transaction
def close_calendar_feed(*, user: User) -> None:
    """End the secret address of a person's calendar, if it has one."""
    CalendarFeed.objects.filter(user=user).delete()


def refresh_next_available(*, practitioner_id: int, now: datetime) -> None:
    """Write down when each service of a practitioner can next be booked; None for never.

    What is written is for lists only; whoever books is judged by `availability` itself.
    """
    services = Service.objects.on_sale().with_details().filter(practitioner=practitioner_id)
    rows = list(services)
    at = {
        row.pk: availability.next_slot(service=row, now=now)
        for row in rows
        if row.service_type == ServiceType.SESSION
    }
    planned = [row.pk for row in rows if row.service_type in PLANNED]
    if planned:
        dates = availability.next_dates(practitioner_id=practitioner_id, now=now)
        at |= {key: dates.get(key) for key in planned}
    catalogue.note_next_available(practitioner_id=practitioner_id, at=at)


def with_stale_next_available(*, now: datetime) -> list[int]:
    """Practitioners some of whose written-down times cannot be booked any more, or never could."""
    notice = Coalesce("minimum_notice_hours", "practitioner__minimum_notice_hours")
    soonest = ExpressionWrapper(
        Value(now) + notice * Value(timedelta(hours=1)), output_field=DateTimeField()
    )
    by_slot = Q(service_type=ServiceType.SESSION)
    stale = Service.objects.on_sale().filter(
        by_slot & (Q(next_available_at__lt=soonest) | Q(next_available_at=None))
        | ~by_slot & Q(next_available_at__lte=now)
    )
    return list(stale.order_by().values_list("practitioner_id", flat=True).distinct())


def _give_seats_back(booking: Booking, *, now: datetime) -> None:
    if booking.session_id is None:
        return
    seats = Session.objects.filter(pk=booking.session_id)
    seats.update(seats_taken=F("seats_taken") - booking.seats)
    seats.standing().filter(is_planned=False, seats_taken=0).update(called_off_at=now)
    line.serve(session_id=booking.session_id, now=now)
