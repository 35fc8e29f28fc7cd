"""What the database refuses; each of these fails when the constraint it names is dropped."""

from datetime import timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from commerce.models import Booking, BookingParticipant, CalendarFeed, Session
from tests.factories import BookingFactory, UserFactory
from tests.factories.bookings import NOON
from tests.refusals import refused

pytestmark = pytest.mark.django_db


def in_two_seats():
    booking, client = Booking.objects.get(), UserFactory()
    for seat in (1, 2):
        BookingParticipant.objects.create(booking=booking, seat=seat, user=client)


def feeds(*, user=None, digest=None):
    for number in range(2):
        CalendarFeed.objects.create(
            user=user or UserFactory(), digest=digest or f"{number}", made_at=NOON
        )


BEYOND = DateTimeTZRange(NOON, NOON + timedelta(hours=2))
REFUSED = {
    "session_has_room": lambda: Session.objects.update(capacity=0, seats_taken=0),
    "session_lies_within_its_blocked_time": lambda: Session.objects.update(period=BEYOND),
    "booking_has_a_session_unless_unscheduled": lambda: Booking.objects.update(session=None),
    "booking_cancelled_by_somebody_at_some_time": lambda: Booking.objects.update(
        status="cancelled", cancelled_at=NOON
    ),
    "booking_confirmed_at_some_time": lambda: Booking.objects.update(confirmed_at=None),
    "booking_pending_expires": lambda: Booking.objects.update(status="pending"),
    "booking_gives_back_no_more_than_its_price": lambda: Booking.objects.update(refund_cents=8001),
    "booking_participant_once": in_two_seats,
    "commerce_calendarfeed.user_id": lambda: feeds(user=UserFactory()),
    "commerce_calendarfeed.digest": lambda: feeds(digest="same"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_the_database_refuses(name):
    BookingFactory()

    with refused(name):
        REFUSED[name]()
