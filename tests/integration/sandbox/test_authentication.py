"""3-D Secure: the bank asks, the holder answers on a page, the intent follows."""

import pytest
import requests
import stripe

ASKED = ["pm_card_threeDSecure2Required", "pm_card_authenticationRequired"]


def answer(intent, outcome):
    url = intent.next_action.redirect_to_url.url
    return requests.post(url, data={"outcome": outcome}, allow_redirects=False, timeout=10)


@pytest.mark.parametrize("method", [*ASKED, "pm_card_authenticationRequiredOnSetup"])
def test_completing_authentication_pays(client, pay, method):
    intent = pay(method)
    assert (intent.status, intent.latest_charge) == ("requires_action", None)

    assert answer(intent, "complete").status_code == 200

    paid = client.v1.payment_intents.retrieve(intent.id, {"expand": ["latest_charge"]})
    assert (paid.status, paid.next_action) == ("succeeded", None)
    details = paid.latest_charge.payment_method_details.card
    assert details.three_d_secure.result == "authenticated"


def test_failing_authentication_leaves_the_intent_open(client, pay):
    intent = pay("pm_card_threeDSecure2Required")

    answer(intent, "fail")

    open_again = client.v1.payment_intents.retrieve(intent.id)
    assert open_again.status == "requires_payment_method"
    assert open_again.last_payment_error.code == "payment_intent_authentication_failure"
    assert client.v1.charges.list().data == []


def test_a_card_may_be_declined_after_authentication(client, pay):
    intent = pay("pm_card_threeDSecureRequiredChargeDeclined")

    answer(intent, "complete")

    declined = client.v1.payment_intents.retrieve(intent.id)
    assert declined.status == "requires_payment_method"
    assert declined.last_payment_error.code == "card_declined"


def test_the_customer_is_sent_back_with_the_result(pay):
    back = "https://estuary.test/paid?order=7"

    done = answer(pay("pm_card_threeDSecure2Required", return_url=back), "complete")
    failed = answer(pay("pm_card_threeDSecure2Required", return_url=back), "fail")

    assert done.status_code == 303
    assert done.headers["Location"].startswith(back + "&payment_intent=pi_")
    assert done.headers["Location"].endswith("redirect_status=succeeded")
    assert failed.headers["Location"].endswith("redirect_status=failed")


def test_the_page_asks_with_two_buttons_and_only_who_knows_the_secret(pay):
    intent = pay("pm_card_threeDSecure2Required")
    url = intent.next_action.redirect_to_url.url

    page = requests.get(url, timeout=10)
    stranger = requests.get(url.partition("?")[0], timeout=10)

    assert "Complete authentication" in page.text
    assert "Fail authentication" in page.text
    assert "$10.00" in page.text
    assert stranger.status_code == 404


def test_answering_twice_pays_once(client, pay):
    intent = pay("pm_card_threeDSecure2Required")

    answer(intent, "complete")
    answer(intent, "complete")
    answer(intent, "fail")

    assert client.v1.payment_intents.retrieve(intent.id).status == "succeeded"
    assert len(client.v1.charges.list().data) == 1


def test_without_the_customer_present_authentication_is_a_decline(pay):
    with pytest.raises(stripe.CardError) as refused:
        pay("pm_card_threeDSecure2Required", off_session=True)

    assert refused.value.code == "authentication_required"


def test_a_card_set_up_once_is_charged_later_without_asking(client, pay, key):
    customer = client.v1.customers.create({}, key())
    params = {
        "customer": customer.id,
        "payment_method": "pm_card_authenticationRequiredOnSetup",
        "payment_method_types": ["card"],
        "confirm": True,
    }
    setup = client.v1.setup_intents.create(params, key())
    assert setup.status == "requires_action"
    answer(setup, "complete")
    setup = client.v1.setup_intents.retrieve(setup.id)

    paid = pay(setup.payment_method, customer=customer.id, off_session=True)

    assert (setup.status, paid.status) == ("succeeded", "succeeded")


def test_an_intent_may_ask_for_authentication_of_any_card(pay):
    options = {"card": {"request_three_d_secure": "any"}}

    assert pay("pm_card_visa", payment_method_options=options).status == "requires_action"


def test_a_browser_confirms_with_the_client_secret_and_sees_no_more_than_it_may(
    client, connect, sandbox, key
):
    browser = connect(sandbox.url, key="pk_test_house")
    intent = client.v1.payment_intents.create(
        {"amount": 900, "currency": "usd", "metadata": {"margin": "secret"}}, key()
    )
    card = {"number": "4242424242424242", "exp_month": 4, "exp_year": 2040, "cvc": "314"}
    method = browser.v1.payment_methods.create({"type": "card", "card": card})

    paid = browser.v1.payment_intents.confirm(
        intent.id, {"client_secret": intent.client_secret, "payment_method": method.id}
    )

    assert paid.status == "succeeded"
    assert "metadata" not in paid
    assert "latest_charge" not in paid


def test_a_browser_sees_no_more_in_an_error(client, connect, sandbox, key):
    browser = connect(sandbox.url, key="pk_test_house")
    intent = client.v1.payment_intents.create(
        {"amount": 900, "currency": "usd", "metadata": {"margin": "secret"}}, key()
    )
    card = {"number": "4000000000000002", "exp_month": 4, "exp_year": 2040}
    method = browser.v1.payment_methods.create({"type": "card", "card": card})

    with pytest.raises(stripe.CardError) as refused:
        browser.v1.payment_intents.confirm(
            intent.id, {"client_secret": intent.client_secret, "payment_method": method.id}
        )

    assert refused.value.error.payment_intent.status == "requires_payment_method"
    assert "margin" not in refused.value.http_body


def test_a_browser_without_the_secret_learns_nothing(client, connect, sandbox, key):
    browser = connect(sandbox.url, key="pk_test_house")
    intent = client.v1.payment_intents.create({"amount": 900, "currency": "usd"}, key())

    for secret in ("pi_x_secret_y", intent.client_secret + "x"):
        with pytest.raises(stripe.InvalidRequestError) as refused:
            browser.v1.payment_intents.retrieve(intent.id, {"client_secret": secret})
        assert refused.value.http_status == 404


def test_a_publishable_key_opens_nothing_else(connect, sandbox):
    browser = connect(sandbox.url, key="pk_test_house")

    with pytest.raises(stripe.AuthenticationError) as refused:
        browser.v1.customers.list()
    with pytest.raises(stripe.AuthenticationError):
        browser.v1.refunds.create({"charge": "ch_1"})

    assert refused.value.error.code == "secret_key_required"
