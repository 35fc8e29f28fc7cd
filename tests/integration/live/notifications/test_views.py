import pytest

from live.models import Notification
from tests.factories.accounts import UserFactory
from tests.factories.notifications import DeliveryFactory, NotificationFactory

pytestmark = pytest.mark.django_db
NOTIFICATIONS = "/api/v1/notifications/"


def refusal(response):
    body = response.json()
    return response.status_code, body["code"], sorted(body["errors"])


def test_the_list_is_ones_own_newest_first(api):
    first = NotificationFactory(seq=1)
    second = NotificationFactory(user=first.user, seq=2, link="/bookings/1", data={"booking": "1"})
    NotificationFactory(seq=1)
    DeliveryFactory(notification__user=first.user)

    data = api(first.user).get(NOTIFICATIONS).json()["data"]

    assert [row["id"] for row in data["results"]] == [str(second.public_id), str(first.public_id)]
    assert (data["count"], data["next"], data["previous"]) == (None, None, None)
    assert data["results"][0] == {
        "id": str(second.public_id),
        "seq": 2,
        "kind": "booking_confirmed",
        "title": "Confirmed: Breathwork for sleep",
        "body": "",
        "link": "/bookings/1",
        "data": {"booking": "1"},
        "created_at": second.created_at.isoformat().replace("+00:00", "Z"),
        "read_at": None,
    }


def test_the_list_is_read_by_cursor(api):
    user = UserFactory()
    for seq in (1, 2, 3):
        NotificationFactory(user=user, seq=seq)
    client = api(user)

    first = client.get(NOTIFICATIONS, {"page_size": 2}).json()["data"]
    NotificationFactory(user=user, seq=4)
    second = client.get(first["next"]).json()["data"]

    assert [row["seq"] for row in first["results"]] == [3, 2]
    assert [row["seq"] for row in second["results"]] == [1]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_queries_however_many(api, count, django_assert_num_queries):
    user = UserFactory()
    for seq in range(1, count + 1):
        NotificationFactory(user=user, seq=seq)
    client = api(user)

    with django_assert_num_queries(2):  # who asks, and the rows
        response = client.get(NOTIFICATIONS)

    assert len(response.json()["data"]["results"]) == count


def test_the_list_may_be_of_the_unread_only(api):
    unread = NotificationFactory(seq=1)
    read = NotificationFactory(user=unread.user, seq=2, read_at="2027-01-01T00:00Z")
    client = api(unread.user)

    listed = [
        [row["id"] for row in client.get(NOTIFICATIONS, asked).json()["data"]["results"]]
        for asked in ({"unread": "true"}, {"unread": "false"})
    ]

    assert listed == [[str(unread.public_id)], [str(read.public_id)]]


def test_an_unknown_filter_is_refused(api):
    response = api(UserFactory()).get(NOTIFICATIONS, {"colour": "blue"})

    assert refusal(response) == (400, "validation_error", ["colour"])


def test_a_broken_cursor_is_refused(api):
    response = api(UserFactory()).get(NOTIFICATIONS, {"cursor": "nonsense"})

    assert refusal(response) == (404, "not_found", [])


@pytest.mark.parametrize(
    ("method", "address"), [("get", ""), ("get", "unread-count/"), ("post", "read/")]
)
def test_nobody_is_told_nothing(api, method, address):
    response = getattr(api(), method)(NOTIFICATIONS + address)

    assert refusal(response) == (401, "not_authenticated", [])


def test_what_is_not_read_is_counted(api):
    user = UserFactory()
    NotificationFactory(user=user, seq=1)
    NotificationFactory(user=user, seq=2, read_at="2027-01-01T00:00Z")
    NotificationFactory()

    response = api(user).get(f"{NOTIFICATIONS}unread-count/")

    assert response.json()["data"] == {"unread_count": 1}


@pytest.mark.parametrize(
    ("said", "left"), [({"all": True}, 0), ({"up_to_seq": 2}, 1), ({"ids": "first"}, 2)]
)
def test_reading_answers_what_is_left(api, said, left):
    user = UserFactory()
    rows = [NotificationFactory(user=user, seq=seq) for seq in (1, 2, 3)]
    body = {"ids": [str(rows[0].public_id)]} if "ids" in said else said

    response = api(user).post(f"{NOTIFICATIONS}read/", body)

    assert response.json()["data"] == {"unread_count": left}
    assert Notification.objects.unread().count() == left


def test_other_peoples_are_left_alone(api):
    theirs = NotificationFactory()

    response = api(UserFactory()).post(f"{NOTIFICATIONS}read/", {"ids": [str(theirs.public_id)]})

    assert response.json()["data"] == {"unread_count": 0}
    assert Notification.objects.get().read_at is None


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({}, "non_field_errors"),
        ({"all": False}, "non_field_errors"),
        ({"all": True, "up_to_seq": 1}, "non_field_errors"),
        ({"ids": []}, "ids"),
        ({"ids": ["nonsense"]}, "ids"),
        ({"up_to_seq": 0}, "up_to_seq"),
        ({"up_to_seq": 2**63}, "up_to_seq"),
        ({"everything": True}, "everything"),
    ],
)
def test_what_to_mark_must_be_said_in_one_way(api, said, field):
    response = api(UserFactory()).post(f"{NOTIFICATIONS}read/", said)

    assert refusal(response) == (400, "validation_error", [field])
