"""Bookings in people's calendars: as a file, and as an address to subscribe to."""

from datetime import timedelta

import icalendar
import pytest
from django.core.cache import cache
from django.utils import timezone

from commerce.bookings import holds, operations
from commerce.bookings.states import BookingStatus, CancelledBy
from commerce.models import Booking, CalendarFeed
from estuary.kernel import db
from tests.factories import BookingFactory, PlaceFactory, ServiceFactory, UserFactory

pytestmark = pytest.mark.django_db

NOW = timezone.now()
FEED = "/api/v1/calendar/feed/"


@pytest.fixture
def address(api):
    """The path of a person's new calendar address."""

    def made(user):
        url = api(user).post(FEED).json()["data"]["url"]
        assert url.startswith("http://testserver/api/v1/calendar/")
        return url.removeprefix("http://testserver")

    return made


def events(answer):
    assert answer.status_code == 200, answer.content
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    return icalendar.Calendar.from_ical(answer.content).events


def path(booking):
    return f"/api/v1/bookings/{booking.public_id}/calendar.ics"


def cancel(booking, now=NOW):
    with db.in_transaction():
        operations.cancel(
            booking=operations.lock(pk=booking.pk),
            by=CancelledBy.CLIENT,
            reason="",
            refund_cents=0,
            now=now,
        )


# --- one booking ---


def test_each_side_saves_the_booking_with_the_other_in_its_title(api):
    booking = BookingFactory()

    seen = {
        reader: events(api(reader).get(path(booking)))[0]
        for reader in (booking.client, booking.service.practitioner.user)
    }

    assert [str(event["SUMMARY"]) for event in seen.values()] == [
        "Breathwork for sleep with Inês Duarte",
        "Breathwork for sleep with Clara Client",
    ]
    assert {str(event["UID"]) for event in seen.values()} == {str(booking.public_id)}
    assert [str(event["URL"]) for event in seen.values()] == [
        f"http://frontend.test/bookings/{booking.public_id}",
        f"http://frontend.test/practice/bookings/{booking.public_id}",
    ]


def test_it_is_saved_under_a_name_and_kept_by_nobody_between(api):
    booking = BookingFactory()

    answer = api(booking.client).get(path(booking), HTTP_ACCEPT="text/calendar")

    assert answer["Content-Disposition"] == (
        f'attachment; filename="booking-{booking.public_id}.ics"'
    )
    assert answer["Cache-Control"] == "private, no-cache"
    assert booking.client.email.encode() not in answer.content


def test_other_people_s_bookings_have_no_file(api):
    booking, stranger = BookingFactory(), UserFactory()

    refused = api(stranger).get(path(booking), HTTP_ACCEPT="text/calendar")
    nobody = api().get(path(booking))

    assert (refused.status_code, refused.json()["code"]) == (404, "not_found")
    assert (nobody.status_code, nobody.json()["code"]) == (401, "not_authenticated")


def test_a_seat_without_a_time_has_no_file(api):
    booking = BookingFactory(
        status=BookingStatus.UNSCHEDULED, session=None, service=ServiceFactory()
    )

    assert api(booking.client).get(path(booking)).status_code == 404


@pytest.mark.parametrize(
    ("status", "firm", "place"),
    [
        (BookingStatus.PENDING, "TENTATIVE", "Lisbon"),
        (BookingStatus.CONFIRMED, "CONFIRMED", "Casa Clara, Rua das Flores 12, Lisbon"),
        (BookingStatus.COMPLETED, "CONFIRMED", "Casa Clara, Rua das Flores 12, Lisbon"),
    ],
)
def test_the_file_says_how_firm_it_is_and_the_street_once_it_is(api, status, firm, place):
    booking = BookingFactory(status=status, expires_at=NOW)
    booking.service.place = PlaceFactory(
        practitioner=booking.service.practitioner, name="Casa Clara", address="Rua das Flores 12"
    )
    booking.service.save()

    [event] = events(api(booking.client).get(path(booking)))

    assert (event["STATUS"], event["LOCATION"]) == (firm, place)


def test_cancelling_raises_the_sequence_and_keeps_the_uid(api):
    booking = BookingFactory(session__starts_at=NOW + timedelta(days=2))

    cancel(booking)

    [event] = events(api(booking.client).get(path(booking)))
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == (
        str(booking.public_id),
        1,
        "CANCELLED",
    )


def test_a_seat_that_lapsed_and_was_taken_again_is_newer_than_both():
    booking = BookingFactory(
        status=BookingStatus.PENDING,
        confirmed_at=None,
        expires_at=NOW,
        session__starts_at=NOW + timedelta(days=2),
    )
    with db.in_transaction():
        operations.cancel(
            booking=operations.lock(pk=booking.pk),
            by=CancelledBy.LAPSED,
            reason="",
            refund_cents=0,
            now=NOW,
        )
    with db.in_transaction():
        assert holds.confirm(booking=operations.lock(pk=booking.pk), now=NOW)
    with db.in_transaction():
        holds.confirm(booking=operations.lock(pk=booking.pk), now=NOW)

    assert Booking.objects.get().calendar_sequence == 2


def test_confirming_a_held_seat_is_its_first_version():
    booking = BookingFactory(status=BookingStatus.PENDING, confirmed_at=None, expires_at=NOW)

    with db.in_transaction():
        holds.confirm(booking=operations.lock(pk=booking.pk), now=NOW)

    assert Booking.objects.get().calendar_sequence == 0


# --- the feed ---


def at(days, **fields):
    return BookingFactory(session__starts_at=NOW + timedelta(days=days), **fields)


def test_a_feed_holds_what_is_to_come_and_ninety_days_of_what_was(api, address):
    user = UserFactory()
    shown = [at(-89, client=user, status=BookingStatus.COMPLETED), at(3, client=user)]
    at(-91, client=user, status=BookingStatus.COMPLETED)
    at(5)  # somebody else's

    found = events(api().get(address(user)))

    assert [event["UID"] for event in found] == [str(booking.public_id) for booking in shown]


def test_a_practitioner_s_feed_holds_both_sides(api, address):
    given = at(3)
    practitioner = given.service.practitioner.user
    taken = at(4, client=practitioner)

    found = events(api().get(address(practitioner)))

    assert {str(event["UID"]): str(event["SUMMARY"]) for event in found} == {
        str(given.public_id): "Breathwork for sleep with Clara Client",
        str(taken.public_id): "Breathwork for sleep with Inês Duarte",
    }


def test_a_cancelled_booking_stays_in_the_feed_as_cancelled(api, address):
    booking = at(3)
    cancel(booking)

    [event] = events(api().get(address(booking.client)))

    assert (event["STATUS"], event["SEQUENCE"]) == ("CANCELLED", 1)


def test_a_seat_that_was_never_firm_is_in_no_feed(api, address):
    booking = at(3, status=BookingStatus.PENDING, confirmed_at=None, expires_at=NOW)

    assert events(api().get(address(booking.client))) == []


@pytest.mark.parametrize("count", [1, 3])
def test_a_feed_costs_the_same_queries_however_many(api, address, count, django_assert_num_queries):
    user = UserFactory()
    for day in range(count):
        booking = at(day + 1, client=user)
        booking.service.place = PlaceFactory(practitioner=booking.service.practitioner)
        booking.service.save()
    secret = address(user)

    with django_assert_num_queries(2):  # whose it is; the bookings
        assert len(events(api().get(secret))) == count


def test_an_unchanged_feed_is_not_sent_again(api, address):
    booking = at(3)
    secret = address(booking.client)
    first = api().get(secret)

    again = api().get(secret, HTTP_IF_NONE_MATCH=first["ETag"])
    cancel(booking)
    changed = api().get(secret, HTTP_IF_NONE_MATCH=first["ETag"])

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert changed.status_code == 200


def test_the_token_is_long_random_and_kept_as_a_digest_only(address):
    user = UserFactory()

    token = address(user).rpartition("/")[2].removesuffix(".ics")

    assert len(token) >= 43
    assert token not in repr(list(CalendarFeed.objects.values()))


def test_a_new_address_ends_the_one_before(api, address):
    user = UserFactory()
    old, new = address(user), address(user)

    assert [api().get(secret).status_code for secret in (old, new)] == [404, 200]
    assert CalendarFeed.objects.count() == 1


def test_an_ended_address_is_gone_and_its_owner_sees_so(api, address):
    user = UserFactory()
    secret = address(user)
    before = api(user).get(FEED).json()["data"]

    ended = api(user).delete(FEED)

    assert before["is_open"] is True
    assert (ended.status_code, api().get(secret).status_code) == (204, 404)
    assert api(user).get(FEED).json()["data"] == {"is_open": False, "made_at": None}
    assert api(user).delete(FEED).status_code == 204


def test_the_address_is_told_once_and_never_stored_by_browsers(api):
    user = UserFactory()

    made = api(user).post(FEED)
    asked = api(user).get(FEED)

    assert made["Cache-Control"] == "no-store"
    assert list(made.json()["data"]) == ["url"]
    assert "url" not in asked.json()["data"]


def test_nobody_makes_an_address_without_signing_in(api):
    assert {getattr(api(), method)(FEED).status_code for method in ("get", "post", "delete")} == {
        401
    }


def test_a_closed_account_has_no_feed(api, address):
    user = UserFactory()
    secret = address(user)
    user.is_active = False
    user.save()

    answer = api().get(secret)

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_an_unknown_token_is_not_found_in_the_envelope(api):
    answer = api().get("/api/v1/calendar/guessed.ics", HTTP_ACCEPT="text/calendar")

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_one_address_is_read_so_often_and_others_are_not_held_up_by_it(api, address, settings):
    settings.THROTTLE_FEED = "2/hour"
    cache.clear()
    one, other = address(UserFactory()), address(UserFactory())

    statuses = [api().get(secret).status_code for secret in (one, one, one, other)]

    assert statuses == [200, 200, 429, 200]


def test_guesses_are_counted_by_who_guesses_and_not_against_what_is_known(api, address, settings):
    settings.THROTTLE_ANONYMOUS = "2/hour"
    cache.clear()
    secret = address(UserFactory())

    guesses = [api().get(f"/api/v1/calendar/guess{n}.ics") for n in range(3)]

    assert [guess.status_code for guess in guesses] == [404, 404, 429]
    assert guesses[-1].json()["code"] == "throttled"
    assert api().get(secret).status_code == 200
