from datetime import timedelta

import pytest
from django.utils import timezone

from commerce.earnings import operations
from commerce.ledger import operations as ledger
from commerce.ledger.operations import Leg
from commerce.ledger.states import AccountKind
from commerce.memberships import invoices
from commerce.payments.gateway import ProviderRefund
from commerce.payments.states import RefundStatus
from estuary.kernel import db
from tests.factories import PractitionerFactory, UserFactory
from tests.factories.bookings import NOON, BookingFactory
from tests.factories.earnings import earned
from tests.factories.memberships import MembershipFactory, MembershipInvoiceFactory

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


def test_the_summary_adds_up_with_what_was_given_back(mine, practitioner):
    [earning] = many(practitioner, 1)
    with db.in_transaction():
        operations.reverse(booking=earning.booking, cents=4000, now=NOON)

    told = read(mine, "earnings/summary/")

    for row in (*told["by_month"], *told["by_service"]):
        cents = {
            name: row[name]["amount_cents"] for name in ("gross", "refunded", "commission", "kept")
        }
        assert cents == {"gross": 8000, "refunded": 4000, "commission": 200, "kept": 3800}


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


FIGURES = ("gross", "refunds", "commission", "fees", "net", "payouts")


def figures(row):
    """A month's, or the year's, in cents."""
    return tuple(row[name]["amount_cents"] for name in FIGURES)


def member(practitioner, *paid_at):
    membership = MembershipFactory(practitioner=practitioner)
    for moment in paid_at:
        MembershipInvoiceFactory(membership=membership, issued_at=moment)
    return membership


def pay_out(practitioner, cents, *, event="sent", at=NOON):
    """As a payout posts it."""
    party = practitioner.user
    with db.in_transaction():
        ledger.post(
            key=f"payout:made-up:{event}",
            description=f"Payout {event}",
            legs=[
                Leg(AccountKind.EARNINGS_IN_PAYOUT, cents, "usd", party),
                Leg(AccountKind.PROVIDER_CLEARING, -cents, "usd"),
            ],
            at=at,
        )


def test_a_statement_tells_the_year_by_month_and_in_sum(mine, practitioner):
    [earning] = many(practitioner, 1)  # sold in January, given back half in March
    earned()  # somebody else's
    with db.in_transaction():
        operations.reverse(booking=earning.booking, cents=4000, now=NOON)

    told = read(mine, "statements/2027/")

    assert told["total"]["period"] == "2027"
    assert [row["period"] for row in told["months"]][:2] == ["2027-01", "2027-02"]
    assert figures(told["months"][0]) == (8000, 0, 400, 0, 7600, 0)
    assert figures(told["months"][2]) == (0, 4000, -200, 0, -3800, 0)
    assert figures(told["total"]) == (8000, 4000, 200, 0, 3800, 0)
    assert told["total"]["net"]["display"] == "$38.00"
    assert figures(read(mine, "statements/2026/")["total"]) == (0,) * 6


def test_a_statement_tells_each_membership_fee_and_what_came_back_of_it(mine, practitioner):
    later = NOON.replace(year=2037)  # what comes back is booked in this year
    membership = member(practitioner, later - timedelta(days=28), later, later.replace(year=2036))
    member(PractitionerFactory(), later)  # somebody else's
    MembershipInvoiceFactory(membership=membership, status="open", paid_cents=0, paid_at=None)
    [invoice] = membership.invoices.filter(paid_at=later)
    invoice.intent_id = "pi_1"
    invoice.save()
    invoices.apply_refund(
        found=ProviderRefund("re_1", RefundStatus.SUCCEEDED, 900, intent_id="pi_1")
    )

    told = read(mine, "statements/2037/")
    [back] = read(mine, f"statements/{timezone.now().year}/")["fees"]

    assert [(row["at"], row["amount"]["amount_cents"]) for row in told["fees"]] == [
        ("2037-02-01T12:00:00Z", 2900),
        ("2037-03-01T12:00:00Z", 2900),
    ]
    assert told["fees"][1]["invoice"] == invoice.number
    assert figures(told["months"][2]) == (0, 0, 0, 2900, -2900, 0)
    assert told["closing_balance"]["amount_cents"] == 0
    assert (back["invoice"], back["amount"]["amount_cents"]) == (invoice.number, -900)


def test_a_statement_tells_each_payout_and_what_is_still_owed(mine, practitioner):
    many(practitioner, 2)
    pay_out(earned().practitioner, 100, event="somebody else's")
    pay_out(practitioner, 7000)
    pay_out(practitioner, -7000, event="failed", at=NOON + timedelta(days=2))
    pay_out(practitioner, 5000, event="sent-again", at=NOON + timedelta(days=400))

    told, after = read(mine, "statements/2027/"), read(mine, "statements/2028/")

    assert [row["amount"]["amount_cents"] for row in told["payouts"]] == [7000, -7000]
    assert told["payouts"][0]["event"] == "payout:made-up:sent"
    assert figures(told["total"])[-1] == 0
    assert told["opening_balance"]["amount_cents"] == 0
    assert told["closing_balance"] == after["opening_balance"]
    assert told["closing_balance"]["amount_cents"] == 2 * 7600
    assert figures(after["months"][3]) == (0, 0, 0, 0, 0, 5000)
    assert after["closing_balance"]["amount_cents"] == 2 * 7600 - 5000


@pytest.mark.parametrize("number", [1, 3])
def test_a_statement_takes_as_many_queries_for_three_as_for_one(
    mine, practitioner, django_assert_num_queries, number
):
    many(practitioner, number)
    member(practitioner, *(NOON + timedelta(days=day) for day in range(number)))
    for day in range(number):
        pay_out(practitioner, 100, event=f"sent-{day}")

    # the caller; invoices and what came back of them; sums; balances; payouts
    with django_assert_num_queries(6):
        told = read(mine, "statements/2027/")

    assert (len(told["fees"]), len(told["payouts"])) == (number, number)


def test_a_statement_is_a_table_and_a_page_to_print(mine, practitioner):
    many(practitioner, 1)
    member(practitioner, NOON)
    pay_out(practitioner, 7000)

    table = mine.get(f"{URL}/statements/2027/table.csv").content.decode().split("\r\n")
    page = mine.get(f"{URL}/statements/2027/page/")
    shown = page.content.decode()

    assert table[0].split(",")[:3] == ["period", "currency", "gross_cents"]
    assert table[3] == "2027-03,usd,0,0,0,2900,-2900,7000"
    assert table[13] == "2027,usd,8000,0,400,2900,4700,7000"
    assert "$47.00" in shown
    assert practitioner.display_name in shown
    assert "1 March 2027" in shown
    assert "$4,700.00" not in shown
    assert "default-src 'none'" in page["Content-Security-Policy"]


def test_the_page_of_a_year_that_runs_ends_today(mine, practitioner):
    now = timezone.now()

    running, over = (
        mine.get(f"{URL}/statements/{year}/page/").content.decode()
        for year in (now.year, now.year - 1)
    )

    assert f"1 January to {now.day} {now:%B %Y}" in running
    assert "Owed to you now" in running
    assert running.count('<tr><th scope="row">') - over.count('<tr><th scope="row">') == (
        now.month - 12
    )
    assert "1 January to 31 December" in over
    assert f"Owed to you on 31 December {now.year - 1}" in over


@pytest.mark.parametrize("year", [0, 9999, 12345])
def test_years_that_are_none_have_no_statement(mine, year):
    assert mine.get(f"{URL}/statements/{year}/").status_code == 404


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


# --- held back ---


def held_back(earning, state="needs_response"):
    with db.in_transaction():
        operations.freeze(
            practitioner=earning.practitioner,
            reference=earning.reference,
            reason="Disputed by the client's bank",
            state=state,
            now=NOW,
        )


def let_go(earning):
    with db.in_transaction():
        operations.unfreeze(
            practitioner=earning.practitioner, reference=earning.reference, state="won", now=NOW
        )


NOW = timezone.now()


def test_what_is_held_back_says_why_and_how_that_stands(mine, practitioner):
    [earning] = many(practitioner, 1)
    assert read(mine, "earnings/")["results"][0]["hold"] is None

    held_back(earning)
    [card] = read(mine, "earnings/")["results"]
    assert (card["is_frozen"], card["hold"]["reason"], card["hold"]["state"]) == (
        True,
        "Disputed by the client's bank",
        "needs_response",
    )
    held_back(earning, "under_review")
    assert read(mine, "earnings/")["results"][0]["hold"]["state"] == "under_review"

    let_go(earning)
    [card] = read(mine, "earnings/")["results"]
    assert (card["is_frozen"], card["hold"]["state"]) == (False, "won")
    assert card["hold"]["ended_at"] is not None


def test_what_moved_says_whether_it_is_held_back(mine, practitioner):
    first, second = many(practitioner, 2)
    held_back(first)

    found = read(mine, "transactions/")["results"]

    held = {row["event"]: row["held_because"] for row in found}
    assert held == {
        f"earning:{first.public_id}:accrued": "Disputed by the client's bank",
        f"earning:{second.public_id}:accrued": None,
    }
