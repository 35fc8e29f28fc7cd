"""Many at once. Each of these fails when the guard it names is taken away."""

from datetime import timedelta

import pytest

from commerce.bookings import holds, waitlist
from commerce.bookings.holds import SessionFull, SlotTaken
from commerce.models import Booking, Session, WaitlistEntry
from tests.factories import (
    BookingFactory,
    PlannedSessionFactory,
    ServiceFactory,
    SessionFactory,
    UserFactory,
    WeeklyHoursFactory,
)
from tests.factories.bookings import NOON
from tests.integration.commerce.bookings import waits
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)

NOW = NOON - timedelta(days=3)
LATER = NOW + timedelta(hours=12)
BUYERS = 20


@pytest.fixture
def session() -> Session:
    return PlannedSessionFactory(capacity=1)


@pytest.fixture
def line(session):
    """Three who wait for the one seat."""
    [booking] = waits.full(session)
    entries = [waits.in_line(session, now=NOW) for _ in range(3)]
    return booking, entries


def test_of_twenty_racers_nobody_gets_the_seat_that_is_freed_for_the_line(session, line):
    """Guard: a freed seat is offered in the transaction that frees it, under the session's lock."""
    booking, entries = line
    strangers = UserFactory.create_batch(BUYERS - 3, password="x")
    racers = [*strangers, *(entry.client for entry in entries[1:])]

    results = at_once(
        lambda: waits.cancelled(booking, now=NOW),
        *[lambda one=one: waits.bought(session, one, now=NOW) for one in racers],
    )

    assert results[0] is None
    assert [type(one) for one in results[1:]] == [SessionFull] * len(racers)
    assert waits.statuses(*entries) == ["offered", "waiting", "waiting"]
    assert waits.facts("offered") == [entries[0].pk]
    assert waits.bought(session, entries[0].client, now=NOW)


def test_an_offer_that_lapses_goes_on_once_however_many_sweep_and_buy(session, line):
    """Guard: the session's lock, under which the line is read again."""
    booking, entries = line
    waits.cancelled(booking, now=NOW)
    strangers = UserFactory.create_batch(8, password="x")

    results = at_once(
        *[lambda: waitlist.serve_session(session_id=session.pk, now=LATER)] * 4,
        *[lambda one=one: waits.bought(session, one, now=LATER) for one in strangers],
    )

    assert results[:4] == [None] * 4
    assert [type(one) for one in results[4:]] == [SessionFull] * len(strangers)
    assert waits.statuses(*entries) == ["lapsed", "offered", "waiting"]
    assert waits.facts("offered") == [entries[0].pk, entries[1].pk]
    assert waits.facts("lapsed") == [entries[0].pk]


def test_one_offer_is_taken_once_however_often_it_is_booked_at_once(session, line):
    """Guard: the offer is read again under its lock."""
    booking, entries = line
    waits.cancelled(booking, now=NOW)

    results = at_once(*[lambda: waits.bought(session, entries[0].client, now=NOW)] * 6)

    assert sum(isinstance(one, Booking) for one in results) == 1, results
    assert sum(isinstance(one, SessionFull) for one in results) == 5, results
    assert waits.statuses(entries[0]) == ["booked"]


def test_leaving_and_booking_at_once_leave_nothing_half(session, line):
    """Guard: both lock the session first, then the entry."""
    booking, entries = line
    waits.cancelled(booking, now=NOW)
    first = entries[0]

    at_once(
        lambda: waits.bought(session, first.client, now=NOW),
        lambda: waitlist.leave(public_id=first.public_id, by=first.client, now=NOW),
    )

    found = waits.statuses(*entries)
    assert found in (["booked", "waiting", "waiting"], ["left", "offered", "waiting"])
    assert Session.objects.get(pk=session.pk).seats_taken == 1


def test_one_client_joins_once_however_often_they_ask_at_once(session, line):
    """Guard: the session's lock, and waitlist_once_in_line_for_a_session behind it."""
    client = UserFactory()

    results = at_once(*[lambda: waits.in_line(session, now=NOW, client=client)] * 6)

    assert sum(isinstance(one, WaitlistEntry) for one in results) == 1, results
    assert sum(isinstance(one, waitlist.AlreadyWaiting) for one in results) == 5, results


def test_the_freed_times_of_a_day_are_offered_once_each_however_many_sweep_and_book():
    """Guards: that a free time is for those who wait, and session_never_overlaps."""
    service = ServiceFactory()
    WeeklyHoursFactory(practitioner=service.practitioner, end_time="11:30")
    nine = NOON - timedelta(hours=3)
    both = SessionFactory(service=service, starts_at=nine, lasts=timedelta(hours=2.25))
    booking = BookingFactory(session=both)
    entries = [waits.in_line_for(service, nine.date(), now=NOW) for _ in range(3)]
    waits.cancelled(booking, now=NOW)

    def serve():
        waitlist.serve_day(practitioner_id=service.practitioner_id, day=nine.date(), now=NOW)

    strangers = UserFactory.create_batch(8, password="x")
    results = at_once(
        *[serve] * 4,
        *[lambda one=one: waits.held(service, one, nine, now=NOW) for one in strangers],
    )

    assert results[:4] == [None] * 4
    assert [type(one) for one in results[4:]] == [SlotTaken] * len(strangers)
    assert waits.statuses(*entries) == ["offered", "offered", "waiting"]
    assert waits.facts("offered") == [entries[0].pk, entries[1].pk]
    assert isinstance(waits.held(service, entries[0].client, nine, now=NOW), Booking)
    with pytest.raises(holds.SlotTaken):
        waits.held(service, entries[0].client, nine, now=NOW)
