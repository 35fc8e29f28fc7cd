"""Seats taken while a payment is awaited, and made firm. Locks: Session, then Booking."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import F, Q

from commerce.bookings import availability, line, tokens
from commerce.bookings.events import BookingConfirmed
from commerce.bookings.models import Booking, BookingParticipant, Session, WaitlistEntry
from commerce.bookings.operations import cancel
from commerce.bookings.querysets import BookingQuerySet
from commerce.bookings.states import FIRM, BookingStatus, CancelledBy
from estuary.kernel import db, events
from estuary.kernel.errors import DomainError, Kind
from marketplace.catalogue import operations as catalogue
from marketplace.catalogue.models import Service, ServiceTerms
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


class SessionFull(DomainError):
    """There are not as many seats left as were asked for."""

    kind = Kind.CONFLICT
    message = "There are not enough seats left."


class SessionNotOpen(DomainError):
    """It has begun, or was called off."""

    kind = Kind.CONFLICT
    message = "This session is not open any more."


class TooManyParticipants(DomainError):
    message = "There are more names than seats."


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """Who is to sit in a seat."""

    name: str
    email: str = ""
    user: User | None = None


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
    it. A time that was offered to `client` from the waitlist becomes the booking's, for as long
    as it was offered. `service.practitioner` must be loaded. Raises SlotTaken, which names the
    nearest free slots.
    """
    mine = line.offer_of_time(client=client, service=service, starts_at=starts_at, now=now)
    until = line.kept_until(mine, until)
    session = _offered_session(mine, terms, now=now, until=until)
    is_free = mine is not None or not line.is_for_the_line(
        service=service, starts_at=starts_at, now=now
    )
    if session is None and is_free and _is_listed(service, terms, starts_at, now=now):
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
    _seat(booking, [Participant(name=str(client), user=client)])
    line.book(entry=mine, booking=booking, now=now)
    return booking


@db.transaction_required
def take_seats(
    *,
    session: Session,
    client: User,
    service: Service,
    terms: ServiceTerms,
    seats: int,
    participants: Sequence[Participant],
    notes: str,
    now: datetime,
    until: datetime,
    price_cents: int | None = None,
    parent: Booking | None = None,
) -> Booking:
    """Take `seats` of a planned session for `client` while they pay, until `until`.

    However many ask at once, no seat is taken twice; holds that were not paid in time give way
    first. Without names the first seat is the client's own. A session of a course is given its
    part of the price, and the booking it belongs to; take those in the order of their keys.
    What was offered to `client` from the waitlist is theirs, for as long as it was offered.
    Raises SessionFull, which says how many are left, SessionNotOpen and TooManyParticipants.
    """
    if len(participants) > seats:
        raise TooManyParticipants
    mine = line.offer_of_seats(client=client, session_id=session.pk, now=now)
    until, own = line.kept_until(mine, until), mine.seats if mine else 0
    if not _take(session.pk, seats - own, now=now):
        raise _no_seats(session.pk, own=own, now=now)
    booking = Booking.objects.create(
        client=client,
        service=service,
        terms=terms,
        session=session,
        parent_booking=parent,
        seats=seats,
        price_cents=terms.price_cents * seats if price_cents is None else price_cents,
        currency=terms.currency,
        notes=notes,
        expires_at=until,
    )
    _seat(booking, participants or [Participant(name=str(client), user=client)])
    line.book(entry=mine, booking=booking, now=now)
    return booking


@db.transaction_required
def take_course(
    *,
    sessions: Mapping[Session, int],
    client: User,
    service: Service,
    terms: ServiceTerms,
    seats: int,
    participants: Sequence[Participant],
    notes: str,
    now: datetime,
    until: datetime,
) -> Booking:
    """Take `seats` in each of the sessions of a course, or in none, as `take_seats` does.

    `sessions` says what each is worth. Answers the booking of the whole; below it there is one
    for each session. Raises as `take_seats` does.
    """
    whole = Booking.objects.create(
        client=client,
        service=service,
        terms=terms,
        series=next(iter(sessions)).series,
        seats=seats,
        price_cents=sum(sessions.values()),
        currency=terms.currency,
        notes=notes,
        expires_at=until,
    )
    _seat(whole, participants or [Participant(name=str(client), user=client)])
    # In the order of their keys: two that want the same sessions must not wait for one another.
    for session in sorted(sessions, key=lambda one: one.pk):
        take_seats(
            session=session,
            client=client,
            service=service,
            terms=terms,
            seats=seats,
            participants=participants,
            notes=notes,
            now=now,
            until=until,
            price_cents=sessions[session],
            parent=whole,
        )
    return whole


@db.transaction_required
def confirm(*, booking: Booking, now: datetime) -> bool:
    """Make held seats firm; those that lapsed are taken again if they are still free.

    `booking` and its sessions must be locked. Of a course all or none. Answers whether they are
    firm.
    """
    if booking.status in FIRM:
        return True
    seats = _seats_of(booking)
    if not _are_ours(seats, now=now):
        return False
    for one in seats if booking.series is None else [booking, *seats]:
        _make_firm(one, now=now)
    return True


def _seats_of(booking: Booking) -> list[Booking]:
    """A booking's seats by session; what a course lost already is not there any more."""
    if booking.series is None:
        return [booking]
    given_up = Q(status=BookingStatus.CANCELLED) & ~Q(cancelled_by=CancelledBy.LAPSED)
    parts = booking.parts.exclude(given_up).select_related("session", "service", "terms")
    return list(parts.order_by("session_id"))


class _Gone(Exception):
    """A seat that was ours lapsed, and somebody else has it."""


def _are_ours(seats: Sequence[Booking], *, now: datetime) -> bool:
    """Whether every one of the seats is held, if need be once more; otherwise none is taken."""
    try:
        with db.savepoint():
            for seat in seats:
                if not _is_held(seat) and not _hold_again(seat, now=now):
                    raise _Gone
    except _Gone:
        return False
    return True


def _is_held(seat: Booking) -> bool:
    """Held seats are ours, unless their session was called off meanwhile."""
    if seat.session is None or seat.session.called_off_at is not None:
        return False
    return seat.status == BookingStatus.PENDING


def _make_firm(booking: Booking, *, now: datetime) -> None:
    Session.objects.filter(bookings=booking).update(held_until=None)
    if booking.status == BookingStatus.CANCELLED:
        booking.calendar_sequence += 1
    booking.status, booking.confirmed_at = BookingStatus.CONFIRMED, now
    booking.cancelled_at, booking.cancelled_by, booking.expires_at = None, "", None
    booking.save()
    events.record(BookingConfirmed(booking_id=booking.pk))


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
        seats_taken=1,
        held_until=until,
    )
    release_lapsed(practitioner_id=service.practitioner_id, wanted=session.blocked, now=now)
    # A bare INSERT into an exclusion constraint makes a crowd of racers deadlock; with
    # ON CONFLICT DO NOTHING they queue, and all but one find the time taken.
    Session.objects.bulk_create([session], ignore_conflicts=True)
    return Session.objects.filter(public_id=session.public_id).first()


@db.transaction_required
def keep_time(
    *, service: Service, terms: ServiceTerms, starts_at: datetime, now: datetime, until: datetime
) -> Session | None:
    """Hold a free time for whom it is offered to; None when somebody else has it."""
    return _insert_session(service, terms, starts_at=starts_at, now=now, until=until)


def _is_listed(
    service: Service, terms: ServiceTerms, starts_at: datetime, *, now: datetime
) -> bool:
    return availability.is_bookable(service=service, terms=terms, now=now, starts_at=starts_at)


def _offered_session(
    mine: WaitlistEntry | None, terms: ServiceTerms, *, now: datetime, until: datetime
) -> Session | None:
    """The session that kept an offered time, for the booking; None when another length is sold.

    Then it gives way, and the time is taken as anybody would.
    """
    if mine is None or mine.session is None:
        return None
    kept = mine.session
    if kept.ends_at - kept.starts_at == timedelta(minutes=terms.duration_minutes):
        kept.held_until = until
        kept.save(update_fields=["held_until", "updated_at"])
        return kept
    kept.called_off_at, kept.seats_taken = now, 0
    kept.save(update_fields=["called_off_at", "seats_taken", "updated_at"])
    return None


@db.transaction_required
def release_lapsed(*, practitioner_id: int, wanted: DateTimeTZRange, now: datetime) -> None:
    """Call off the holds of slots in `wanted` that were not paid in time."""
    occupying = Session.objects.occupying(practitioner_id, wanted.lower, wanted.upper)
    lapsed = list(occupying.lapsed(now).lock())
    if not lapsed:
        return
    _cancel_lapsed(Booking.objects.open().filter(session__in=lapsed), now=now)
    Session.objects.filter(pk__in=[session.pk for session in lapsed]).update(called_off_at=now)


def _hold_again(booking: Booking, *, now: datetime) -> bool:
    """Take the same seats or the same time once more, when nobody has them and it is to come."""
    before = booking.session
    if booking.cancelled_by != CancelledBy.LAPSED or before is None or before.starts_at <= now:
        return False
    if before.is_planned:
        return _take(before.pk, booking.seats, now=now)
    if line.is_for_the_line(service=booking.service, starts_at=before.starts_at, now=now):
        return False
    session = _insert_session(
        booking.service, booking.terms, starts_at=before.starts_at, now=now, until=None
    )
    if session is None:
        return False
    booking.session = session
    return True


def _take(session_id: int, seats: int, *, now: datetime) -> bool:
    """Count `seats` in, if there are as many; holds that were not paid in time give way."""
    if _count_in(session_id, seats, now=now):
        return True
    release_unpaid_seats(session_id=session_id, now=now)
    return _count_in(session_id, seats, now=now)


def _count_in(session_id: int, seats: int, *, now: datetime) -> bool:
    """One statement both judges and counts, so that nobody comes between the two."""
    room = Session.objects.planned().filter(seats_taken__lte=F("capacity") - seats)
    taken = room.filter(pk=session_id).to_come(now).update(seats_taken=F("seats_taken") + seats)
    return bool(taken)


@db.transaction_required
def release_unpaid_seats(*, session_id: int, now: datetime) -> None:
    """Give back the seats of a session that were not paid in time; locks the session.

    So are offers that were not taken in time; the next in line come first.
    """
    list(Session.objects.filter(pk=session_id).lock())
    _cancel_lapsed(Booking.objects.lapsed(now).filter(session=session_id), now=now)
    line.serve(session_id=session_id, now=now)


def _cancel_lapsed(bookings: BookingQuerySet, *, now: datetime) -> None:
    """Cancel bookings that were not paid in time; their sessions must be locked."""
    for booking in bookings.lock():
        cancel(booking=booking, by=CancelledBy.LAPSED, reason="", refund_cents=0, now=now)


def _no_seats(session_id: int, *, own: int = 0, now: datetime) -> DomainError:
    """Why no seat could be taken, as it stands now."""
    session = Session.objects.planned().filter(pk=session_id).to_come(now).first()
    if session is None:
        return SessionNotOpen()
    left = session.capacity - session.seats_taken + own
    seats = "One seat is" if left == 1 else f"{left or 'No'} seats are"
    return SessionFull(f"{seats} left.", details={"available_spots": [left]})


def _seat(booking: Booking, people: Sequence[Participant]) -> None:
    """A row for each seat; those nobody was named for stay nameless."""
    named = [*people, *[Participant(name="")] * (booking.seats - len(people))]
    BookingParticipant.objects.bulk_create(
        BookingParticipant(
            booking=booking, seat=seat, user=one.user, name=one.name, email=one.email
        )
        for seat, one in enumerate(named, start=1)
    )
