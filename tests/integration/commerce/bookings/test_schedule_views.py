from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from commerce.models import Session
from marketplace.models import Service
from tests.factories import (
    BookingFactory,
    PlannedSessionFactory,
    PractitionerFactory,
    ServiceFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

LISBON = ZoneInfo("Europe/Lisbon")


@pytest.fixture
def soon() -> datetime:
    return (timezone.now() + timedelta(days=10)).replace(minute=0, second=0, microsecond=0)


@pytest.fixture
def workshop() -> Service:
    return ServiceFactory(service_type="workshop", terms__capacity=20)


def address(service, session=None):
    tail = f"{session.public_id}/" if session else ""
    return f"/api/v1/services/{service.slug}/schedule/{tail}"


def listed(answer):
    return answer.json()["data"]["results"]


def stamp(moment):
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def test_everybody_sees_the_dates_to_come_with_the_seats_that_are_left(api, workshop, soon):
    session = PlannedSessionFactory(service=workshop, starts_at=soon)
    BookingFactory(session=session, seats=3)
    lapsed = timezone.now() - timedelta(minutes=1)
    BookingFactory(session=session, seats=2, status="pending", expires_at=lapsed)
    PlannedSessionFactory(service=workshop, starts_at=timezone.now() - timedelta(minutes=30))
    day = timedelta(days=1)
    PlannedSessionFactory(service=workshop, starts_at=soon + day, called_off_at=soon)
    PlannedSessionFactory(starts_at=soon)

    answer = api().get(address(workshop))

    assert listed(answer) == [
        {
            "id": str(session.public_id),
            "start_time": stamp(soon),
            "end_time": stamp(soon + timedelta(hours=1)),
            "timezone": "Europe/Lisbon",
            "capacity": 20,
            "available_spots": 17,
            "series": str(session.series),
            "number": None,
        }
    ]


def test_what_is_known_already_is_not_sent_again(api, workshop, soon):
    PlannedSessionFactory(service=workshop, starts_at=soon)
    first = api().get(address(workshop))

    again = api().get(address(workshop), headers={"If-None-Match": first["ETag"]})
    BookingFactory(session=Session.objects.get())
    changed = api().get(address(workshop), headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, changed.status_code) == (304, 200)


def test_dates_can_be_asked_for_from_a_day_of_the_zone_on(api, workshop, soon):
    for days in (0, 1, 2):
        PlannedSessionFactory(service=workshop, starts_at=soon + timedelta(days=days))
    day = (soon + timedelta(days=1)).astimezone(LISBON).date()

    answer = api().get(address(workshop), {"from": day.isoformat(), "page_size": 1})

    assert answer.json()["data"]["count"] == 2
    assert [row["start_time"] for row in listed(answer)] == [stamp(soon + timedelta(days=1))]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_queries_however_many(
    api, workshop, soon, count, django_assert_num_queries
):
    for day in range(count):
        session = PlannedSessionFactory(service=workshop, starts_at=soon + timedelta(days=day))
        BookingFactory.create_batch(count, session=session)

    with django_assert_num_queries(3):  # the service; how many; the dates
        answer = api().get(address(workshop))

    assert answer.json()["data"]["count"] == count


@pytest.mark.parametrize(("query", "field"), [("from=soon", "from"), ("colour=red", "colour")])
def test_a_question_that_makes_no_sense_says_where(api, workshop, query, field):
    answer = api().get(f"{address(workshop)}?{query}")

    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])


def test_the_dates_of_what_is_not_on_sale_are_there_for_its_owner_only(api, workshop, soon):
    PlannedSessionFactory(service=workshop, starts_at=soon)
    Service.objects.update(is_listed=False)

    assert api().get(address(workshop)).status_code == 404
    assert api(UserFactory()).get(address(workshop)).status_code == 404
    assert len(listed(api(workshop.practitioner.user).get(address(workshop)))) == 1


def test_a_service_that_is_sold_by_slot_has_no_dates(api, soon):
    service = ServiceFactory()

    answer = api(service.practitioner.user).post(address(service), {"starts": [stamp(soon)]})

    assert (answer.status_code, answer.json()["code"]) == (409, "not_planned")
    assert listed(api().get(address(service))) == []


# --- planning ---


def test_the_owner_plans_single_dates(api, workshop, soon):
    body = {"starts": [stamp(soon)], "duration_minutes": 90, "capacity": 8}

    answer = api(workshop.practitioner.user).post(address(workshop), body)

    assert answer.status_code == 201
    [made] = answer.json()["data"]
    assert (made["start_time"], made["end_time"]) == (
        stamp(soon),
        stamp(soon + timedelta(minutes=90)),
    )
    assert (made["capacity"], made["available_spots"]) == (8, 8)


def test_the_owner_plans_a_course_by_its_first_date_and_how_it_repeats(api, soon):
    course = ServiceFactory(service_type="course", terms__capacity=6)
    body = {"start": stamp(soon), "recurrence": {"frequency": "weekly", "count": 4}}

    made = api(course.practitioner.user).post(address(course), body).json()["data"]

    walls = {
        f"{datetime.fromisoformat(one['start_time']).astimezone(LISBON):%a %H:%M}" for one in made
    }
    assert [one["number"] for one in made] == [1, 2, 3, 4]
    assert walls == {f"{soon.astimezone(LISBON):%a %H:%M}"}


def test_a_date_on_which_the_clock_skips_the_time_is_named(api, workshop):
    # Lisbon goes from one to two on the last Sunday of March.
    first = datetime(2028, 3, 19, 1, 30, tzinfo=LISBON)
    body = {"start": first.isoformat(), "recurrence": {"frequency": "weekly", "count": 3}}

    answer = api(workshop.practitioner.user).post(address(workshop), body)

    assert answer.status_code == 400
    assert answer.json()["errors"]["recurrence"] == ["On 2028-03-26 the clock skips this time."]
    assert not Session.objects.exists()


def test_dates_that_collide_are_named_and_none_is_planned(api, workshop, soon):
    PlannedSessionFactory(service=workshop, starts_at=soon)
    body = {"starts": [stamp(soon - timedelta(days=1)), stamp(soon)]}

    answer = api(workshop.practitioner.user).post(address(workshop), body)

    assert (answer.status_code, answer.json()["code"]) == (409, "sessions_collide")
    assert answer.json()["errors"] == {"starts": [stamp(soon)]}
    assert Session.objects.count() == 1


def test_the_same_key_plans_once(api, workshop, soon):
    owner, body = api(workshop.practitioner.user), {"starts": [stamp(soon)]}

    first, again = (
        owner.post(address(workshop), body, headers={"Idempotency-Key": "k"}) for _ in range(2)
    )

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert Session.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "non_field_errors"),
        ({"starts": []}, "starts"),
        ({"starts": ["2050-01-01T10:00:00"]}, "starts"),
        ({"starts": ["2001-01-01T10:00:00Z"]}, "starts"),
        ({"start": "2027-06-01T10:00:00Z"}, "non_field_errors"),
        (
            {
                "starts": ["2027-06-01T10:00:00Z"],
                "recurrence": {"frequency": "weekly", "count": 2},
            },
            "non_field_errors",
        ),
        (
            {"start": "2027-06-01T10:00:00Z", "recurrence": {"frequency": "weekly"}},
            "recurrence",
        ),
        (
            {
                "start": "2027-06-01T10:00:00Z",
                "recurrence": {"frequency": "weekly", "until": "2029-06-01"},
            },
            "recurrence",
        ),
        ({"starts": ["2027-06-01T10:00:00Z"], "price_cents": 1}, "price_cents"),
        ({"starts": ["2027-06-01T10:00:00Z"], "capacity": 0}, "capacity"),
        ({"starts": ["2027-06-01T10:00:00Z"], "duration_minutes": 1441}, "duration_minutes"),
    ],
)
def test_dates_that_make_no_sense_say_where(api, workshop, body, field):
    answer = api(workshop.practitioner.user).post(address(workshop), body)

    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])
    assert not Session.objects.exists()


# --- one date ---


def test_the_owner_gives_a_date_another_number_of_seats(api, workshop, soon):
    session = PlannedSessionFactory(service=workshop, starts_at=soon)
    BookingFactory(session=session, seats=3)
    owner = api(workshop.practitioner.user)

    changed = owner.patch(address(workshop, session), {"capacity": 4})
    refused = owner.patch(address(workshop, session), {"capacity": 2})

    assert (changed.status_code, changed.json()["data"]["available_spots"]) == (200, 1)
    assert (refused.status_code, refused.json()["code"]) == (409, "seats_taken")


def test_nothing_else_of_a_date_can_be_changed(api, workshop, soon):
    session = PlannedSessionFactory(service=workshop, starts_at=soon)

    answer = api(workshop.practitioner.user).patch(
        address(workshop, session), {"capacity": 4, "seats_taken": 0}
    )

    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["seats_taken"])


def test_the_owner_calls_off_a_date_and_says_why(api, workshop, soon):
    gone = PlannedSessionFactory(service=workshop, starts_at=soon)
    stays = PlannedSessionFactory(service=workshop, starts_at=soon + timedelta(days=1))
    owner = api(workshop.practitioner.user)

    answer = owner.delete(f"{address(workshop, gone)}?reason=I%20have%20the%20flu.")
    again = owner.delete(address(workshop, gone))

    assert answer.status_code == 204
    assert (again.status_code, again.json()["code"]) == (409, "session_not_open")
    assert [row["id"] for row in listed(api().get(address(workshop)))] == [str(stays.public_id)]
    gone.refresh_from_db()
    assert gone.called_off_because == "I have the flu."


@pytest.mark.parametrize(
    ("asker", "status"), [("nobody", 401), ("client", 404), ("colleague", 404)]
)
def test_only_the_owner_plans_changes_and_calls_off(api, workshop, soon, asker, status):
    session = PlannedSessionFactory(service=workshop, starts_at=soon)
    users = {
        "nobody": None,
        "client": UserFactory(),
        "colleague": PractitionerFactory().user,
    }
    caller = api(users[asker])

    answers = [
        caller.post(address(workshop), {"starts": [stamp(soon + timedelta(days=1))]}),
        caller.patch(address(workshop, session), {"capacity": 5}),
        caller.delete(address(workshop, session)),
    ]

    assert [answer.status_code for answer in answers] == [status] * 3
    session.refresh_from_db()
    assert (Session.objects.count(), session.capacity, session.called_off_at) == (1, 20, None)


def test_a_date_of_another_service_of_one_s_own_is_not_found_there(api, workshop, soon):
    other = PlannedSessionFactory(
        service=ServiceFactory(practitioner=workshop.practitioner, service_type="workshop"),
        starts_at=soon,
    )

    answer = api(workshop.practitioner.user).delete(address(workshop, other))

    assert (answer.status_code, answer.json()["code"]) == (404, "session_not_found")
