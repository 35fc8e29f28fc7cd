from datetime import timedelta

import pytest
from django.utils import timezone

from commerce.credits import operations
from commerce.credits.states import CreditSource
from tests.factories import UserFactory, granted
from tests.integration.commerce.credits import steps

pytestmark = pytest.mark.django_db

BALANCE, HISTORY = "/api/v1/credits/balance/", "/api/v1/credits/history/"


def usd(cents):
    sign = "-" if cents < 0 else ""
    return {
        "amount_cents": cents,
        "currency": "usd",
        "display": f"{sign}${abs(cents) / 100:.2f}",
    }


def test_nobody_without_credits_reads_nothing(owner, api):
    assert api(owner).get(BALANCE).json()["data"] == {
        "available": usd(0),
        "held": usd(0),
        "lots": [],
    }


def test_the_balance_shows_lots_in_paying_order_with_what_is_held(owner, api):
    now = timezone.now()
    undated = granted(owner, 1000, reason="Bought", now=now)
    dated = granted(
        owner, 500, source=CreditSource.PROMOTION, expires_at=now + timedelta(days=9), now=now
    )
    granted(UserFactory(), 9999, now=now)
    granted(owner, 700, currency="eur", now=now)
    steps.hold(owner, 600, now=now)

    data = api(owner).get(BALANCE).json()["data"]

    assert (data["available"], data["held"]) == (usd(900), usd(600))
    shown = [(lot["id"], lot["source"], lot["remaining"], lot["held"]) for lot in data["lots"]]
    assert shown == [
        (str(dated.public_id), "promotion", usd(0), usd(500)),
        (str(undated.public_id), "purchase", usd(900), usd(100)),
    ]
    assert data["lots"][1]["reason"] == "Bought"
    assert data["lots"][1]["expires_at"] is None
    euros = api(owner).get(BALANCE, {"currency": "EUR"}).json()["data"]
    assert euros["available"]["amount_cents"] == 700


def test_what_expired_is_not_available_before_the_sweep_either(owner, api):
    now = timezone.now()
    granted(owner, 500, expires_at=now, now=now - timedelta(days=1))

    assert api(owner).get(BALANCE).json()["data"] == {
        "available": usd(0),
        "held": usd(0),
        "lots": [],
    }


@pytest.mark.parametrize("query", [{"currency": "dollars"}, {"user": "1"}])
def test_an_unknown_question_is_refused(owner, api, query):
    assert api(owner).get(BALANCE, query).status_code == 400


def test_the_history_explains_every_movement_latest_first(owner, api):
    now = timezone.now()
    soon = now + timedelta(days=1)
    granted(owner, 1000, reason="Bought for a friend", now=now)
    granted(owner, 400, source=CreditSource.GIFT, expires_at=soon, reason="Sorry", now=now)
    steps.paid(owner, 300, now=now)
    steps.give_back(200, now=now)
    operations.expire(now=soon)
    granted(UserFactory(), 9999, now=now)

    rows = api(owner).get(HISTORY).json()["data"]["results"]

    assert [(row["kind"], row["amount"], row["description"]) for row in rows] == [
        ("expiry", usd(-300), "Expired: Sorry"),
        ("return", usd(200), "Given back"),
        ("payment", usd(-300), "Paid with credits"),
        ("gift", usd(400), "Sorry"),
        ("purchase", usd(1000), "Bought for a friend"),
    ]
    assert len({row["id"] for row in rows}) == 5


def test_the_history_is_read_on_by_cursor(owner, api):
    for cents in (100, 200, 300):
        granted(owner, cents)
    client, cents = api(owner), []

    address = f"{HISTORY}?page_size=2"
    while address:
        page = client.get(address).json()["data"]
        cents += [row["amount"]["amount_cents"] for row in page["results"]]
        address = page["next"]

    assert cents == [300, 200, 100]
    assert page["count"] is None


@pytest.mark.parametrize("address", [BALANCE, HISTORY, "/api/v1/credits/transfer/"])
def test_nobody_unknown_reads_anything(api, address):
    assert api().get(address).status_code == 401


@pytest.mark.parametrize("address", [BALANCE, HISTORY])
@pytest.mark.parametrize("count", [1, 3])
def test_reading_costs_the_same_queries_however_many(
    owner, api, address, count, django_assert_num_queries
):
    for _ in range(count):
        granted(owner, 100)
    steps.hold(owner, 100 * count)
    client = api(owner)

    with django_assert_num_queries(2):
        answer = client.get(address).json()["data"]

    assert len(answer.get("lots") or answer["results"]) == count
