"""The rarer ways through: what Stripe refuses, and small updates."""

import time

import pytest
import requests
import stripe

from sandbox.stripe import jobs
from tests.threads import at_once


def test_a_charge_can_be_annotated(client, pay, key):
    charge = pay().latest_charge

    noted = client.v1.charges.update(
        charge, {"description": "Yoga", "metadata": {"a": "1"}, "receipt_email": "a@b.test"}, key()
    )

    assert (noted.description, noted.metadata["a"]) == ("Yoga", "1")
    assert client.v1.events.list({"type": "charge.updated"}).data[0].data.object.id == charge
    assert client.v1.charges.list({"payment_intent": noted.payment_intent}).data[0].id == charge


@pytest.mark.parametrize(
    "metadata", [{"k" * 41: "v"}, {"k": "v" * 501}, {f"k{n}": "v" for n in range(51)}]
)
def test_metadata_has_its_bounds(client, key, metadata):
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.customers.create({"metadata": metadata}, key())


def test_metadata_can_be_cleared_at_once(client, key):
    customer = client.v1.customers.create({"metadata": {"a": "1", "b": "2"}}, key())

    cleared = client.v1.customers.update(customer.id, {"metadata": ""}, key())

    assert cleared.metadata.to_dict() == {}


def test_a_customer_may_start_with_a_card(client, key):
    customer = client.v1.customers.create(
        {"payment_method": "pm_card_visa", "shipping": {"name": "A", "address": {"city": "B"}}},
        key(),
    )

    method = client.v1.customers.payment_methods.list(customer.id).data[0]

    assert client.v1.customers.payment_methods.retrieve(customer.id, method.id).id == method.id
    assert customer.shipping.address.city == "B"
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.customers.payment_methods.retrieve(customer.id, "pm_other")


def test_a_default_method_must_be_the_customers_own(client, key):
    customer = client.v1.customers.create({}, key())
    method = client.v1.payment_methods.create(
        {"type": "card", "card": {"token": "tok_visa"}}, key()
    )
    settings = {"default_payment_method": method.id}

    with pytest.raises(stripe.InvalidRequestError):
        client.v1.customers.update(customer.id, {"invoice_settings": settings}, key())
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.customers.update(customer.id, {"invoice_settings": {"footer": "x"}}, key())


def test_a_method_of_nobody_can_neither_be_corrected_nor_detached(client, key):
    method = client.v1.payment_methods.create(
        {"type": "card", "card": {"token": "tok_visa"}}, key()
    )

    assert client.v1.payment_methods.retrieve(method.id).customer is None
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.payment_methods.update(method.id, {"metadata": {"a": "1"}}, key())
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.payment_methods.detach(method.id, {}, key())
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.payment_methods.attach(method.id, {}, key())


@pytest.mark.parametrize("params", [{"type": "card"}, {"type": "sepa_debit"}, {}])
def test_a_payment_method_needs_card_data(client, key, params):
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.payment_methods.create(params, key())


def test_methods_are_listed_for_a_customer(client, key):
    customer = client.v1.customers.create({}, key())
    client.v1.payment_methods.attach("pm_card_visa", {"customer": customer.id}, key())

    assert len(client.v1.payment_methods.list({"customer": customer.id, "type": "card"}).data) == 1
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.payment_methods.list({"customer": "cus_gone"})


def test_a_browser_can_look_at_its_token(connect, sandbox):
    browser = connect(sandbox.url, key="pk_test_house")
    card = {"number": "5555555555554444", "exp_month": "4", "exp_year": "40", "cvc": "123"}

    token = browser.v1.tokens.create({"card": card})

    assert browser.v1.tokens.retrieve(token.id).card.exp_year == 2040
    assert token.card.brand == "MasterCard"


def test_a_setup_intent_is_made_changed_and_confirmed(client, key):
    customer = client.v1.customers.create({}, key())
    setup = client.v1.setup_intents.create({"payment_method_types": ["card"]}, key())

    with pytest.raises(stripe.InvalidRequestError):
        client.v1.setup_intents.confirm(setup.id, {}, key())
    client.v1.setup_intents.update(setup.id, {"customer": customer.id, "description": "x"}, key())
    done = client.v1.setup_intents.confirm(setup.id, {"payment_method": "pm_card_visa"}, key())

    assert done.status == "succeeded"
    assert client.v1.setup_intents.list({"customer": customer.id}).data[0].id == setup.id
    with pytest.raises(stripe.InvalidRequestError, match="may be updated"):
        client.v1.setup_intents.update(setup.id, {"description": "y"}, key())


def test_a_setup_intent_takes_only_the_kinds_it_was_made_for(client, key):
    setup = client.v1.setup_intents.create({"payment_method_types": ["card"]}, key())

    with pytest.raises(stripe.InvalidRequestError, match="is not allowed for this SetupIntent"):
        client.v1.setup_intents.confirm(
            setup.id, {"payment_method": "pm_usBankAccount_success"}, key()
        )


def test_a_declined_setup_says_why_in_two_words(client, key):
    setup = client.v1.setup_intents.create({"payment_method_types": ["card"]}, key())

    with pytest.raises(stripe.CardError):
        client.v1.setup_intents.confirm(
            setup.id, {"payment_method": "pm_card_chargeDeclinedInsufficientFunds"}, key()
        )

    error = client.v1.setup_intents.retrieve(setup.id).last_setup_error
    assert (error.code, error.decline_code) == ("card_declined", "insufficient_funds")


def test_a_bank_replaces_a_card_and_says_so(client, key, control):
    customer = client.v1.customers.create({}, key())
    method = client.v1.payment_methods.attach("pm_card_visa", {"customer": customer.id}, key())

    control("POST", f"payment_methods/{method.id}/renew", {"last4": "1111", "exp_year": 2041})

    card = client.v1.payment_methods.retrieve(method.id).card
    assert (card.last4, card.exp_year, card.exp_month) == ("1111", 2041, method.card.exp_month)
    assert client.v1.events.list().data[0].type == "payment_method.automatically_updated"


def test_failing_authentication_of_a_setup_leaves_it_open(client, key):
    params = {
        "payment_method_types": ["card"],
        "payment_method": "pm_card_threeDSecure2Required",
        "confirm": True,
    }
    setup = client.v1.setup_intents.create(params, key())
    url = setup.next_action.redirect_to_url.url

    assert requests.post(url, data={"outcome": "perhaps"}, timeout=5).status_code == 400
    requests.post(url, data={"outcome": "fail"}, timeout=5)
    assert requests.get(url, timeout=5).status_code == 200

    left = client.v1.setup_intents.retrieve(setup.id)
    assert left.status == "requires_payment_method"
    assert left.last_setup_error.code == "setup_intent_authentication_failure"


def test_an_intent_confirmed_by_hand_is_confirmed_again_after_authentication(client, pay, key):
    intent = pay("pm_card_threeDSecure2Required", confirmation_method="manual")
    url = intent.next_action.redirect_to_url.url

    requests.post(url, data={"outcome": "complete"}, timeout=5)
    assert client.v1.payment_intents.retrieve(intent.id).status == "requires_confirmation"

    assert client.v1.payment_intents.confirm(intent.id, {}, key()).status == "succeeded"


def test_what_an_intent_does_not_understand_is_refused(client, key):
    base = {"amount": 900, "currency": "usd"}
    for wrong in (
        {"payment_method_types": ["card"], "automatic_payment_methods": {"enabled": True}},
        {"payment_method_types": ["klarna"]},
        {"payment_method_options": {"card": {"network": "visa"}}},
        {"return_url": "https://x.test"},
        {"payment_method": "pm_usBankAccount_success"},
        {"amount": 100_000_000},
    ):
        with pytest.raises(stripe.InvalidRequestError):
            client.v1.payment_intents.create({**base, **wrong}, key())
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.payment_intents.confirm(
            client.v1.payment_intents.create(base, key()).id,
            {"payment_method": "pm_card_visa", "amount_to_confirm": 1, "return_url": "https://x.t"},
            key(),
        )


def test_an_open_intent_can_change_its_currency_and_kinds(client, key):
    intent = client.v1.payment_intents.create({"amount": 900, "currency": "usd"}, key())

    changed = client.v1.payment_intents.update(
        intent.id, {"currency": "EUR", "payment_method_types": ["card", "us_bank_account"]}, key()
    )

    assert changed.currency == "eur"
    assert changed.payment_method_types == ["card", "us_bank_account"]


def test_lists_refuse_contradictions(client, pay):
    pay()
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.events.list({"type": "a", "types": ["b"]})
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.customers.list({"starting_after": "a", "ending_before": "b"})
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.refunds.create({"charge": "ch_1", "payment_intent": "pi_1"}, {})
    assert client.v1.events.list({"created": 1}).data == []


def test_endpoints_need_an_address_and_our_version(client, key):
    good = {"url": "https://estuary.test/hook", "enabled_events": ["*"]}
    for wrong in ({"url": "nowhere"}, {"api_version": "2020-08-27"}, {"enabled_events": ["x.y"]}):
        with pytest.raises(stripe.InvalidRequestError):
            client.v1.webhook_endpoints.create({**good, **wrong}, key())
    made = client.v1.webhook_endpoints.create(good, key())

    changed = client.v1.webhook_endpoints.update(
        made.id,
        {
            "url": "https://estuary.test/two",
            "enabled_events": ["charge.failed"],
            "description": "b",
        },
        key(),
    )

    assert (changed.url, changed.description) == ("https://estuary.test/two", "b")
    assert changed.enabled_events == ["charge.failed"]


def test_an_account_that_does_not_exist_cannot_be_acted_for(client):
    with pytest.raises(stripe.PermissionError) as refused:
        client.v1.balance.retrieve({}, {"stripe_account": "acct_1"})

    assert refused.value.json_body["error"]["code"] == "account_invalid"


def test_acting_for_an_account_is_not_pretended_where_it_would_be_ignored(client, practitioner):
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.customers.list({}, {"stripe_account": practitioner().id})

    assert refused.value.code == "sandbox_not_implemented"


def test_a_key_too_long_is_refused(client):
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.customers.create({}, {"idempotency_key": "estuary:" + "x" * 255})


def test_a_request_that_names_no_answer_or_no_secret_is_told_so(sandbox, client, key):
    client.v1.customers.create({}, key())
    event = client.v1.events.list().data[0].id
    url = f"{sandbox.url}/sandbox"

    assert requests.get(f"{url}/events/{event}/delivery", timeout=5).status_code == 400
    assert requests.get(f"{url}/events/evt_x/delivery?secret=s", timeout=5).status_code == 404
    assert requests.get(f"{url}/webhooks", timeout=5).json() == {"deliver": True}
    assert requests.post(f"{url}/webhooks", json={"deliver": 1}, timeout=5).status_code == 400
    assert requests.get(f"{url}/health", timeout=5).json() == {"ready": True}


def test_a_job_that_breaks_is_dropped_and_stops_nothing(sandbox, client, pay):
    with sandbox.world.store.transaction():
        sandbox.world.later(0, "settle", "ch_gone")

    sandbox.sandbox.do_jobs()

    assert sandbox.world.store.rows("SELECT * FROM jobs") == []
    assert pay("pm_card_refundFail").status == "succeeded"


def test_who_finds_no_job_left_knows_that_the_last_one_is_done(sandbox, monkeypatch):
    """The courier looks for jobs as well, and might have taken one that it has not done yet."""
    left, done = [1], []

    def take_and_do(_world):
        if not left:
            return False
        left.pop()
        time.sleep(0.2)
        done.append(1)
        return True

    monkeypatch.setattr(jobs, "_run_next", take_and_do)

    seen = at_once(*[lambda: (sandbox.sandbox.do_jobs(), len(done))] * 2)

    assert sorted(seen) == [(0, 1), (1, 1)]
