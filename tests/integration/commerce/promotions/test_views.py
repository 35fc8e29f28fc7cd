from datetime import timedelta

import pytest
from django.utils import timezone

from commerce.models import Promotion
from tests.factories import PractitionerFactory, ServiceFactory, UserFactory
from tests.factories.promotions import PromotionFactory
from tests.factories.schedules import open_all_week

pytestmark = pytest.mark.django_db
URL = "/api/v1/promotions/"


@pytest.fixture
def service():
    """An hour for $80, any day from nine to five."""
    service = ServiceFactory()
    open_all_week(service.practitioner)
    return service


@pytest.fixture
def mine(api, service):
    return api(service.practitioner.user)


def codes(response):
    assert response.status_code == 200, response.json()
    return [card["code"] for card in response.json()["data"]["results"]]


def quoted(api, service, code):
    return api().get(f"/api/v1/services/{service.public_id}/quote/", {"promotion_code": code})


def test_a_practitioner_makes_reads_changes_and_ends_a_code(api, mine, service):
    made = mine.post(
        URL,
        {"code": "spring", "percent": "12.5", "services": [str(service.public_id)]},
        format="json",
    )
    card = made.json()["data"]
    url = f"{URL}{card['id']}/"

    assert made.status_code == 201
    assert card == {
        "id": str(Promotion.objects.get().public_id),
        "code": "SPRING",
        "description": "",
        "status": "running",
        "percent": "12.50",
        "amount": None,
        "minimum": {"amount_cents": 0, "currency": "usd", "display": "$0.00"},
        "services": [
            {
                "id": str(service.public_id),
                "slug": service.slug,
                "title": "Breathwork for sleep",
                "service_type": "session",
            }
        ],
        "is_stackable": False,
        "starts_at": None,
        "ends_at": None,
        "total_limit": None,
        "client_limit": 1,
        "used_count": 0,
        "created_at": card["created_at"],
    }
    assert mine.get(url).json()["data"] == card
    assert quoted(api, service, "Spring").json()["data"]["discount"]["amount_cents"] == 1000

    patched = mine.patch(url, {"total_limit": 5}, format="json").json()["data"]
    assert patched == card | {"total_limit": 5}
    put = mine.put(url, {"code": "SPRING", "amount_cents": 500}, format="json").json()["data"]
    assert (put["percent"], put["amount"]["amount_cents"], put["services"]) == (None, 500, [])
    assert quoted(api, service, "SPRING").json()["data"]["discount"]["amount_cents"] == 500

    assert mine.delete(url).status_code == 204
    assert mine.get(url).json()["data"]["status"] == "ended"
    assert quoted(api, service, "SPRING").json()["code"] == "promotion_unknown"
    assert mine.patch(url, {"total_limit": 6}, format="json").json()["code"] == "promotion_ended"


def test_a_practitioners_code_is_good_for_nobody_elses_service(api, mine, service):
    others = ServiceFactory()
    mine.post(URL, {"code": "SPRING", "percent": 10}, format="json")

    refused = quoted(api, others, "SPRING")

    assert (refused.status_code, refused.json()["code"]) == (409, "promotion_not_for_this")
    assert quoted(api, service, "SPRING").status_code == 200


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "code"),
        ({"code": "A"}, "code"),
        ({"code": "SPRING SALE"}, "code"),
        ({"code": "SPRING"}, "non_field_errors"),
        ({"code": "SPRING", "percent": 10, "amount_cents": 10}, "non_field_errors"),
        ({"code": "SPRING", "percent": 0}, "percent"),
        ({"code": "SPRING", "percent": 100.01}, "percent"),
        ({"code": "SPRING", "amount_cents": 0}, "amount_cents"),
        ({"code": "SPRING", "percent": 10, "total_limit": 0}, "total_limit"),
        ({"code": "SPRING", "percent": 10, "client_limit": 0}, "client_limit"),
        ({"code": "SPRING", "percent": 10, "services": ["x"]}, "services"),
        ({"code": "SPRING", "percent": 10, "ends_at": "2026-01-01T00:00:00"}, "ends_at"),
        ({"code": "SPRING", "percent": 10, "ends_at": "2020-01-01T00:00:00Z"}, "ends_at"),
        ({"code": "SPRING", "percent": 10, "practitioner": "me"}, "practitioner"),
        ({"code": "SPRING", "percent": 10, "used_count": 0}, "used_count"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(mine, body, field):
    refused = mine.post(URL, body, format="json")

    assert (refused.status_code, list(refused.json()["errors"])) == (400, [field])
    assert Promotion.objects.count() == 0


def test_refusals_have_their_codes(mine, service):
    PromotionFactory(code="TAKEN")
    others = ServiceFactory()
    body = {"percent": 10}

    taken = mine.post(URL, {"code": "taken", **body}, format="json")
    elsewhere = mine.post(
        URL, {"code": "SPRING", "services": [str(others.public_id)], **body}, format="json"
    )
    used = PromotionFactory(practitioner=service.practitioner, used_count=2)
    limited = mine.patch(f"{URL}{used.public_id}/", {"total_limit": 1}, format="json")

    assert (taken.status_code, taken.json()["code"]) == (409, "code_taken")
    assert list(taken.json()["errors"]) == ["code"]
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (400, "service_not_yours")
    assert (limited.status_code, limited.json()["code"]) == (409, "limit_under_use")


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete"])
def test_other_peoples_and_everybodys_codes_do_not_exist(mine, method):
    body = {} if method == "get" else {"code": "MINE", "percent": 10}
    for promotion in (PromotionFactory(practitioner=PractitionerFactory()), PromotionFactory()):
        answer = getattr(mine, method)(f"{URL}{promotion.public_id}/", body, format="json")

        assert answer.status_code == 404
        promotion.refresh_from_db()
        assert (promotion.is_active, promotion.percent) == (True, 25)
    assert codes(mine.get(URL)) == []


def test_codes_are_for_practitioners(api):
    assert api().get(URL).status_code == 401
    for answer in (api(UserFactory()).get(URL), api(UserFactory()).post(URL, {}, format="json")):
        assert (answer.status_code, answer.json()["code"]) == (403, "permission_denied")


def test_each_code_says_how_it_stands(mine, service):
    now = timezone.now()
    for code, given in {
        "RUNNING": {"total_limit": 2, "used_count": 1},
        "USED-UP": {"total_limit": 1, "used_count": 1},
        "SCHEDULED": {"starts_at": now + timedelta(days=1)},
        "OVER": {"ends_at": now - timedelta(days=1)},
        "ENDED": {"is_active": False},
    }.items():
        PromotionFactory(code=code, practitioner=service.practitioner, **given)

    found = mine.get(URL, {"ordering": "code"}).json()["data"]["results"]

    assert {card["code"]: card["status"] for card in found} == {
        "ENDED": "ended",
        "OVER": "ended",
        "RUNNING": "running",
        "SCHEDULED": "scheduled",
        "USED-UP": "used_up",
    }


def test_filters_find_one_and_leave_the_other(mine, service):
    another = ServiceFactory(practitioner=service.practitioner)
    PromotionFactory(code="ENDED", practitioner=service.practitioner, is_active=False)
    PromotionFactory(code="ALL", practitioner=service.practitioner)
    PromotionFactory(code="ONE", practitioner=service.practitioner).services.add(another)

    assert codes(mine.get(URL, {"is_active": "false"})) == ["ENDED"]
    assert codes(mine.get(URL, {"code": "one"})) == ["ONE"]
    assert codes(mine.get(URL, {"service": service.slug, "ordering": "code"})) == ["ALL", "ENDED"]
    assert codes(mine.get(URL, {"service": another.slug, "ordering": "code"})) == [
        "ALL",
        "ENDED",
        "ONE",
    ]
    assert mine.get(URL, {"practitioner": "ines"}).status_code == 400


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_queries_however_many(
    mine, service, count, django_assert_num_queries
):
    for _ in range(count):
        PromotionFactory(practitioner=service.practitioner).services.add(service)

    with django_assert_num_queries(4):  # who asks, how many, the codes, their services
        assert len(codes(mine.get(URL))) == count
