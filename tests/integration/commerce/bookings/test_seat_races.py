"""Many at once. Each of these fails when the guard it names is taken away."""

import time
from datetime import timedelta

import pytest

from commerce.bookings import holds, operations, planning, rescheduling, tokens
from commerce.bookings.holds import SessionFull
from commerce.bookings.states import CancelledBy
from commerce.models import Booking, Session
from estuary.kernel import db
from estuary.kernel.idempotency import Claim
from tests.factories import (
    BookingFactory,
    PlannedSessionFactory,
    ServiceFactory,
    SessionFactory,
    UserFactory,
)
from tests.factories.bookings import NOON
from tests.factories.schedules import open_all_week
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)

NOW = NOON - timedelta(days=3)
BUYERS, SEATS, AT_ONCE = 60, 20, 15


def buy(session, client, *, seats=1, now=NOW):
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
    """Guard: the lock on the lapsed booking, under which its state is read again."""
    session = PlannedSessionFactory(capacity=2)
    BookingFactory(session=session, seats=2, status="pending", expires_at=NOW)

    results = at_once(*buying(session, UserFactory.create_batch(8, password="x")))

    session.refresh_from_db()
    assert split(results) == (2, 6)
    assert session.seats_taken == 2
    assert not Session.objects.miscounted().exists()


def test_giving_up_seats_and_taking_over_what_lapsed_never_wait_for_each_other():
    """Guard: the session is locked before the bookings that lapsed, as everywhere."""
    session = PlannedSessionFactory(capacity=2)
    held = BookingFactory(session=session, seats=2, status="pending", expires_at=NOW)
    client = UserFactory()

    def lapse():
        with db.in_transaction():
            list(Session.objects.filter(pk=session.pk).lock())
            time.sleep(0.5)  # the other has begun meanwhile
            locked = operations.lock(pk=held.pk)
            operations.cancel(
                booking=locked, by=CancelledBy.LAPSED, reason="", refund_cents=0, now=NOW
            )

    def take():
        time.sleep(0.2)
        return buy(session, client)

    results = at_once(lapse, take)

    session.refresh_from_db()
    assert (results[0], type(results[1])) == (None, Booking), results
    assert session.seats_taken == 1


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


def test_a_session_that_shrinks_waits_for_those_who_are_taking_seats():
    """Guard: the lock on the session; behind it, session_never_oversold."""
    session = PlannedSessionFactory(capacity=6)
    client = UserFactory()

    def take_slowly():
        with db.in_transaction():
            holds.take_seats(
                session=session,
                client=client,
                service=session.service,
                terms=session.service.terms,
                seats=4,
                participants=(),
                notes="",
                now=NOW,
                until=NOON,
            )
            time.sleep(0.5)

    def shrink():
        time.sleep(0.2)
        planning.change_session(
            service=session.service,
            public_id=session.public_id,
            by=session.practitioner.user,
            capacity=3,
            now=NOW,
        )

    results = at_once(take_slowly, shrink)

    session.refresh_from_db()
    assert (results[0], type(results[1])) == (None, planning.SeatsTaken), results
    assert (session.capacity, session.seats_taken) == (6, 4)


def test_of_two_plans_that_cross_one_is_made_whole_and_the_other_not_at_all():
    """Guards: session_never_overlaps, ON CONFLICT, and all or none of the dates."""
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


def test_dates_and_a_booking_that_moves_between_them_never_wait_for_each_other():
    """Guard: the lock on the calendar.

    The booking moves from the last of the dates to the first, while the second is being looked
    at.
    """
    service = ServiceFactory(practitioner__timezone="UTC")
    open_all_week(service.practitioner)
    workshop = ServiceFactory(
        practitioner=service.practitioner, service_type="workshop", terms__capacity=5
    )
    dates = [NOON + timedelta(days=day) for day in range(3)]
    booking = BookingFactory(session=SessionFactory(service=service, starts_at=dates[2]))
    word = tokens.seal(
        tokens.SlotOffer(
            service_id=service.public_id, terms_id=service.terms_id, starts_at=dates[0]
        )
    )

    def keep_the_second_a_while():
        with db.in_transaction():
            made = SessionFactory(service=service, starts_at=dates[1])
            time.sleep(1)
            made.delete()

    def plan():
        time.sleep(0.3)
        planning.plan_sessions(
            service=workshop,
            starts=dates,
            by=service.practitioner.user,
            claim=None,
            now=NOW,
        )

    def move():
        time.sleep(0.6)
        return rescheduling.reschedule(
            public_id=booking.public_id, by=booking.client, slot=word, claim=None, now=NOW
        )

    results = at_once(keep_the_second_a_while, plan, move)

    assert results == [None, results[1], booking]
    assert isinstance(results[1], planning.SessionsCollide)
    assert [one.starts_at for one in Session.objects.standing()] == [dates[0]]


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
