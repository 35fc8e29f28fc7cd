from datetime import timedelta

import pytest
from django.utils import timezone

from commerce.earnings import operations
from estuary.kernel import db
from tests.factories import PractitionerFactory, UserFactory
from tests.factories.bookings import NOON, BookingFactory
from tests.factories.earnings import earned

pytestmark = pytest.mark.django_db

URL = "/api/v1/practitioner"
ADDRESSES = (
    "earnings/",
    "earnings/summary/",
    "commission/",
    "transactions/",
    "transactions.csv",
    "statements/2027/",
    "statements/2027/table.csv",
    "statements/2027/page/",
)


@pytest.fixture
def practitioner():
    return PractitionerFactory()


@pytest.fixture
def mine(api, practitioner):
    return api(practitioner.user)


def many(practitioner, number):
    return [
        earned(practitioner, session__starts_at=NOON + timedelta(days=day)) for day in range(number)
    ]


def read(client, address, **query):
    answer = client.get(f"{URL}/{address}", query)
    assert answer.status_code == 200, answer.content
    return answer.json()["data"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_only_practitioners_have_earnings(api, address):
    assert api(UserFactory()).get(f"{URL}/{address}").status_code == 403
    assert api().get(f"{URL}/{address}").status_code == 401


def test_an_earning_tells_what_was_taken_and_why(mine, practitioner):
    [earning] = many(practitioner, 1)
    earned()  # somebody else's

    [card] = read(mine, "earnings/")["results"]

    assert card["id"] == str(earning.public_id)
    assert card["gross"]["amount_cents"] == 8000
    assert card["commission"] == {
        "rate": "5 %",
        "amount": {"amount_cents": 400, "currency": "usd", "display": "$4.00"},
        "reason": "5 %: the usual rate",
    }
    assert card["net"]["amount_cents"] == card["kept"]["amount_cents"] == 7600
    assert (card["status"], card["is_frozen"]) == ("pending", False)
    assert card["available_at"] == "2027-03-03T13:00:00Z"


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_as_many_queries_for_three_as_for_one(
    mine, practitioner, django_assert_num_queries, number
):
    many(practitioner, number)

    with django_assert_num_queries(3):
        assert len(read(mine, "earnings/")["results"]) == number


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"status": "pending"}, 1),
        ({"status": "paid"}, 0),
        ({"from": "2027-01-30"}, 1),
        ({"from": "2027-01-31"}, 0),
        ({"to": "2027-01-30"}, 1),
        ({"to": "2027-01-29"}, 0),
        ({"service": "no-such-service"}, 0),
    ],
)
def test_earnings_are_found_by_state_day_and_service(mine, practitioner, query, count):
    many(practitioner, 1)

    assert read(mine, "earnings/", **query)["count"] == count
    assert mine.get(f"{URL}/earnings/", {"sold": "1"}).status_code == 400


@pytest.mark.parametrize("number", [1, 3])
def test_the_summary_takes_as_many_queries_for_three_as_for_one(
    mine, practitioner, django_assert_num_queries, number
):
    many(practitioner, number)

    with django_assert_num_queries(5):
        told = read(mine, "earnings/summary/")

    [by_month] = told["by_month"]
    assert (by_month["month"], by_month["count"]) == ("2027-01", number)
    assert by_month["kept"]["amount_cents"] == 7600 * number
    assert [row["day"] for row in told["coming_releases"]] == [
        "2027-03-03", "2027-03-04", "2027-03-05",
    ][:number]  # fmt: skip
    assert [row["status"] for row in told["by_status"]] == ["pending"]
    assert sum(row["gross"]["amount_cents"] for row in told["by_service"]) == 8000 * number


def test_the_next_rate_is_told_with_its_reason(mine, practitioner):
    earned(practitioner, cents=600_000, now=timezone.now())

    told = read(mine, "commission/")

    assert (told["rate"], told["basis_points"]) == ("4 %", 400)
    assert told["reason"].startswith("4 %: $6,000.00 sold in ")


@pytest.mark.parametrize("number", [1, 3])
def test_every_movement_is_explained(mine, practitioner, django_assert_num_queries, number):
    many(practitioner, number)
    operations.release(now=NOON + timedelta(days=9))

    with django_assert_num_queries(2):
        rows = read(mine, "transactions/")["results"]

    assert len(rows) == 3 * number
    assert sum(row["amount"]["amount_cents"] for row in rows) == 7600 * number
    assert all(row["description"].startswith(("Sold: ", "Can be paid out: ")) for row in rows)


def test_transactions_are_exported_without_formulas(mine, practitioner):
    [earning] = many(practitioner, 1)
    service = earning.booking.service

    answer = mine.get(f"{URL}/transactions.csv")

    assert answer["Content-Type"].startswith("text/csv")
    head, line = answer.content.decode().split("\r\n")[:2]
    assert head == "posted_at,account,description,amount_cents,currency,event"
    assert f"earnings_pending,Sold: {service.title},7600,usd,earning:" in line


def test_a_statement_tells_the_year_by_month_and_in_sum(mine, practitioner):
    [earning] = many(practitioner, 1)
    with db.in_transaction():
        operations.reverse(booking=earning.booking, cents=4000, now=NOON)
    now = timezone.now()

    told = read(mine, f"statements/{now.year}/")
    table = mine.get(f"{URL}/statements/{now.year}/table.csv").content.decode()
    page = mine.get(f"{URL}/statements/{now.year}/page/")

    expected = {
        "gross_cents": 8000,
        "refunded_cents": 4000,
        "commission_cents": 200,
        "fees_cents": 0,
        "net_cents": 3800,
        "payouts_cents": 0,
    }
    assert told["total"] == told["months"][now.month - 1] == expected
    assert f"{now.year},usd,8000,4000,200,0,3800,0" in table
    assert "$3,800.00" not in page.content.decode()
    assert "$38.00" in page.content.decode()
    assert "default-src 'none'" in page["Content-Security-Policy"]
    assert read(mine, f"statements/{now.year - 1}/")["total"]["gross_cents"] == 0


@pytest.mark.parametrize("number", [1, 3])
def test_a_practitioner_sees_what_each_booking_earns(
    mine, practitioner, django_assert_num_queries, number
):
    many(practitioner, number)

    # the caller; how many; the bookings with what they earn; who sits in them; their parts
    with django_assert_num_queries(5):
        rows = mine.get("/api/v1/bookings/").json()["data"]["results"]

    assert len(rows) == number
    assert {
        (row["commission"]["amount"]["amount_cents"], row["commission"]["status"]) for row in rows
    } == {(400, "pending")}


def test_a_booking_tells_its_practitioner_what_was_taken_and_what_is_left(mine, practitioner):
    [earning] = many(practitioner, 1)
    with db.in_transaction():
        operations.reverse(booking=earning.booking, cents=2000, now=NOON)

    told = mine.get(f"/api/v1/bookings/{earning.booking.public_id}/").json()["data"]["commission"]

    cents = {name: told[name]["amount_cents"] for name in ("gross", "amount", "net", "refunded")}
    assert cents == {"gross": 8000, "amount": 400, "net": 7600, "refunded": 2000}
    assert told["kept"]["display"] == "$57.00"
    assert (told["rate"], told["basis_points"]) == ("5 %", 500)
    assert (told["reason"], told["status"]) == ("5 %: the usual rate", "pending")


@pytest.mark.parametrize("where", ["", "history/"])
def test_only_the_practitioner_is_told_what_a_booking_earns(api, practitioner, where):
    [earning] = many(practitioner, 1)
    client, staff = api(earning.booking.client), UserFactory(is_staff=True)

    [to_client] = client.get(f"/api/v1/bookings/{where}").json()["data"]["results"]

    assert to_client["commission"] is None
    address = f"/api/v1/bookings/{earning.booking.public_id}/"
    assert client.get(address).json()["data"]["commission"] is None
    assert api(staff).get(address).status_code == 404
    assert api(staff).get("/api/v1/bookings/").json()["data"]["count"] == 0


def test_what_is_not_paid_earns_nothing_yet(mine, practitioner):
    booking = BookingFactory(session__service__practitioner=practitioner)

    answer = mine.get(f"/api/v1/bookings/{booking.public_id}/").json()["data"]

    assert answer["commission"] is None
