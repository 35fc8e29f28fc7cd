from datetime import timedelta

import pytest
from django.utils import timezone

from commerce.bookings import waitlist
from commerce.models import Session, WaitlistEntry
from tests.factories import (
    BookingFactory,
    PlannedSessionFactory,
    ServiceFactory,
    SessionFactory,
    UserFactory,
    WaitlistEntryFactory,
)
from tests.factories.schedules import open_all_week
from tests.integration.commerce.bookings import waits

pytestmark = pytest.mark.django_db

MINE = "/api/v1/waitlist/"


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def session(now) -> Session:
    """Full, ten days from now."""
    starts_at = (now + timedelta(days=10)).replace(minute=0, second=0, microsecond=0)
    session = PlannedSessionFactory(capacity=1, starts_at=starts_at)
    waits.full(session)
    return session


def address(service, entry=None):
    tail = f"{entry}/" if entry else ""
    return f"/api/v1/services/{service.slug}/waitlist/{tail}"


def refused(answer):
    return (answer.status_code, answer.json()["code"])


def listed(answer):
    return answer.json()["data"]["results"]


def test_joining_answers_the_place_in_line(api, session, now):
    waits.in_line(session, now=now)

    answer = api(UserFactory()).post(
        address(session.service), {"session": str(session.public_id), "is_automatic": True}
    )

    assert answer.status_code == 201, answer.json()
    card = answer.json()["data"]
    entry = WaitlistEntry.objects.last()
    assert card | {"created_at": None, "service": None} == {
        "id": str(entry.public_id),
        "status": "waiting",
        "service": None,
        "session": str(session.public_id),
        "day": None,
        "seats": 1,
        "is_automatic": True,
        "position": 2,
        "offer": None,
        "booking": None,
        "created_at": None,
    }


def test_one_key_joins_once_and_is_answered_the_same(api, session):
    browser, body = api(UserFactory()), {"session": str(session.public_id)}

    first, again = (
        browser.post(address(session.service), body, headers={"Idempotency-Key": "k"})
        for _ in range(2)
    )
    other = browser.post(
        address(session.service), body | {"seats": 2}, headers={"Idempotency-Key": "k"}
    )

    assert first.json() == again.json()
    assert refused(other) == (422, "key_reused")


def test_refusals_have_their_codes(api, session, now):
    service, client = session.service, UserFactory()
    free = PlannedSessionFactory(service=service, starts_at=session.starts_at + timedelta(days=1))
    browser = api(client)
    browser.post(address(service), {"session": str(session.public_id)})

    def asked(who=browser, to=service, **body):
        return refused(who.post(address(to), body))

    named = str(session.public_id)
    assert asked(session=named) == (409, "already_waiting")
    assert asked(session=str(free.public_id)) == (409, "not_full")
    assert asked(session=str(service.public_id)) == (404, "session_not_found")
    assert asked(day=f"{now:%Y-%m-%d}") == (409, "not_waited_for")
    assert asked(api(service.practitioner.user), session=named) == (409, "own_waitlist")
    assert asked(to=ServiceFactory(is_listed=False), session=named) == (404, "not_found")
    assert asked(session=named, day="2027-03-01") == (400, "validation_error")
    assert asked() == (400, "validation_error")
    assert asked(day="2027-03-01", seats=2) == (400, "validation_error")
    assert asked(session=named, seats=0) == (400, "validation_error")
    assert asked(session=named, deadline="never") == (400, "validation_error")
    assert asked(api(), session=named)[0] == 401


def test_a_time_on_a_day_is_offered_with_the_word_to_book_it(api, now):
    service = ServiceFactory()
    open_all_week(service.practitioner)
    day = (now + timedelta(days=10)).date()
    whole = (now + timedelta(days=10)).replace(hour=6, minute=0, second=0, microsecond=0)
    taken = BookingFactory(
        session=SessionFactory(service=service, starts_at=whole, lasts=timedelta(hours=14))
    )
    client = UserFactory()
    joined = api(client).post(address(service), {"day": day.isoformat()})
    assert joined.status_code == 201, joined.json()
    waits.cancelled(taken, now=now)
    waitlist.serve_day(practitioner_id=service.practitioner_id, day=day, now=now)

    [card] = listed(api(client).get(MINE))
    booked = api(client).post(
        "/api/v1/bookings/", {"service": str(service.public_id), "slot": card["offer"]["slot"]}
    )

    assert (card["status"], card["session"], card["position"]) == ("offered", None, None)
    assert booked.status_code == 201, booked.json()
    assert booked.json()["data"]["session"]["start_time"] == card["offer"]["start_time"]
    assert listed(api(client).get(MINE)) == []
    [card] = listed(api(client).get(address(service)))
    assert (card["status"], card["booking"]) == ("booked", booked.json()["data"]["id"])


def test_an_offered_seat_is_booked_as_any_other_and_waits_as_long_for_its_payment(
    api, session, now
):
    entry = waits.in_line(session, now=now)
    waits.cancelled(session.bookings.get(), now=now)

    booked = api(entry.client).post(
        "/api/v1/bookings/",
        {"service": str(session.service.public_id), "session": str(session.public_id)},
    )

    assert booked.status_code == 201, booked.json()
    entry.refresh_from_db()
    until = f"{entry.offered_until:%Y-%m-%dT%H:%M:%S}"
    assert booked.json()["data"]["order"]["expires_at"].startswith(until)


def test_each_sees_only_their_own(api, session, now):
    entry = waits.in_line(session, now=now)
    other = waits.in_line(session, now=now)

    assert [one["id"] for one in listed(api(entry.client).get(MINE))] == [str(entry.public_id)]
    [card] = listed(api(other.client).get(address(session.service)))
    assert (card["id"], card["position"]) == (str(other.public_id), 2)
    assert api().get(MINE).status_code == 401
    assert refused(api(entry.client).get(f"{MINE}?status=waiting")) == (400, "validation_error")


def test_leaving_is_one_s_own_and_once(api, session, now):
    entry = waits.in_line(session, now=now)
    place = address(session.service, entry.public_id)
    elsewhere = address(ServiceFactory(), entry.public_id)

    assert refused(api(UserFactory()).delete(place)) == (404, "not_found")
    assert refused(api(entry.client).delete(elsewhere)) == (404, "not_found")
    assert api(entry.client).delete(place).status_code == 204
    assert refused(api(entry.client).delete(place)) == (404, "waitlist_entry_not_found")
    assert waits.statuses(entry) == ["left"]


@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_the_same_however_many(api, count, django_assert_num_queries):
    client = UserFactory()
    service = ServiceFactory(service_type="workshop", terms__capacity=20)
    for n in range(count):
        starts_at = timezone.now() + timedelta(days=n + 1)
        session = PlannedSessionFactory(service=service, starts_at=starts_at)
        WaitlistEntryFactory(client=client, session=session)
    browser = api(client)

    with django_assert_num_queries(2):
        assert len(listed(browser.get(MINE))) == count
    with django_assert_num_queries(3):
        assert len(listed(browser.get(address(service)))) == count


def test_the_practitioner_sees_how_many_wait(api, session, now, django_assert_num_queries):
    place = f"/api/v1/services/{session.service.slug}/schedule/{session.public_id}/"
    owner = api(session.practitioner.user)
    assert owner.get(place).json()["data"]["waiting"] == 0
    for _ in range(2):
        waits.in_line(session, now=now)

    with django_assert_num_queries(4):
        shown = owner.get(place)
    changed = owner.patch(place, {"capacity": 2})

    assert shown.json()["data"]["waiting"] == 2
    assert (changed.json()["data"]["waiting"], changed.json()["data"]["available_spots"]) == (2, 0)
    assert refused(api(UserFactory()).get(place)) == (404, "not_found")
    assert refused(owner.get(place.replace(str(session.public_id), str(session.series)))) == (
        404,
        "not_found",
    )
