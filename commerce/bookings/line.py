"""The line for what is full: who is offered what gets free, in the order they came.

It lies below the operations that free seats, so that a seat is offered in the transaction that
frees it, and nobody comes between. Locks: Session, then WaitlistEntry.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import F, Q

from commerce.bookings import policies
from commerce.bookings.events import WaitlistLapsed, WaitlistOffered
from commerce.bookings.models import Booking, Session, WaitlistEntry
from commerce.bookings.states import WaitlistStatus
from estuary.kernel import db, events
from estuary.kernel.errors import DomainError, Kind
from marketplace.catalogue.models import Service
from marketplace.models import User


class OfferGone(DomainError):
    """It was taken already, or not in time."""

    kind = Kind.CONFLICT
    message = "This offer does not stand any more."


# --- offering ---


@db.transaction_required
def serve(*, session_id: int, now: datetime) -> None:
    """Let the offers of a planned session lapse that were not taken, and offer what is free.

    The first in line who wants no more seats than are free gets them; who wants more is passed
    over, and keeps the place. Close to the start, and once it is called off, the line ends.
    Whoever frees seats calls this before they commit; where nothing is to be done, it does
    nothing.
    """
    if not WaitlistEntry.objects.open().for_session(session_id).exists():
        return
    session = Session.objects.filter(pk=session_id).lock().get()
    entries = list(WaitlistEntry.objects.open().for_session(session_id).lock())
    if session.called_off_at is not None:
        _end(entries, now=now)
        return
    for entry in entries:
        if entry.is_overdue(now):
            step_out(entry=entry, status=WaitlistStatus.LAPSED, now=now)
    waiting = [entry for entry in entries if entry.status == WaitlistStatus.WAITING]
    until = deadline(session.starts_at, now=now)
    if until is None:
        _end(waiting, now=now)
    elif waiting and is_on_sale(session.service_id):
        _offer_seats(session, waiting, until=until, now=now)


def deadline(starts_at: datetime, *, now: datetime) -> datetime | None:
    """Until when what begins then would be kept if it were offered now; None when it is late."""
    return policies.offer_until(
        starts_at=starts_at,
        at=now,
        lasts=timedelta(hours=settings.WAITLIST_OFFER_HOURS),
        ends_before=timedelta(hours=settings.WAITLIST_UNTIL_HOURS),
    )


def is_on_sale(service_id: int) -> bool:
    """Whether an offer could be taken: what nobody can buy is offered to nobody."""
    return Service.objects.on_sale().filter(pk=service_id).exists()


@db.transaction_required
def offer(*, entry: WaitlistEntry, session: Session, until: datetime, now: datetime) -> None:
    """Keep for one in line what was counted or held for them; `entry` must be locked."""
    entry.status, entry.session = WaitlistStatus.OFFERED, session
    entry.offered_at, entry.offered_until = now, until
    entry.save(update_fields=["status", "session", "offered_at", "offered_until", "updated_at"])
    events.record(WaitlistOffered(entry_id=entry.pk))


@db.transaction_required
def step_out(*, entry: WaitlistEntry, status: WaitlistStatus, now: datetime) -> None:
    """Take one out of the line, and give back what was kept for them.

    `entry` must be locked, and before it its session.
    """
    was_offered = entry.status == WaitlistStatus.OFFERED
    entry.status = status
    entry.save(update_fields=["status", "updated_at"])
    if was_offered and entry.session_id is not None:
        kept = Session.objects.filter(pk=entry.session_id)
        kept.update(seats_taken=F("seats_taken") - entry.seats)
        kept.standing().filter(is_planned=False).update(called_off_at=now)
    if status == WaitlistStatus.LAPSED:
        events.record(WaitlistLapsed(entry_id=entry.pk))


def _offer_seats(
    session: Session, waiting: list[WaitlistEntry], *, until: datetime, now: datetime
) -> None:
    session.refresh_from_db(fields=["seats_taken"])
    free = session.capacity - session.seats_taken
    for entry in waiting:
        if entry.seats > free:
            continue
        room = Session.objects.filter(pk=session.pk, seats_taken__lte=F("capacity") - entry.seats)
        if room.update(seats_taken=F("seats_taken") + entry.seats):
            offer(entry=entry, session=session, until=until, now=now)
            free -= entry.seats


def _end(entries: list[WaitlistEntry], *, now: datetime) -> None:
    for entry in entries:
        step_out(entry=entry, status=WaitlistStatus.ENDED, now=now)


# --- taking what was offered ---


@db.transaction_required
def offer_of_seats(*, client: User, session_id: int, now: datetime) -> WaitlistEntry | None:
    """What is kept for `client` in a planned session, locked with it; None without an offer."""
    return _standing_offer(client, Q(session=session_id, day=None), now=now)


@db.transaction_required
def offer_of_time(
    *, client: User, service: Service, starts_at: datetime, now: datetime
) -> WaitlistEntry | None:
    """What keeps exactly this time for `client`, locked with its session; None without an offer."""
    same = Q(service=service, day__isnull=False, session__period__startswith=starts_at)
    return _standing_offer(client, same, now=now)


@db.transaction_required
def require_offer_of_seats(*, client: User, session_id: int, now: datetime) -> None:
    """Refuse who has no offer for a planned session: OfferGone. Holds it until the commit."""
    if offer_of_seats(client=client, session_id=session_id, now=now) is None:
        raise OfferGone


def kept_until(entry: WaitlistEntry | None, until: datetime) -> datetime:
    """Until when what is booked waits for its payment: not shorter than it was offered."""
    return (
        until if entry is None or entry.offered_until is None else max(until, entry.offered_until)
    )


@db.transaction_required
def book(*, entry: WaitlistEntry | None, booking: Booking, now: datetime) -> None:
    """An offer became a booking; seats that it does not need go to the next in line."""
    if entry is None:
        return
    entry.status, entry.booking = WaitlistStatus.BOOKED, booking
    entry.save(update_fields=["status", "booking", "updated_at"])
    if booking.seats < entry.seats and booking.session_id is not None:
        serve(session_id=booking.session_id, now=now)


def is_for_the_line(*, service: Service, starts_at: datetime, now: datetime) -> bool:
    """Whether a free time belongs to those who wait for its day, and to nobody else.

    While somebody waits, what gets free is offered to them within moments; until that is done
    nobody jumps the queue. What begins too soon to be offered is anybody's.
    `service.practitioner` must be loaded.
    """
    if deadline(starts_at, now=now) is None:
        return False
    day = starts_at.astimezone(ZoneInfo(service.practitioner.timezone)).date()
    return WaitlistEntry.objects.waiting().filter(service=service, day=day).exists()


def _standing_offer(client: User, of_what: Q, *, now: datetime) -> WaitlistEntry | None:
    mine = WaitlistEntry.objects.of(client).offered().filter(of_what, offered_until__gt=now)
    session_id = mine.values_list("session_id", flat=True).first()
    if session_id is None:
        return None
    list(Session.objects.filter(pk=session_id).lock())
    return mine.lock().select_related("session").first()
