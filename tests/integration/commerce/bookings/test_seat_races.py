"""Many at once. Each of these fails when the guard it names is taken away."""

from datetime import timedelta

import pytest

from commerce.bookings import operations, planning
from commerce.bookings.operations import SessionFull
from commerce.bookings.states import CancelledBy
from commerce.models import Booking, Session
from estuary.kernel import db
from estuary.kernel.idempotency import Claim
from tests.factories import BookingFactory, PlannedSessionFactory, ServiceFactory, UserFactory
from tests.factories.bookings import NOON
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)

NOW = NOON - timedelta(days=3)
BUYERS, SEATS, AT_ONCE = 60, 20, 15


def buy(session, client, *, seats=1, now=NOW):
    with db.in_transaction():
        return operations.take_seats(
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


def split(results):
    """Who got in, and who was told that it is full; anything else fails the test."""
    won = [one for one in results if isinstance(one, Booking)]
    full = [one for one in results if isinstance(one, SessionFull)]
    assert len(won) + len(full) == len(results), results
    return len(won), len(full)


def buying(session, clients, **given):
    return [lambda client=client: buy(session, client, **given) for client in clients]


def test_sixty_buyers_of_twenty_seats_get_exactly_twenty():
    """Guards: the condition of the counting statement, and session_never_oversold behind it."""
    session = PlannedSessionFactory(capacity=SEATS)
    clients = UserFactory.create_batch(BUYERS, password="x")
    calls = buying(session, clients)

    results = [
        one for at in range(0, BUYERS, AT_ONCE) for one in at_once(*calls[at : at + AT_ONCE])
    ]

    session.refresh_from_db()
    assert split(results) == (SEATS, BUYERS - SEATS)
    assert (session.seats_taken, Booking.objects.count()) == (SEATS, SEATS)


def test_all_who_ask_for_the_last_seats_at_once_get_no_more_than_there_are():
    """The same guards, where everybody meets at the edge."""
    session = PlannedSessionFactory(capacity=4)

    results = at_once(*buying(session, UserFactory.create_batch(AT_ONCE, password="x"), seats=2))

    assert split(results) == (2, AT_ONCE - 2)
    assert not Session.objects.miscounted().exists()


def test_seats_that_lapsed_are_given_on_once():
    """Guard: the lock on the session while its lapsed holds are given back."""
    session = PlannedSessionFactory(capacity=2)
    BookingFactory(session=session, seats=2, status="pending", expires_at=NOW)

    results = at_once(*buying(session, UserFactory.create_batch(8, password="x")))

    session.refresh_from_db()
    assert split(results) == (2, 6)
    assert session.seats_taken == 2
    assert not Session.objects.miscounted().exists()


def test_seats_are_given_back_once_however_many_cancel_at_once():
    """Guard: the state of the booking, read under its lock."""
    session = PlannedSessionFactory()
    booking = BookingFactory(session=session, seats=3)
    BookingFactory(session=session, seats=4)

    def cancel():
        with db.in_transaction():
            locked = operations.lock(pk=booking.pk)
            operations.cancel(
                booking=locked, by=CancelledBy.CLIENT, reason="", refund_cents=0, now=NOW
            )

    results = at_once(*[cancel] * 6)

    session.refresh_from_db()
    assert sum(isinstance(one, operations.BookingClosed) for one in results) == 5, results
    assert session.seats_taken == 4


def test_buying_and_shrinking_at_once_never_leave_more_seats_taken_than_there_are():
    """Guards: the lock on the session, and session_never_oversold."""
    session = PlannedSessionFactory(capacity=6)
    clients = UserFactory.create_batch(6, password="x")

    def shrink():
        return planning.change_session(
            service=session.service,
            public_id=session.public_id,
            by=session.practitioner.user,
            capacity=3,
            now=NOW,
        )

    results = at_once(*buying(session, clients), shrink)

    session.refresh_from_db()
    foreseen = (Booking, Session, SessionFull, planning.SeatsTaken)
    assert [one for one in results if not isinstance(one, foreseen)] == []
    assert session.seats_taken <= session.capacity
    assert session.capacity == (3 if isinstance(results[-1], Session) else 6)


def test_of_two_plans_that_cross_one_is_made_whole_and_the_other_not_at_all():
    """Guards: ON CONFLICT, all or none of the dates, and the lock on the calendar."""
    first = ServiceFactory(service_type="workshop", terms__capacity=5)
    second = ServiceFactory(
        practitioner=first.practitioner, service_type="workshop", terms__capacity=5
    )
    starts = [NOON + n * timedelta(days=7) for n in range(10)]

    def plan(service, dates):
        return planning.plan_sessions(
            service=service,
            starts=dates,
            by=first.practitioner.user,
            claim=None,
            now=NOW,
        )

    later = [moment + timedelta(minutes=30) for moment in starts]
    results = at_once(*[lambda: plan(first, starts)] * 3, *[lambda: plan(second, later[::-1])] * 3)

    made = [one for one in results if isinstance(one, list)]
    assert sum(isinstance(one, planning.SessionsCollide) for one in results) == 5, results
    assert [len(one) for one in made] == [10]
    assert Session.objects.count() == 10


def test_one_key_sent_many_times_at_once_plans_once():
    """Guard: idempotency_key_once_per_caller, in the transaction of the effect."""
    service = ServiceFactory(service_type="workshop", terms__capacity=5)
    claim = Claim(caller="user:1", key="k", fingerprint="f")

    def plan():
        return planning.plan_sessions(
            service=service,
            starts=[NOON],
            by=service.practitioner.user,
            claim=claim,
            now=NOW,
        )

    results = at_once(*[plan] * 6)

    session = Session.objects.get()
    assert results == [[session]] * 6
