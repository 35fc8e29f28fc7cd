"""Every test card does what Stripe says it does."""

import pytest
import stripe

DECLINES = [
    ("pm_card_visa_chargeDeclined", "card_declined", "generic_decline"),
    ("pm_card_chargeDeclined", "card_declined", "generic_decline"),
    ("pm_card_visa_chargeDeclinedInsufficientFunds", "card_declined", "insufficient_funds"),
    ("pm_card_visa_chargeDeclinedLostCard", "card_declined", "lost_card"),
    ("pm_card_visa_chargeDeclinedStolenCard", "card_declined", "stolen_card"),
    ("pm_card_chargeDeclinedExpiredCard", "expired_card", "expired_card"),
    ("pm_card_chargeDeclinedIncorrectCvc", "incorrect_cvc", "incorrect_cvc"),
    ("pm_card_chargeDeclinedProcessingError", "processing_error", "processing_error"),
    ("pm_card_visa_chargeDeclinedVelocityLimitExceeded", "card_declined", "card_velocity_exceeded"),
    ("pm_card_radarBlock", "card_declined", "fraudulent"),
]


@pytest.mark.parametrize("name", ["visa", "mastercard", "amex", "visa_debit", "discover", "gb"])
def test_good_cards_pay(pay, name):
    assert pay(f"pm_card_{name}").status == "succeeded"


@pytest.mark.parametrize(("method", "code", "decline_code"), DECLINES)
def test_a_declined_card_leaves_the_intent_open_with_its_error(
    client, pay, method, code, decline_code
):
    with pytest.raises(stripe.CardError) as refused:
        pay(method)

    error = refused.value
    assert (error.http_status, error.code) == (402, code)
    assert error.error.decline_code == decline_code
    assert error.error.doc_url.endswith(code.replace("_", "-"))
    intent = client.v1.payment_intents.retrieve(error.error.payment_intent.id)
    assert (intent.status, intent.payment_method) == ("requires_payment_method", None)
    assert intent.last_payment_error.decline_code == decline_code
    assert client.v1.charges.retrieve(error.error.charge).status == "failed"


def test_after_a_decline_another_card_pays(client, pay, key):
    with pytest.raises(stripe.CardError) as refused:
        pay("pm_card_chargeDeclined")

    intent_id = refused.value.error.payment_intent.id
    paid = client.v1.payment_intents.confirm(intent_id, {"payment_method": "pm_card_visa"}, key())

    assert (paid.status, paid.last_payment_error) == ("succeeded", None)


@pytest.mark.parametrize(
    ("number", "brand", "last4"),
    [
        ("4242424242424242", "visa", "4242"),
        ("5555 5555 5555 4444", "mastercard", "4444"),
        ("378282246310005", "amex", "0005"),
    ],
)
def test_a_card_is_made_from_its_number(client, key, number, brand, last4):
    card = {"number": number, "exp_month": 4, "exp_year": 2040, "cvc": "314"}

    method = client.v1.payment_methods.create({"type": "card", "card": card}, key())

    assert (method.card.brand, method.card.last4) == (brand, last4)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"number": "4242424242424241"}, "incorrect_number"),
        ({"number": "4111111111111111"}, "card_declined"),
        ({"exp_year": 2019}, "invalid_expiry_year"),
        ({"exp_month": 13}, "invalid_expiry_month"),
        ({"cvc": "12"}, "invalid_cvc"),
    ],
)
def test_wrong_card_data_are_refused(client, key, change, code):
    card = {"number": "4242424242424242", "exp_month": 4, "exp_year": 2040, "cvc": "314", **change}

    with pytest.raises(stripe.CardError) as refused:
        client.v1.payment_methods.create({"type": "card", "card": card}, key())

    assert refused.value.code == code


def test_a_token_pays_once(client, connect, sandbox, key):
    browser = connect(sandbox.url, key="pk_test_house")
    card = {"number": "4000000000000002", "exp_month": "4", "exp_year": "2040"}
    token = browser.v1.tokens.create({"card": card})
    params = {"type": "card", "card": {"token": token.id}}

    method = client.v1.payment_methods.create(params, key())
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.payment_methods.create(params, key())

    assert method.card.last4 == "0002"
    assert refused.value.code == "token_already_used"


def test_well_known_tokens_need_no_making(client, key):
    params = {"type": "card", "card": {"token": "tok_mastercard"}}

    assert client.v1.payment_methods.create(params, key()).card.brand == "mastercard"


def test_a_card_that_declines_cannot_be_attached(client, key):
    customer = client.v1.customers.create({"email": "a@estuary.test"}, key())

    with pytest.raises(stripe.CardError):
        client.v1.payment_methods.attach("pm_card_chargeDeclined", {"customer": customer.id}, key())

    assert client.v1.customers.payment_methods.list(customer.id).data == []


def test_one_card_attaches_and_declines_only_when_charged(client, pay, key):
    customer = client.v1.customers.create({}, key())
    method = client.v1.payment_methods.attach(
        "pm_card_chargeCustomerFail", {"customer": customer.id}, key()
    )

    with pytest.raises(stripe.CardError):
        pay(method.id, customer=customer.id)
