from datetime import timedelta

import pytest
from django.utils import timezone

from commerce.bookings.states import BookingStatus
from marketplace.models import Service
from tests.factories import BookingFactory, ServiceFactory, SessionFactory, UserFactory
from tests.factories.bookings import NOON
from tests.factories.practitioners import PlaceFactory
from tests.factories.schedules import open_all_week

pytestmark = pytest.mark.django_db


@pytest.fixture
def service() -> Service:
    service = ServiceFactory()
    open_all_week(service.practitioner)
    return service


def availability(api, service, **params):
    return api().get(
        f"/api/v1/practitioners/{service.practitioner.slug}/availability/",
        {"service": service.slug, **params},
    )


def test_availability_is_told_by_day_with_a_word_for_each_slot(api, service):
    answer = availability(api, service)

    data = answer.json()["data"]
    assert answer.status_code == 200
    assert data["timezone"] == "Europe/Lisbon"
    assert {tuple(slot) for day in data["days"] for slot in day["slots"]} == {
        ("start_time", "end_time", "slot")
    }


def test_availability_costs_the_same_queries_however_much_is_busy(
    api, service, django_assert_num_queries
):
    start = timezone.now() + timedelta(days=3)
    for day in range(20):
        SessionFactory(service=service, starts_at=start + timedelta(days=day))

    with django_assert_num_queries(5):  # the service; hours, overrides, time away; what is busy
        availability(api, service)


def test_the_days_are_those_of_the_zone_that_was_asked_for(api, service):
    data = availability(api, service, timezone="Pacific/Auckland").json()["data"]

    assert data["timezone"] == "Pacific/Auckland"
    assert {slot["start_time"][-1] for day in data["days"] for slot in day["slots"]} == {"Z"}


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"timezone": "Mars/Olympus"}, "timezone"),
        ({"from": "soon"}, "from"),
        ({"from": "2027-03-02", "to": "2027-03-01"}, "to"),
        ({"from": "2027-03-01", "to": "2027-05-03"}, "to"),
    ],
)
def test_a_question_that_makes_no_sense_says_where(api, service, params, field):
    answer = availability(api, service, **params)

    assert (answer.status_code, answer.json()["code"]) == (400, "validation_error")
    assert list(answer.json()["errors"]) == [field]


def test_the_availability_of_what_is_not_on_sale_does_not_exist(api, service):
    Service.objects.update(is_listed=False)

    assert availability(api, service).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_costs_the_same_queries_however_many(api, count, django_assert_num_queries):
    first = BookingFactory()
    for day in range(1, count):
        BookingFactory(client=first.client, session__starts_at=NOON + timedelta(days=day))

    # the caller; how many; the bookings; who sits in them; the sessions of courses
    with django_assert_num_queries(5):
        answer = api(first.client).get("/api/v1/bookings/")

    assert answer.json()["data"]["count"] == count


def test_other_people_s_bookings_do_not_exist(api):
    booking, stranger = BookingFactory(), UserFactory()

    for method, path in [
        ("get", ""),
        ("patch", ""),
        ("get", "cancel/quote/"),
        ("post", "cancel/"),
    ]:
        answer = getattr(api(stranger), method)(
            f"/api/v1/bookings/{booking.public_id}/{path}",
            {"notes": "x"} if method == "patch" else {},
        )
        assert (answer.status_code, answer.json()["data"]) == (404, None), (method, path)
    assert api(stranger).get("/api/v1/bookings/").json()["data"]["count"] == 0


@pytest.mark.parametrize(
    ("status", "street"),
    [
        (BookingStatus.PENDING, ""),
        (BookingStatus.CONFIRMED, "Rua das Flores 12"),
        (BookingStatus.COMPLETED, "Rua das Flores 12"),
    ],
)
def test_the_street_is_told_once_the_seat_is_firm(api, status, street):
    booking = BookingFactory(
        status=status, expires_at=NOON, session__service__location_type="in_person"
    )
    booking.service.place = PlaceFactory(
        practitioner=booking.service.practitioner, name="Casa Clara", address="Rua das Flores 12"
    )
    booking.service.save()

    answer = api(booking.client).get(f"/api/v1/bookings/{booking.public_id}/")

    assert answer.json()["data"]["session"]["location"] == {
        "type": "in_person",
        "name": "Casa Clara" if street else "",
        "address": street,
        "city": "Lisbon",
        "region": "",
        "country": "PT",
    }


def test_a_practitioner_sees_who_comes_and_a_client_does_not_see_themselves(api):
    booking = BookingFactory()

    seen = {
        user: api(user).get(f"/api/v1/bookings/{booking.public_id}/").json()["data"]["client"]
        for user in (booking.client, booking.service.practitioner.user)
    }

    assert list(seen.values()) == [
        None,
        {"id": str(booking.client.public_id), "name": "Clara"},
    ]


def test_only_the_notes_of_a_booking_can_be_changed(api):
    booking = BookingFactory()
    path = f"/api/v1/bookings/{booking.public_id}/"

    refused = api(booking.client).patch(path, {"notes": "New", "price_cents": 1})
    changed = api(booking.client).patch(path, {"notes": "I bring a mat."})

    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["price_cents"])
    assert changed.json()["data"]["notes"] == "I bring a mat."


def test_upcoming_and_history_share_the_bookings_between_them(api):
    client = UserFactory()
    to_come = BookingFactory(client=client, session__starts_at=timezone.now() + timedelta(days=1))
    over = BookingFactory(client=client, session__starts_at=timezone.now() - timedelta(days=1))

    listed = {
        name: [
            row["id"]
            for row in api(client).get(f"/api/v1/bookings/{name}/").json()["data"]["results"]
        ]
        for name in ("upcoming", "history")
    }

    assert listed == {"upcoming": [str(to_come.public_id)], "history": [str(over.public_id)]}


def test_an_unknown_filter_names_the_allowed_ones(api):
    answer = api(UserFactory()).get("/api/v1/bookings/?colour=red&ordering=-price")

    assert answer.status_code == 400
    assert "status" in answer.json()["errors"]["colour"][0]
