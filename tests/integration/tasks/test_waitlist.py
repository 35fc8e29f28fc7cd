"""Those who wait are served by facts at once, and by the clock whatever happens."""

from datetime import timedelta

import pytest
from django.utils import timezone

from commerce.models import Session, WaitlistEntry
from estuary.kernel import db, events
from live.models import Notification
from marketplace.schedules.events import ScheduleChanged
from tasks import waitlist
from tests.factories import (
    BookingFactory,
    PlannedSessionFactory,
    ServiceFactory,
    SessionFactory,
    WeeklyHoursFactory,
)
from tests.factories.schedules import open_all_week
from tests.integration.commerce.bookings import waits

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def session(now):
    return PlannedSessionFactory(capacity=1, starts_at=now + timedelta(days=10))


@pytest.fixture
def whole(now):
    """From six in the morning, ten days from now."""
    return (now + timedelta(days=10)).replace(hour=6, minute=0, second=0, microsecond=0)


@pytest.fixture
def taken(whole):
    """A day on which everything is taken."""
    service = ServiceFactory()
    open_all_week(service.practitioner)
    return BookingFactory(
        session=SessionFactory(service=service, starts_at=whole, lasts=timedelta(hours=14))
    )


def past(entry) -> None:
    """The deadline of an offer is over."""
    moment = timezone.now() - timedelta(seconds=1)
    WaitlistEntry.objects.filter(pk=entry.pk).update(
        offered_at=moment - timedelta(hours=12), offered_until=moment
    )


def told() -> list[tuple[int, str]]:
    kinds = ("waitlist_offered", "waitlist_lapsed")
    rows = Notification.objects.filter(kind__in=kinds).order_by("pk")
    return list(rows.values_list("user_id", "kind"))


def test_a_seat_that_gets_free_is_told_to_the_first_and_when_it_lapses_to_the_next(
    session, now, relay
):
    [booking] = waits.full(session)
    first, second = waits.in_line(session, now=now), waits.in_line(session, now=now)
    waits.cancelled(booking, now=now)
    relay()
    past(first)

    for _ in range(2):
        waitlist.serve_waitlists()
        relay()

    assert waits.statuses(first, second) == ["lapsed", "offered"]
    assert told() == [
        (first.client_id, "waitlist_offered"),
        (first.client_id, "waitlist_lapsed"),
        (second.client_id, "waitlist_offered"),
    ]


def test_a_cancelled_session_s_time_is_offered_by_the_fact_of_it(taken, whole, now, relay):
    entry = waits.in_line_for(taken.service, whole.date(), now=now)

    waits.cancelled(taken, now=now)
    relay()

    assert waits.statuses(entry) == ["offered"]
    assert told() == [(entry.client_id, "waitlist_offered")]


def test_other_hours_are_offered_by_the_fact_of_them(taken, whole, now, relay):
    entry = waits.in_line_for(taken.service, whole.date(), now=now)
    WeeklyHoursFactory(
        practitioner=taken.service.practitioner,
        weekday=whole.weekday(),
        start_time="21:30",
        end_time="23:00",
    )

    with db.in_transaction():
        events.record(ScheduleChanged(practitioner_id=taken.service.practitioner_id))
    relay()

    assert waits.statuses(entry) == ["offered"]


def test_the_clock_finds_what_no_fact_told(taken, whole, now):
    entry = waits.in_line_for(taken.service, whole.date(), now=now)
    Session.objects.update(called_off_at=now)

    for _ in range(2):
        waitlist.serve_waitlists()

    assert waits.statuses(entry) == ["offered"]
    assert waits.facts("offered") == [entry.pk]


def test_an_offered_time_that_lapses_can_be_booked_next_again(taken, whole, now, relay):
    entry = waits.in_line_for(taken.service, whole.date(), now=now)
    waits.cancelled(taken, now=now)
    relay()
    past(entry)
    Session.objects.filter(waitlist=entry).update(held_until=now)

    waitlist.serve_waitlists()
    relay()

    assert waits.statuses(entry) == ["lapsed"]
    assert not Session.objects.standing().exists()


def test_an_offer_that_was_left_before_it_could_be_told_is_not_told(session, now, relay):
    [booking] = waits.full(session)
    entry = waits.in_line(session, now=now)
    waits.cancelled(booking, now=now)
    waits.left(entry, now=now)

    relay()

    assert told() == []
