"""Time promised: held, confirmed, given up. Locks are taken on Session, then on Booking."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import DateTimeField, ExpressionWrapper, Q, Value
from django.db.models.functions import Coalesce

from commerce.bookings import availability, feed_tokens, tokens
from commerce.bookings.events import (
    BookingCancelled,
    BookingCompleted,
    BookingConfirmed,
    BookingLapsed,
)
from commerce.bookings.models import Booking, BookingParticipant, CalendarFeed, Session
from commerce.bookings.states import FIRM, BookingStatus, CancelledBy
from estuary.kernel import db, events
from estuary.kernel.errors import DomainError, Kind
from marketplace.catalogue import operations as catalogue
from marketplace.catalogue.models import Service, ServiceTerms
from marketplace.catalogue.states import ServiceType
from marketplace.models import User

# How many other times a refusal offers, and how far round the wanted one they are looked for.
NEAREST = 5
NEAREST_WITHIN = timedelta(days=3)


class SlotTaken(DomainError):
    """Somebody else has the time, or it is not offered any more."""

    kind = Kind.CONFLICT
    message = "This time is not free any more."


class SlotNotOurs(DomainError):
    """The word sent as a slot is not one we gave, or belongs to another service."""

    kind, code = Kind.INVALID, "slot_invalid"
    message = "This is not a slot of this service. Ask for its availability again."


class BookingNotFound(DomainError):
    """There is no such booking for this person."""

    kind = Kind.MISSING
    message = "There is no such booking."


class BookingClosed(DomainError):
    """It has begun, is over, or was cancelled."""

    kind = Kind.CONFLICT
    message = "This booking can no longer be changed."


@db.transaction_required
def hold_seat(
    *,
    client: User,
    service: Service,
    terms: ServiceTerms,
    price_cents: int,
    credits_applied_cents: int = 0,
    starts_at: datetime,
    notes: str,
    now: datetime,
    until: datetime,
) -> Booking:
    """Take a 1:1 slot for `client` while they pay `price_cents`, until `until`.

    The hold is a real row: while it stands, the database refuses every other one that overlaps
    it. `service.practitioner` must be loaded. Raises SlotTaken, which names the nearest free
    slots.
    """
    if not availability.is_bookable(service=service, terms=terms, now=now, starts_at=starts_at):
        raise slot_taken(service=service, terms=terms, wanted=starts_at, now=now)
    session = _insert_session(service, terms, starts_at=starts_at, now=now, until=until)
    if session is None:
        raise slot_taken(service=service, terms=terms, wanted=starts_at, now=now)
    booking = Booking.objects.create(
        client=client,
        service=service,
        terms=terms,
        session=session,
        price_cents=price_cents,
        credits_applied_cents=credits_applied_cents,
        currency=terms.currency,
        notes=notes,
        expires_at=until,
    )
    BookingParticipant.objects.create(booking=booking, user=client, name=str(client))
    return booking


@db.transaction_required
def confirm(*, booking: Booking, now: datetime) -> bool:
    """Make a held seat firm; one that lapsed gets its time back if it is still free.

    `booking` and its session must be locked. Answers whether the seat is firm.
    """
    if booking.status in FIRM:
        return True
    if booking.status == BookingStatus.CANCELLED:
        if not _hold_again(booking, now=now):
            return False
        booking.calendar_sequence += 1
    Session.objects.filter(bookings=booking).update(held_until=None)
    booking.status, booking.confirmed_at = BookingStatus.CONFIRMED, now
    booking.cancelled_at, booking.cancelled_by, booking.expires_at = None, "", None
    booking.save()
    events.record(BookingConfirmed(booking_id=booking.pk))
    return True


@db.transaction_required
def cancel(
    *, booking: Booking, by: CancelledBy, reason: str, refund_cents: int, now: datetime
) -> None:
    """Give up a seat, and its session when nobody else sits in it; `booking` must be locked."""
    was_pending = booking.status == BookingStatus.PENDING
    booking.status, booking.cancelled_at, booking.cancelled_by = (
        BookingStatus.CANCELLED,
        now,
        by,
    )
    booking.cancellation_reason, booking.refund_cents = reason, refund_cents
    booking.expires_at = None
    booking.calendar_sequence += 1
    booking.save()
    _call_off_if_empty(booking, now=now)
    if by == CancelledBy.LAPSED:
        events.record(BookingLapsed(booking_id=booking.pk))
    elif not was_pending:
        events.record(BookingCancelled(booking_id=booking.pk))


@db.transaction_required
def lock(*, public_id: UUID | None = None, pk: int | None = None) -> Booking | None:
    """One booking with its session, both locked, in the order everyone takes them.

    Read again under the lock: what was seen before it may have changed.
    """
    named = {"pk": pk} if pk is not None else {"public_id": public_id}
    session_id = Booking.objects.filter(**named).values_list("session_id", flat=True).first()
    if session_id is not None:
        list(Session.objects.filter(pk=session_id).lock())
    return (
        Booking.objects.filter(**named)
        .lock()
        .select_related("session", "service__practitioner__user", "terms", "client")
        .first()
    )


@db.transaction
def complete_past(*, now: datetime, limit: int = 500) -> int:
    """Complete the confirmed bookings whose session is over; answers how many.

    Chosen by being due and not done, so that a missed run is made up by the next.
    """
    due = list(
        Booking.objects.confirmed()
        .filter(session__period__endswith__lte=now)
        .select_for_update(of=("self",), no_key=True, skip_locked=True)
        .order_by("pk")[:limit]
    )
    for booking in due:
        booking.status, booking.completed_at = BookingStatus.COMPLETED, now
        booking.save(update_fields=["status", "completed_at", "updated_at"])
    events.record(*(BookingCompleted(booking_id=booking.pk) for booking in due))
    return len(due)


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
    sessions = [row for row in services if row.service_type == ServiceType.SESSION]
    catalogue.note_next_available(
        practitioner_id=practitioner_id,
        at={row.pk: availability.next_slot(service=row, now=now) for row in sessions},
    )


def with_stale_next_available(*, now: datetime) -> list[int]:
    """Practitioners some of whose written-down times cannot be booked any more, or never could."""
    notice = Coalesce("minimum_notice_hours", "practitioner__minimum_notice_hours")
    soonest = ExpressionWrapper(
        Value(now) + notice * Value(timedelta(hours=1)), output_field=DateTimeField()
    )
    stale = Service.objects.on_sale().filter(
        Q(next_available_at__lt=soonest) | Q(next_available_at=None),
        service_type=ServiceType.SESSION,
    )
    return list(stale.order_by().values_list("practitioner_id", flat=True).distinct())


def slot_taken(
    *, service: Service, terms: ServiceTerms, wanted: datetime, now: datetime
) -> SlotTaken:
    """The refusal of one slot, with the words of the nearest free ones."""
    near = availability.slots(
        service=service,
        terms=terms,
        now=now,
        start=wanted - NEAREST_WITHIN,
        end=wanted + NEAREST_WITHIN,
    )
    near.sort(key=lambda slot: abs(slot.start - wanted))
    return SlotTaken(details={"slot": offers(service, terms, near[:NEAREST])})


def read_slot(word: str) -> tokens.SlotOffer:
    """What the word of a slot says; raises SlotNotOurs."""
    try:
        return tokens.unseal(word)
    except tokens.BadSlot as error:
        raise SlotNotOurs from error


def offers(
    service: Service, terms: ServiceTerms, found: Sequence[availability.Slot]
) -> list[dict[str, str]]:
    """Slots as the world sees them: from when to when, and the word to book each with."""
    return [
        {
            "start_time": _iso(slot.start),
            "end_time": _iso(slot.end),
            "slot": tokens.seal(
                tokens.SlotOffer(
                    service_id=service.public_id, terms_id=terms.pk, starts_at=slot.start
                )
            ),
        }
        for slot in found
    ]


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _insert_session(
    service: Service,
    terms: ServiceTerms,
    *,
    starts_at: datetime,
    now: datetime,
    until: datetime | None,
) -> Session | None:
    """The session's row, or None when the time is occupied; lapsed holds give way first."""
    rules = catalogue.booking_rules(service)
    ends_at = starts_at + timedelta(minutes=terms.duration_minutes)
    session = Session(
        service=service,
        practitioner_id=service.practitioner_id,
        period=DateTimeTZRange(starts_at, ends_at),
        blocked=DateTimeTZRange(starts_at - rules.buffer_before, ends_at + rules.buffer_after),
        timezone=service.practitioner.timezone,
        capacity=terms.capacity,
        held_until=until,
    )
    release_lapsed(session, now=now)
    # A bare INSERT into an exclusion constraint makes a crowd of racers deadlock; with
    # ON CONFLICT DO NOTHING they queue, and all but one find the time taken.
    Session.objects.bulk_create([session], ignore_conflicts=True)
    return Session.objects.filter(public_id=session.public_id).first()


@db.transaction_required
def release_lapsed(wanted: Session, *, now: datetime) -> None:
    """Call off the holds that overlap `wanted` and were not paid in time."""
    lapsed = list(
        Session.objects.occupying(
            wanted.practitioner_id, wanted.blocked.lower, wanted.blocked.upper
        )
        .lapsed(now)
        .lock()
    )
    if not lapsed:
        return
    for booking in Booking.objects.open().filter(session__in=lapsed).lock():
        cancel(booking=booking, by=CancelledBy.LAPSED, reason="", refund_cents=0, now=now)
    Session.objects.filter(pk__in=[session.pk for session in lapsed]).update(called_off_at=now)


def _hold_again(booking: Booking, *, now: datetime) -> bool:
    """Take the same time once more, when nobody has it and it has not begun."""
    before = booking.session
    if booking.cancelled_by != CancelledBy.LAPSED or before is None or before.starts_at <= now:
        return False
    session = _insert_session(
        booking.service, booking.terms, starts_at=before.starts_at, now=now, until=None
    )
    if session is None:
        return False
    booking.session = session
    return True


def _call_off_if_empty(booking: Booking, *, now: datetime) -> None:
    session = booking.session
    if session is None or session.capacity > 1:
        return
    if not session.bookings.filter(status__in=("pending", "confirmed")).exists():
        Session.objects.filter(pk=session.pk, called_off_at=None).update(called_off_at=now)
