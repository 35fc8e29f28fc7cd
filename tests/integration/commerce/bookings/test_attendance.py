from datetime import timedelta

import pytest
from django.utils import timezone

from commerce.bookings import operations
from commerce.models import Booking, BookingParticipant
from tests.factories import BookingFactory, PlannedSessionFactory, PractitionerFactory, UserFactory
from tests.factories.bookings import NOON

pytestmark = pytest.mark.django_db

LAST = NOON + timedelta(hours=1) + timedelta(hours=48)


@pytest.fixture
def booking() -> Booking:
    booking = BookingFactory(session=PlannedSessionFactory(), seats=2)
    for seat in (1, 2):
        BookingParticipant.objects.create(booking=booking, seat=seat, name=f"Guest {seat}")
    return booking


def said(booking, attended, *, by=None, now=NOON):
    operations.record_attendance(
        public_id=booking.public_id,
        by=by or booking.service.practitioner.user,
        attended=attended,
        now=now,
    )


def came(booking):
    return list(booking.participants.values_list("seat", "attended"))


def test_who_came_is_written_down_by_seat_and_can_be_put_right(booking):
    said(booking, {1: True})
    assert came(booking) == [(1, True), (2, None)]

    said(booking, {1: False, 2: True}, now=LAST)
    assert came(booking) == [(1, False), (2, True)]


@pytest.mark.parametrize("now", [NOON - timedelta(seconds=1), LAST + timedelta(seconds=1)])
def test_it_is_said_from_the_start_until_48_hours_after_the_end(booking, now):
    with pytest.raises(operations.AttendanceClosed):
        said(booking, {1: True}, now=now)

    assert came(booking) == [(1, None), (2, None)]


@pytest.mark.parametrize("who", ["client", "colleague"])
def test_only_the_practitioner_says_it(booking, who):
    by = booking.client if who == "client" else PractitionerFactory().user

    with pytest.raises(operations.BookingNotFound):
        said(booking, {1: True}, by=by)


def test_nobody_comes_in_a_seat_that_was_not_paid(booking):
    Booking.objects.update(status="pending", expires_at=NOON)

    with pytest.raises(operations.BookingClosed):
        said(booking, {1: True})


def test_a_seat_that_is_not_there_is_named_and_nothing_is_written(booking):
    with pytest.raises(operations.NoSuchSeat) as refusal:
        said(booking, {1: True, 3: True})

    assert refusal.value.details == {"participants": ["There is no seat 3."]}
    assert came(booking) == [(1, None), (2, None)]


def address(booking):
    return f"/api/v1/bookings/{booking.public_id}/attendance/"


def test_the_practitioner_says_who_came_and_sees_it_on_the_card(api):
    start = timezone.now() - timedelta(minutes=5)
    booking = BookingFactory(session=PlannedSessionFactory(starts_at=start), seats=2)
    for seat in (1, 2):
        BookingParticipant.objects.create(booking=booking, seat=seat, name=f"Guest {seat}")
    body = {"participants": [{"seat": 2, "attended": False}]}

    answer = api(booking.service.practitioner.user).post(address(booking), body)

    assert answer.status_code == 200
    assert (answer.json()["data"]["seats"], answer.json()["data"]["participants"]) == (
        2,
        [
            {"seat": 1, "name": "Guest 1", "attended": None},
            {"seat": 2, "name": "Guest 2", "attended": False},
        ],
    )
    assert api(booking.client).post(address(booking), body).status_code == 404
    assert api(UserFactory()).post(address(booking), body).status_code == 404
    assert api().post(address(booking), body).status_code == 401


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"participants": []},
        {"participants": [{"seat": 1}]},
        {"participants": [{"seat": 1, "attended": True, "notes": "late"}]},
    ],
)
def test_an_answer_that_makes_no_sense_says_where(api, booking, body):
    answer = api(booking.service.practitioner.user).post(address(booking), body)

    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["participants"])
