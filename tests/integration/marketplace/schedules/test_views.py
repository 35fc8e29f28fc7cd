import pytest

from marketplace.models import TimeAway
from tests.factories import PractitionerFactory, UserFactory, WeeklyHoursFactory

pytestmark = pytest.mark.django_db
WEEK = {"weekly_hours": [{"weekday": 0, "start_time": "22:00", "end_time": "02:00"}]}
AWAY = {"start": "2050-01-01T00:00:00+01:00", "end": "2050-01-08T00:00:00+01:00"}


@pytest.fixture
def practitioner():
    return PractitionerFactory()


def address(practitioner, rest=""):
    return f"/api/v1/practitioners/{practitioner.slug}/schedule/{rest}"


def test_everybody_sees_the_usual_week(api, practitioner):
    WeeklyHoursFactory(practitioner=practitioner)

    response = api().get(address(practitioner))

    assert response.json()["data"] == {
        "timezone": "Europe/Lisbon",
        "weekly_hours": [{"weekday": 0, "start_time": "09:00", "end_time": "17:00"}],
    }
    assert response.headers["ETag"]


def test_the_week_of_somebody_unlisted_is_seen_by_them_alone(api):
    hidden = PractitionerFactory(is_listed=False)

    assert api().get(address(hidden)).status_code == 404
    assert api(UserFactory()).get(address(hidden)).status_code == 404
    assert api(hidden.user).get(address(hidden)).status_code == 200


def test_practitioners_replace_their_own_week_by_id_as_well(api, practitioner):
    by_id = f"/api/v1/practitioners/{practitioner.public_id}/schedule/"

    response = api(practitioner.user).post(by_id, WEEK | {"timezone": "Asia/Kathmandu"})

    assert response.status_code == 200
    assert response.json()["data"] == {"timezone": "Asia/Kathmandu"} | WEEK


@pytest.mark.parametrize(
    ("asker", "status"),
    [("nobody", 401), ("client", 403), ("colleague", 404), ("owner", 200)],
)
def test_only_the_owner_changes_the_week(api, practitioner, asker, status):
    users = {
        "nobody": None,
        "client": UserFactory(),
        "colleague": PractitionerFactory().user,
        "owner": practitioner.user,
    }

    assert api(users[asker]).post(address(practitioner), WEEK).status_code == status
    assert practitioner.weekly_hours.exists() == (status == 200)


def test_a_colleague_does_not_see_an_unlisted_week(api):
    hidden = PractitionerFactory(is_listed=False)

    response = api(PractitionerFactory().user).post(address(hidden), WEEK)

    assert response.status_code == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "weekly_hours"),
        (WEEK | {"timezone": "Mars/Olympus"}, "timezone"),
        (WEEK | {"slug": "mine"}, "slug"),
        (
            {"weekly_hours": [{"weekday": 7, "start_time": "9", "end_time": "10:00"}]},
            "weekly_hours",
        ),
    ],
)
def test_a_week_that_makes_no_sense_names_the_field(api, practitioner, body, field):
    response = api(practitioner.user).post(address(practitioner), body)

    assert response.status_code == 400
    assert list(response.json()["errors"]) == [field]


def test_overlapping_hours_answer_their_code(api, practitioner):
    twice = {"weekly_hours": WEEK["weekly_hours"] * 2}

    response = api(practitioner.user).post(address(practitioner), twice)

    assert (response.status_code, response.json()["code"]) == (400, "windows_overlap")


def test_a_date_gets_other_hours_and_loses_them(api, practitioner):
    client = api(practitioner.user)
    hours = [{"start_time": "13:00", "end_time": "15:00"}]

    made = client.post(
        address(practitioner, "overrides/"), {"date": "2050-01-01", "windows": hours}
    )
    assert made.json()["data"] == [{"date": "2050-01-01"} | hours[0]]
    closed = client.post(address(practitioner, "overrides/"), {"date": "2050-01-01", "windows": []})
    assert closed.json()["data"] == [{"date": "2050-01-01", "start_time": None, "end_time": None}]
    assert client.get(address(practitioner, "overrides/")).json()["data"]["count"] == 1
    gone = client.delete(address(practitioner, "overrides/2050-01-01/"))
    assert gone.status_code == 204
    assert client.delete(address(practitioner, "overrides/2050-01-01/")).status_code == 404
    assert client.delete(address(practitioner, "overrides/2050-13-01/")).status_code == 404


def test_time_away_is_taken_listed_and_cancelled(api, practitioner):
    client = api(practitioner.user)

    made = client.post(address(practitioner, "time-away/"), AWAY | {"reason": "Rest"})

    assert made.status_code == 201
    away = made.json()["data"]
    assert (away["start"], away["end"]) == ("2049-12-31T23:00:00Z", "2050-01-07T23:00:00Z")
    listed = client.get(address(practitioner, "time-away/")).json()["data"]["results"]
    assert listed == [away]
    assert client.post(address(practitioner, "time-away/"), AWAY).status_code == 409
    gone = client.delete(address(practitioner, f"time-away/{away['id']}/"))
    assert gone.status_code == 204
    assert not TimeAway.objects.exists()


def test_a_moment_without_an_offset_is_refused(api, practitioner):
    response = api(practitioner.user).post(
        address(practitioner, "time-away/"), AWAY | {"start": "2050-01-01T00:00:00"}
    )

    assert response.status_code == 400
    assert "start" in response.json()["errors"]


PRIVATE = [
    ("get", "overrides/", None),
    ("post", "overrides/", {"date": "2050-01-01", "windows": []}),
    ("delete", "overrides/2050-01-01/", None),
    ("get", "time-away/", None),
    ("post", "time-away/", AWAY),
    ("delete", "time-away/6ba7b810-9dad-11d1-80b4-00c04fd430c8/", None),
]


@pytest.mark.parametrize(("method", "rest", "body"), PRIVATE)
def test_when_and_why_somebody_is_away_is_theirs_alone(api, practitioner, method, rest, body):
    url = address(practitioner, rest)

    assert getattr(api(), method)(url, body).status_code == 401
    assert getattr(api(UserFactory()), method)(url, body).status_code == 403
    assert getattr(api(PractitionerFactory().user), method)(url, body).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_a_week_costs_the_same_queries_however_long(
    api, practitioner, count, django_assert_num_queries
):
    for weekday in range(count):
        WeeklyHoursFactory(practitioner=practitioner, weekday=weekday)

    with django_assert_num_queries(2):
        api().get(address(practitioner))
