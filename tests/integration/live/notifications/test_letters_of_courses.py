"""A course in the letters: told as a whole, with every session and the rule for courses."""

from datetime import timedelta

import icalendar
import pytest
from django.core import mail
from django.utils import timezone

from commerce.bookings import planning
from commerce.checkout.seats import Guests, book_seats
from tests.factories import ServiceFactory, UserFactory
from tests.integration.commerce.checkout import steps

pytestmark = pytest.mark.django_db

NOW = timezone.now().replace(microsecond=0)
FIRST = NOW + timedelta(days=10)


@pytest.fixture
def run(db):
    """Three evenings for $90."""
    course = ServiceFactory(service_type="course", terms__capacity=5, terms__price_cents=9000)
    return planning.plan_sessions(
        service=course,
        starts=[FIRST + timedelta(weeks=week) for week in range(3)],
        by=course.practitioner.user,
        claim=None,
        now=NOW,
    )


@pytest.fixture
def booking(run, stripe_sandbox, relay):
    held = book_seats(
        client=UserFactory(),
        service_id=run[0].service.public_id,
        session_id=run[0].public_id,
        guests=Guests(),
        notes="",
        claim=None,
        now=NOW,
    )
    paid = steps.booking_of(steps.paid(steps.order_of(held), now=NOW))
    relay()
    return paid


def letters_to(user):
    return [sent for sent in mail.outbox if sent.to == [user.email]]


def events_of(sent):
    [part] = [p for p in sent.message().walk() if p.get_content_type() == "text/calendar"]
    return icalendar.Calendar.from_ical(part.get_payload(decode=True)).walk("VEVENT")


def test_a_course_is_confirmed_in_one_letter_with_every_session(booking, run):
    [sent] = letters_to(booking.client)
    [told] = letters_to(run[0].practitioner.user)

    assert all(f"Session {number}" in one.body for one in (sent, told) for number in (1, 2, 3))
    assert "$90.00 (100%) comes back" in sent.body
    assert "$30.00 (33%) comes back" in sent.body
    assert [event.start for event in events_of(sent)] == [one.starts_at for one in run]
    assert {str(event["uid"]) for event in events_of(sent)} == {
        str(part.public_id) for part in booking.parts.all()
    }


def test_a_session_that_is_called_off_is_told_by_itself(booking, run, relay):
    planning.call_off_session(
        service=run[1].service,
        public_id=run[1].public_id,
        by=run[1].practitioner.user,
        reason="I have the flu.",
        now=NOW,
    )
    relay()

    # the confirmation, that it was cancelled, and that money comes back
    [_, cancelled, _] = letters_to(booking.client)
    assert "I have the flu." in cancelled.body
    assert "$30.00" in cancelled.body
    [event] = events_of(cancelled)
    assert (event.start, str(event["status"])) == (run[1].starts_at, "CANCELLED")


def test_a_course_that_is_given_up_is_told_once_with_what_was_to_come(booking, run, relay):
    steps.cancelled(booking, by=booking.client, now=FIRST + timedelta(hours=2))
    relay()

    [_, cancelled, _] = letters_to(booking.client)
    assert "Session 1" not in cancelled.body
    assert all(f"Session {number}" in cancelled.body for number in (2, 3))
    assert "$60.00" in cancelled.body


def test_a_course_is_a_file_with_all_its_sessions(api, booking, run):
    answer = api(booking.client).get(f"/api/v1/bookings/{booking.public_id}/calendar.ics")

    events = icalendar.Calendar.from_ical(b"".join(answer)).walk("VEVENT")
    assert [event.start for event in events] == [one.starts_at for one in run]
