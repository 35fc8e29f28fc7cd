"""From an empty form to a card that is kept, through the API, against the Stripe sandbox."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from commerce.models import CardSetup, PaymentProfile, SavedCard
from commerce.payments import setups
from commerce.payments.gateway import PaymentRefused
from estuary.kernel.idempotency import Claim
from tests.factories import UserFactory
from tests.integration.commerce.payments import steps

pytestmark = pytest.mark.django_db

METHODS = "/api/v1/payments/methods/"


def begin(api, user, **headers):
    return api(user).post(METHODS, {}, headers=headers)


def settle(api, user, setup_id, method="", **headers):
    said = {"payment_method": method} if method else {}
    return api(user).post(f"{METHODS}{setup_id}/confirm/", said, headers=headers)


def listed(api, user):
    return api(user).get(METHODS).json()["data"]["results"]


@pytest.fixture
def begun(api, owner, stripe_sandbox):
    """The saving of a card, as the browser got it."""
    return begin(api, owner).json()["data"]


def test_a_card_is_begun_given_and_kept(api, owner, stripe_sandbox):
    begun = begin(api, owner)
    assert begun.status_code == 201, begun.json()
    data = begun.json()["data"]
    assert data["client_secret"].startswith("seti_")
    assert data["publishable_key"]
    assert (data["status"], data["method"]) == ("open", None)

    kept = settle(api, owner, data["id"], "pm_card_visa")

    assert kept.status_code == 200, kept.json()
    kept = kept.json()["data"]
    assert (kept["status"], kept["client_secret"]) == ("succeeded", None)
    assert listed(api, owner) == [kept["method"]]
    card = kept["method"]
    assert (card["brand"], card["last4"], card["is_default"]) == ("visa", "4242", True)
    assert card["exp_year"] > 2000
    assert 1 <= card["exp_month"] <= 12
    assert not set(card) & {"provider_id", "number", "cvc"}


def test_the_bank_may_charge_it_later_without_its_owner(begun, stripe_sandbox):
    [asked] = steps.asked(stripe_sandbox, path="/v1/setup_intents")

    assert asked["params"]["usage"] == "off_session"
    assert asked["params"]["customer"] == PaymentProfile.objects.get().customer_id
    assert asked["idempotency_key"] == f"estuary:setup:{begun['id']}:open:1"


def test_a_card_given_in_the_browser_is_found_by_asking(api, owner, begun):
    row = CardSetup.objects.get()
    setups.gateway().confirm_setup(
        setup_id=row.provider_id, payment_method="pm_card_amex", return_url="", key="browser"
    )

    kept = settle(api, owner, begun["id"]).json()["data"]

    assert (kept["status"], kept["method"]["last4"]) == ("succeeded", "0005")


def test_settling_without_a_card_answers_that_one_is_awaited(api, owner, begun):
    again = settle(api, owner, begun["id"])

    assert (again.status_code, again.json()["data"]) == (200, begun)


def test_settling_again_answers_the_same_card(api, owner, begun):
    answers = [settle(api, owner, begun["id"], "pm_card_visa").json()["data"] for _ in range(3)]

    assert answers[1:] == [answers[0], answers[0]]
    assert SavedCard.objects.count() == 1


def test_three_d_secure_continues_to_a_saved_card(api, owner, begun):
    asked = settle(api, owner, begun["id"], "pm_card_threeDSecure2Required").json()["data"]
    assert (asked["status"], asked["method"]) == ("action_needed", None)
    assert listed(api, owner) == []

    steps.answer_bank(asked, "complete")
    kept = settle(api, owner, begun["id"]).json()["data"]

    assert (kept["status"], kept["next_action"]) == ("succeeded", None)
    assert kept["method"]["last4"] == "3220"


def test_three_d_secure_that_fails_leaves_it_open_for_another_card(api, owner, begun):
    asked = settle(api, owner, begun["id"], "pm_card_threeDSecure2Required").json()["data"]
    steps.answer_bank(asked, "fail")

    failed = settle(api, owner, begun["id"]).json()["data"]
    kept = settle(api, owner, begun["id"], "pm_card_mastercard").json()["data"]

    assert (failed["status"], failed["method"]) == ("open", None)
    assert failed["failure_code"] == "setup_intent_authentication_failure"
    assert (kept["status"], kept["failure_code"]) == ("succeeded", "")


def test_a_declined_card_says_why_and_another_one_is_kept(api, owner, begun):
    declined = settle(api, owner, begun["id"], "pm_card_chargeDeclinedInsufficientFunds")

    assert (declined.status_code, declined.json()["code"]) == (402, "card_refused")
    assert declined.json()["errors"] == {"card": ["insufficient_funds"]}
    assert declined.json()["message"] == "Your card has insufficient funds."
    assert listed(api, owner) == []
    assert settle(api, owner, begun["id"], "pm_card_visa").status_code == 200


def test_a_decline_is_answered_again_under_its_key(api, owner, begun, stripe_sandbox):
    answers = [
        settle(api, owner, begun["id"], "pm_card_chargeDeclined", **{"Idempotency-Key": "k"})
        for _ in range(2)
    ]

    assert [answer.status_code for answer in answers] == [402, 402]
    assert answers[1].headers["Idempotency-Replayed"] == "true"
    assert len(steps.asked(stripe_sandbox, path="/v1/setup_intents/*/confirm")) == 1


def test_a_try_whose_answer_was_cut_off_is_not_a_new_one_under_its_key(
    owner, begun, stripe_sandbox
):
    claim = Claim(caller=f"user:{owner.pk}", key="k", fingerprint="f")

    for _ in range(2):
        with pytest.raises(setups.CardRefused):
            setups.settle(
                user=owner,
                setup_id=begun["id"],
                payment_method="pm_card_chargeDeclined",
                return_url="https://frontend.test/return",
                claim=claim,
                now=timezone.now(),
            )

    tries = steps.asked(stripe_sandbox, path="/v1/setup_intents/*/confirm")
    assert [(t["idempotency_key"], t["replayed"]) for t in tries] == [
        (f"estuary:setup:{begun['id']}:confirm:1", False),
        (f"estuary:setup:{begun['id']}:confirm:1", True),
    ]


@pytest.mark.parametrize("named", ["pm_nobody", "pm_usBankAccount_success"])
def test_what_is_no_card_is_not_saved(api, owner, begun, named):
    refused = settle(api, owner, begun["id"], named)

    assert refused.status_code in (402, 404)
    assert refused.json()["code"] in ("card_refused", "card_not_found")
    assert CardSetup.objects.get().status == "open"
    assert listed(api, owner) == []


def test_one_that_was_left_open_too_long_is_begun_again(api, owner, begun, stripe_sandbox):
    CardSetup.objects.update(created_at=timezone.now() - setups.SETUP_LIVES_FOR)

    late = settle(api, owner, begun["id"], "pm_card_visa")

    assert (late.status_code, late.json()["code"]) == (409, "card_setup_expired")
    assert steps.asked(stripe_sandbox, path="/v1/setup_intents/*/confirm") == []


def test_one_that_ended_at_the_provider_is_begun_again(api, owner, begun):
    row = CardSetup.objects.get()
    setups.gateway().cancel_setup(setup_id=row.provider_id, key="behind-our-back")

    late = settle(api, owner, begun["id"], "pm_card_visa")

    assert (late.status_code, late.json()["code"]) == (409, "card_setup_expired")
    seen = settle(api, owner, begun["id"]).json()["data"]
    assert (seen["status"], seen["client_secret"]) == ("cancelled", None)


def test_what_ended_does_not_open_again(begun):
    row = CardSetup.objects.get()
    old = setups.gateway().fetch_setup(setup_id=row.provider_id)
    setups.give_up(setup_id=row.pk)

    setups.apply(setup=old, asked_at=timezone.now())

    row.refresh_from_db()
    assert row.status == "cancelled"


def test_a_card_saved_before_it_was_given_up_is_kept(begun, owner):
    row = CardSetup.objects.get()
    setups.gateway().confirm_setup(
        setup_id=row.provider_id, payment_method="pm_card_visa", return_url="", key="browser"
    )

    setups.give_up(setup_id=row.pk)

    row.refresh_from_db()
    assert (row.status, row.card) == ("succeeded", SavedCard.objects.get(user=owner))


def test_the_database_itself_refuses_a_form_the_provider_does_not_know(begun):
    with pytest.raises(IntegrityError, match="card_setup_known_to_provider_unless_planned"):
        CardSetup.objects.update(provider_id=None)


def test_the_database_itself_refuses_a_card_before_the_success(owner, saved):
    saved(owner)

    with pytest.raises(IntegrityError, match="card_setup_has_a_card_only_when_succeeded"):
        CardSetup.objects.update(status="open")


def test_the_second_card_is_not_the_default(api, owner, saved):
    first, second = saved(owner), saved(owner, "pm_card_mastercard")

    assert [(card["id"], card["is_default"]) for card in listed(api, owner)] == [
        (str(second.public_id), False),
        (str(first.public_id), True),
    ]


def test_the_same_key_begins_once(api, owner, stripe_sandbox):
    answers = [begin(api, owner, **{"Idempotency-Key": "one"}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert CardSetup.objects.count() == 1


def test_one_key_for_another_request_is_refused(api, owner, begun):
    settle(api, owner, begun["id"], "pm_card_visa", **{"Idempotency-Key": "one"})

    other = begin(api, owner, **{"Idempotency-Key": "one"})

    assert (other.status_code, other.json()["code"]) == (422, "key_reused")


@pytest.mark.parametrize("said", [{"user": 1}, {"is_default": True}, {"customer": "cus_1"}])
def test_nothing_else_can_be_said(api, owner, begun, said):
    assert api(owner).post(METHODS, said).status_code == 400
    assert api(owner).post(f"{METHODS}{begun['id']}/confirm/", said).status_code == 400


def test_somebody_else_s_is_not_there(api, begun, stripe_sandbox):
    answer = settle(api, UserFactory(), begun["id"], "pm_card_visa")

    assert (answer.status_code, answer.json()["code"]) == (404, "card_setup_not_found")
    assert steps.asked(stripe_sandbox, path="/v1/setup_intents/*/confirm") == []
    assert SavedCard.objects.count() == 0


def test_another_s_card_cannot_be_saved_as_one_s_own(api, owner, begun, saved, stripe_sandbox):
    card = saved(UserFactory())
    before = len(stripe_sandbox.journal.entries())

    answers = [
        settle(api, owner, begun["id"], named) for named in (card.provider_id, card.public_id)
    ]

    assert [(a.status_code, a.json()["code"]) for a in answers] == [(404, "card_not_found")] * 2
    assert len(stripe_sandbox.journal.entries()) == before


def test_nobody_signed_in_saves_nothing(api):
    assert [api().get(METHODS).status_code, api().post(METHODS, {}).status_code] == [401, 401]


# --- the provider is down ---


@pytest.mark.parametrize("kind", ["error_500", "error_500_after", "timeout_before"])
@pytest.mark.parametrize("operation", ["POST /v1/customers", "POST /v1/setup_intents"])
def test_while_the_provider_is_down_nothing_is_begun_and_then_it_is(
    api, owner, stripe_sandbox, operation, kind
):
    stripe_sandbox.faults.plan({"operation": operation, "kind": kind, "times": 2})
    key = {"Idempotency-Key": "one"}

    down = begin(api, owner, **key)
    stripe_sandbox.faults.clear()
    # Each key that the provider has spoilt, the customer's and its own, costs one more try.
    up = [begin(api, owner, **key) for _ in range(3)][-1]

    assert (down.status_code, down.json()["code"]) == (503, "payments_unavailable")
    assert up.status_code == 201
    assert CardSetup.objects.count() == 1
    assert len(setups.gateway().client.v1.setup_intents.list().data) == 1


@pytest.mark.parametrize("operation", ["POST /v1/customers", "POST /v1/setup_intents"])
def test_who_begins_anew_does_not_meet_the_spoilt_key_for_ever(
    api, owner, stripe_sandbox, operation
):
    stripe_sandbox.faults.plan({"operation": operation, "kind": "error_500"})

    answers = [begin(api, owner).status_code for _ in range(2)]

    assert answers == [503, 201]
    assert CardSetup.objects.count() == 1


@pytest.mark.parametrize("kind", ["error_500", "error_500_after", "timeout_after"])
def test_an_answer_lost_while_confirming_makes_one_card(api, owner, begun, stripe_sandbox, kind):
    stripe_sandbox.faults.plan(
        {"operation": "POST /v1/setup_intents/{intent}/confirm", "kind": kind, "times": 2}
    )

    lost = settle(api, owner, begun["id"], "pm_card_visa", **{"Idempotency-Key": "one"})
    assert (lost.status_code, lost.json()["code"]) == (503, "payments_unavailable")
    assert listed(api, owner) == []
    stripe_sandbox.faults.clear()
    found = settle(api, owner, begun["id"], "pm_card_visa", **{"Idempotency-Key": "one"})

    assert found.json()["data"]["status"] == "succeeded"
    assert len(listed(api, owner)) == 1
    customer = PaymentProfile.objects.get().customer_id
    kept = setups.gateway().client.v1.customers.payment_methods.list(customer).data
    assert len(kept) == 1


def test_one_begun_long_ago_is_looked_for_before_it_is_made_again(
    api, owner, stripe_sandbox, settings
):
    stripe_sandbox.faults.plan(
        {"operation": "POST /v1/setup_intents", "kind": "timeout_after", "times": 2}
    )
    begin(api, owner)
    row = CardSetup.objects.get()
    CardSetup.objects.update(created_at=timezone.now() - timedelta(days=2))
    stripe_sandbox.sandbox.move_clock(2 * 86400)

    opened = setups.open_at_provider(setup_id=row.pk)

    assert opened.status == "open"
    assert len(setups.gateway().client.v1.setup_intents.list().data) == 1


def test_one_of_somebody_the_provider_will_not_know_can_be_given_up(owner, stripe_sandbox):
    refused = {"kind": "refuse", "status": 400, "error": {"type": "invalid_request_error"}}
    stripe_sandbox.faults.plan({"operation": "POST /v1/customers", **refused})
    with pytest.raises(PaymentRefused):
        setups.begin(user=owner, claim=None)

    ended = setups.give_up(setup_id=CardSetup.objects.get().pk)

    assert ended.status == "cancelled"
