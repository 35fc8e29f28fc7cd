"""What those who wait do, step by step, for tests that begin in the middle of a story."""

from datetime import date, datetime, timedelta

from commerce.bookings import holds, operations, tokens, waitlist
from commerce.bookings.states import CancelledBy
from commerce.bookings.waitlist import Wish
from commerce.models import Booking, Session, WaitlistEntry
from estuary.kernel import db
from estuary.kernel.models import OutboxEvent
from marketplace.models import Service
from tests.factories import BookingFactory, UserFactory


def in_line(session: Session, *, now: datetime, client=None, **wish) -> WaitlistEntry:
    """Somebody at the end of the line for a workshop."""
    return waitlist.join(
        client=client or UserFactory(),
        service=session.service,
        wish=Wish(session_id=session.public_id, **wish),
        claim=None,
        now=now,
    )


def in_line_for(service: Service, day: date, *, now: datetime, client=None, **wish):
    """Somebody at the end of the line for a day."""
    return waitlist.join(
        client=client or UserFactory(),
        service=service,
        wish=Wish(day=day, **wish),
        claim=None,
        now=now,
    )


def bought(session: Session, client, *, now: datetime, seats: int = 1) -> Booking:
    """Seats of a workshop, held for a quarter of an hour."""
    with db.in_transaction():
        return holds.take_seats(
            session=session,
            client=client,
            service=session.service,
            terms=session.service.terms,
            seats=seats,
            participants=(),
            notes="",
            now=now,
            until=now + timedelta(minutes=15),
        )


def held(service: Service, client, starts_at: datetime, *, now: datetime, **given) -> Booking:
    """A slot, held for a quarter of an hour."""
    with db.in_transaction():
        return holds.hold_seat(
            client=client,
            service=service,
            terms=given.get("terms", service.terms),
            price_cents=8000,
            starts_at=starts_at,
            notes="",
            now=now,
            until=now + timedelta(minutes=15),
        )


def cancelled(booking: Booking, *, now: datetime, by=CancelledBy.CLIENT) -> None:
    with db.in_transaction():
        locked = operations.lock(pk=booking.pk)
        assert locked
        operations.cancel(booking=locked, by=by, reason="", refund_cents=0, now=now)


def left(entry: WaitlistEntry, *, now: datetime) -> None:
    waitlist.leave(public_id=entry.public_id, by=entry.client, now=now)


def full(session: Session, **booking) -> list[Booking]:
    """One confirmed booking for each seat."""
    return BookingFactory.create_batch(session.capacity, session=session, **booking)


def word(service: Service, starts_at: datetime) -> str:
    return tokens.seal(
        tokens.SlotOffer(
            service_id=service.public_id, terms_id=service.terms_id, starts_at=starts_at
        )
    )


def statuses(*entries: WaitlistEntry) -> list[str]:
    """How each of them stands; and no session is miscounted."""
    assert not Session.objects.miscounted().exists()
    for entry in entries:
        entry.refresh_from_db()
    return [str(entry.status) for entry in entries]


def facts(name: str) -> list[int]:
    """The entries that facts of this name tell about, in order."""
    rows = OutboxEvent.objects.filter(name=f"commerce.waitlist.{name}").order_by("recorded_at")
    return [row.payload["entry_id"] for row in rows]
