import pytest
from django.utils import timezone

from commerce.models import ConnectAccount, Payout
from commerce.payouts import operations, sending
from tests.factories import PractitionerFactory, UserFactory
from tests.integration.commerce.payouts import steps
from tests.integration.commerce.payouts.steps import earned, requested
from tests.loopback import http

pytestmark = pytest.mark.django_db

CONNECT, PAYOUTS = "/api/v1/practitioner/connect/", "/api/v1/practitioner/payouts/"
ADDRESSES = [
    ("get", CONNECT),
    ("post", CONNECT),
    ("post", f"{CONNECT}dashboard/"),
    ("post", f"{CONNECT}replace/"),
    ("post", f"{CONNECT}return/"),
    ("get", PAYOUTS),
    ("get", f"{PAYOUTS}next/"),
    ("post", f"{PAYOUTS}request/"),
    ("get", f"{PAYOUTS}0b0e0d4e-0000-4000-8000-000000000000/"),
    ("post", f"{PAYOUTS}0b0e0d4e-0000-4000-8000-000000000000/cancel/"),
]


@pytest.fixture
def me(api, practitioner):
    return api(practitioner.user)


@pytest.mark.parametrize(("method", "address"), ADDRESSES)
def test_it_is_for_practitioners_only(api, db, method, address):
    assert getattr(api(), method)(address).status_code == 401
    assert getattr(api(UserFactory()), method)(address).status_code == 403


# --- the account ---


def test_before_anything_was_begun_it_says_so(me):
    shown = me.get(CONNECT).json()["data"]

    assert (shown["state"], shown["can_be_paid"], shown["needs"]) == ("not_started", False, [])


def test_it_is_begun_with_a_country_and_leads_to_the_provider(me, stripe_sandbox):
    refused = me.post(CONNECT, {})
    assert (refused.status_code, refused.json()["code"]) == (400, "country_needed")
    assert me.post(CONNECT, {"country": "USA"}).status_code == 400
    assert me.post(CONNECT, {"country": "US", "state": "active"}).status_code == 400

    answer = me.post(CONNECT, {"country": "us"})

    assert answer.status_code == 201
    assert http.get(answer.json()["data"]["url"]).status_code == 200
    shown = me.get(CONNECT).json()["data"]
    assert (shown["state"], shown["country"], shown["can_be_paid"]) == (
        "details_needed",
        "US",
        False,
    )
    wanted = {one["words"]: one for one in shown["needs"]}
    assert wanted["your date of birth"]["is_yours"] is True
    assert me.post(CONNECT, {"country": "PT"}).json()["code"] == "country_fixed"


def test_coming_back_asks_the_provider(me, practitioner, stripe_sandbox):
    assert me.post(f"{CONNECT}return/").json()["code"] == "no_connect_account"
    me.post(CONNECT, {"country": "US"})
    account = ConnectAccount.objects.get()
    steps.lever(stripe_sandbox, f"accounts/{account.provider_id}/activate")
    assert me.get(CONNECT).json()["data"]["can_be_paid"] is False

    shown = me.post(f"{CONNECT}return/").json()["data"]

    assert (shown["state"], shown["can_be_paid"], shown["needs"]) == ("active", True, [])


def test_a_deadline_is_shown_with_what_is_wanted(me, account, stripe_sandbox):
    said = {"requirement": "identity.individual.address", "due_in": 86_400}
    steps.lever(stripe_sandbox, f"accounts/{account.provider_id}/restrict", **said)

    shown = me.post(f"{CONNECT}return/").json()["data"]

    assert (shown["state"], shown["can_be_paid"]) == ("details_needed", True)
    assert shown["needs"][0]["words"] == "your address"
    assert shown["due_at"].endswith("Z")


def test_the_dashboard_is_linked_once_there_is_one(me, practitioner, stripe_sandbox):
    me.post(CONNECT, {"country": "US"})
    refused = me.post(f"{CONNECT}dashboard/")
    assert (refused.status_code, refused.json()["code"]) == (409, "dashboard_not_ready")
    steps.lever(stripe_sandbox, f"accounts/{ConnectAccount.objects.get().provider_id}/activate")
    me.post(f"{CONNECT}return/")

    assert me.post(f"{CONNECT}dashboard/").status_code == 201


def test_it_is_replaced_but_not_while_money_is_on_its_way(me, practitioner, account):
    earned(practitioner)
    requested(practitioner)
    refused = me.post(f"{CONNECT}replace/", {"country": "US"})
    assert (refused.status_code, refused.json()["code"]) == (409, "connect_account_in_use")
    Payout.objects.update(status="cancelled", completed_at=timezone.now())

    answers = [
        me.post(f"{CONNECT}replace/", {"country": "US"}, headers={"Idempotency-Key": "k"})
        for _ in range(2)
    ]

    assert [one.status_code for one in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert ConnectAccount.objects.count() == 2


def test_the_provider_s_silence_is_told(me, stripe_sandbox):
    stripe_sandbox.faults.plan({"operation": "*", "kind": "timeout_before", "times": 9})

    answer = me.post(CONNECT, {"country": "US"})

    assert (answer.status_code, answer.json()["code"]) == (503, "payments_unavailable")
    stripe_sandbox.faults.clear()


# --- payouts ---


def test_what_would_be_paid_is_shown_with_what_stands_in_its_way(me, practitioner):
    earned(practitioner)

    ahead = me.get(f"{PAYOUTS}next/").json()["data"]

    assert ahead["amount"]["amount_cents"] == 9_500
    assert ahead["minimum"]["display"] == "$50.00"
    assert ahead["obstacle"]["code"] == "payout_account_not_ready"


def test_nothing_stands_in_the_way_once_the_account_is_ready(me, practitioner, account):
    assert me.get(f"{PAYOUTS}next/").json()["data"]["obstacle"]["code"] == "payout_below_minimum"
    earned(practitioner)
    assert me.get(f"{PAYOUTS}next/").json()["data"]["obstacle"] is None

    requested(practitioner)

    assert me.get(f"{PAYOUTS}next/").json()["data"]["obstacle"]["code"] == "payout_open"


def test_it_is_asked_for_once_under_one_key(me, practitioner, account):
    earned(practitioner)

    answers = [
        me.post(f"{PAYOUTS}request/", {}, headers={"Idempotency-Key": "k"}) for _ in range(2)
    ]
    another = me.post(f"{PAYOUTS}request/", {}, headers={"Idempotency-Key": "l"})

    assert [one.status_code for one in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert answers[1].headers["Idempotency-Replayed"] == "true"
    made = answers[0].json()["data"]
    assert (made["status"], made["amount"]["amount_cents"], made["earnings_count"]) == (
        "requested",
        9_500,
        1,
    )
    assert (another.status_code, another.json()["code"]) == (409, "payout_open")


def test_nothing_can_be_said_about_the_amount(me, practitioner, account):
    assert me.post(f"{PAYOUTS}request/", {"amount_cents": 1}).status_code == 400


def test_one_is_shown_with_its_earnings(me, practitioner, account):
    earning = earned(practitioner)
    payout = requested(practitioner)

    shown = me.get(f"{PAYOUTS}{payout.public_id}/").json()["data"]

    assert shown["earnings"] == [
        {
            "id": str(earning.public_id),
            "booking": str(earning.booking.public_id),
            "service": earning.booking.service.title,
            "amount": {"amount_cents": 9_500, "currency": "usd", "display": "$95.00"},
        }
    ]
    assert shown["can_cancel"] is True


def test_it_is_cancelled_until_it_is_sent(me, practitioner, account):
    earned(practitioner)
    payout = requested(practitioner)
    cancelled = me.post(f"{PAYOUTS}{payout.public_id}/cancel/").json()["data"]
    assert cancelled["status"] == "cancelled"
    payout = steps.sent(practitioner)

    refused = me.post(f"{PAYOUTS}{payout.public_id}/cancel/")

    assert (refused.status_code, refused.json()["code"]) == (409, "payout_on_its_way")


def test_why_one_failed_is_shown(me, practitioner, account, stripe_sandbox):
    earned(practitioner)
    payout = requested(practitioner)
    steps.lever(stripe_sandbox, f"accounts/{account.provider_id}/reject")
    sending.send(payout_id=payout.pk)

    shown = me.get(f"{PAYOUTS}{payout.public_id}/").json()["data"]

    assert (shown["status"], shown["failure"]) == (
        "failed",
        "Your payout account could not be paid to.",
    )


def test_another_s_payouts_do_not_exist(api, practitioner, account):
    earned(practitioner)
    payout = requested(practitioner)
    stranger = api(PractitionerFactory().user)

    assert stranger.get(PAYOUTS).json()["data"]["results"] == []
    assert stranger.get(f"{PAYOUTS}{payout.public_id}/").status_code == 404
    assert stranger.post(f"{PAYOUTS}{payout.public_id}/cancel/").status_code == 404


def some(practitioner, number):
    for _ in range(number):
        earned(practitioner)
        payout = requested(practitioner)
        operations.cancel(
            user=practitioner.user,
            payout_id=payout.public_id,
            claim=None,
            now=timezone.now(),
        )


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_as_many_queries_however_long(
    me, practitioner, account, number, django_assert_num_queries
):
    some(practitioner, number)

    with django_assert_num_queries(2):
        listed = me.get(PAYOUTS).json()["data"]["results"]

    assert len(listed) == number


@pytest.mark.parametrize("number", [1, 3])
def test_one_takes_as_many_queries_however_much_is_in_it(
    me, practitioner, account, number, django_assert_num_queries
):
    for _ in range(number):
        earned(practitioner)
    payout = requested(practitioner)

    with django_assert_num_queries(6):
        me.get(f"{PAYOUTS}{payout.public_id}/")


def test_the_list_is_filtered_by_status(me, practitioner, account):
    some(practitioner, 1)
    requested(practitioner)

    listed = me.get(f"{PAYOUTS}?status=cancelled").json()["data"]["results"]

    assert [one["status"] for one in listed] == ["cancelled"]
    assert me.get(f"{PAYOUTS}?state=x").status_code == 400
