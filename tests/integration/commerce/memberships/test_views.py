"""The membership over HTTP, as a practitioner's browser has it."""

import pytest
from django.utils import timezone

from commerce.models import MembershipInvoice, SavedCard
from tests.factories import UserFactory

BASE = "/api/v1/practitioner/membership/"
READ = ["", "plans/", "invoices/"]
WRITTEN = ["", "preview/", "cancel/", "resume/", "card/", "confirm/"]


@pytest.fixture
def ana(member):
    return member()


@pytest.fixture
def call(api, ana):
    """Ask as the practitioner: `call("plans/")`, or with what is said."""

    def ask(path="", said=None, **headers):
        browser = api(ana.user)
        if said is None:
            return browser.get(BASE + path)
        return browser.post(BASE + path, said, format="json", headers=headers)

    return ask


@pytest.mark.parametrize("path", READ)
def test_only_practitioners_read(api, ana, path):
    assert api().get(BASE + path).status_code == 401
    assert api(UserFactory()).get(BASE + path).status_code == 403


@pytest.mark.parametrize("path", WRITTEN)
def test_only_practitioners_change(api, ana, path):
    assert api().post(BASE + path).status_code == 401
    assert api(UserFactory()).post(BASE + path).status_code == 403


def test_without_a_plan_there_is_none(call):
    shown = call().json()["data"]

    assert (shown["status"], shown["plan"], shown["next_plan"]) == ("none", None, None)


def test_the_plans_are_listed_with_their_prices(call, django_assert_num_queries):
    call("plans/")
    # the caller; plans, once more for what each would have saved; what decides that
    with django_assert_num_queries(7):
        listed = call("plans/").json()["data"]

    assert [plan["code"] for plan in listed] == ["basic", "professional", "premium"]
    assert listed[1]["monthly"]["display"] == "$29.00"
    assert listed[1]["reduction_basis_points"] == 100


def test_a_plan_is_begun_with_a_saved_card(call, ana):
    card = SavedCard.objects.get(user=ana.user)
    said = {"plan": "professional", "interval": "year", "payment_method": str(card.public_id)}

    answer = call("", said)

    shown = answer.json()["data"]
    assert answer.status_code == 200
    assert (shown["status"], shown["plan"]["code"], shown["interval"]) == (
        "active",
        "professional",
        "year",
    )
    assert call().json()["data"] == shown


def test_the_same_key_begins_once(call, ana):
    said = {"plan": "professional"}

    first, second = [call("", said, **{"Idempotency-Key": "k1"}) for _ in range(2)]

    assert second.headers["Idempotency-Replayed"] == "true"
    assert first.json() == second.json()
    assert ana.paid == [2900]


def test_a_change_is_shown_before_it_is_made(call, ana):
    shown = call("preview/", {"plan": "premium", "interval": "year"}).json()["data"]

    assert (shown["kind"], shown["due_now"]["amount_cents"]) == ("begin", 99_000)
    assert shown["takes_effect_at"] is None
    assert ana.subscriptions == []


def test_an_end_is_asked_for_and_taken_back(call):
    call("", {"plan": "premium"})

    ending = call("cancel/", {}).json()["data"]
    resumed = call("resume/", {}).json()["data"]

    assert ending["ends_at"] == ending["period_ends_at"]
    assert resumed["ends_at"] is None
    assert call("confirm/", {}).json()["data"]["status"] == "active"


@pytest.mark.parametrize(
    ("path", "said", "status", "code"),
    [
        ("", {"plan": "gold"}, 404, "plan_not_found"),
        ("", {"plan": "premium", "interval": "week"}, 400, "validation_error"),
        ("", {"plan": "premium", "price": 1}, 400, "validation_error"),
        ("", {"plan": "premium", "payment_method": "pm_card_visa"}, 404, "card_not_found"),
        ("", {"plan": "basic"}, 409, "membership_not_running"),
        ("cancel/", {}, 409, "membership_not_running"),
        ("resume/", {}, 409, "membership_not_running"),
        ("card/", {}, 409, "membership_not_running"),
        ("cancel/", {"now": True}, 400, "validation_error"),
        ("preview/", {"plan": "premium", "payment_method": "x"}, 400, "validation_error"),
    ],
)
def test_what_cannot_be_is_refused_with_a_code(call, path, said, status, code):
    answer = call(path, said)

    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_declined_card_is_a_refusal_with_its_reason(call, ana):
    ana.save("pm_card_chargeCustomerFail")

    answer = call("", {"plan": "premium"})

    assert (answer.status_code, answer.json()["code"]) == (402, "payment_refused")
    assert answer.json()["errors"] == {"payment": ["card_declined"]}


def test_a_provider_that_does_not_answer_loses_nothing(call, ana, settings):
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"

    answer = call("", {"plan": "premium"})

    assert (answer.status_code, answer.json()["code"]) == (503, "payments_unavailable")
    assert ana.membership.status == "none"


@pytest.mark.parametrize("number", [1, 3])
def test_invoices_are_listed_with_the_providers_page(call, ana, number, django_assert_num_queries):
    call("", {"plan": "professional"})
    for at in range(number - 1):
        MembershipInvoice.objects.create(
            membership=ana.membership,
            provider_id=f"in_{at}",
            subscription_id="sub_1",
            status="open",
            amount_cents=2900,
            currency="usd",
            issued_at=timezone.now(),
        )

    with django_assert_num_queries(2):
        listed = call("invoices/").json()["data"]["results"]

    assert len(listed) == number
    first = listed[-1]
    assert (first["status"], first["paid"]["display"], first["refunded"]["amount_cents"]) == (
        "paid",
        "$29.00",
        0,
    )
    assert first["hosted_url"].startswith("http")


def test_anothers_invoices_are_not_shown(call, member, api):
    call("", {"plan": "professional"})

    assert api(member().user).get(BASE + "invoices/").json()["data"]["results"] == []
