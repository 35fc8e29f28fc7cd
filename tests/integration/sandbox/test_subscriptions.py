"""Subscriptions: begun, paid or not, ended."""

import pytest
import requests
import stripe

from tests.integration.sandbox.billing import DAY, START

MONTH_LATER = 1_792_592_000  # 30 days after START: it lies in September


def test_a_subscription_is_paid_at_once(client, desk):
    customer = desk.customer()

    made = desk.subscribe(
        customer.id,
        metadata={"practitioner": "7"},
        expand=["latest_invoice"],
    )

    assert (made.status, made.currency, made.start_date) == ("active", "usd", START)
    item = made["items"].data[0]
    assert (item.current_period_start, item.current_period_end) == (START, MONTH_LATER)
    invoice = made.latest_invoice
    assert (invoice.status, invoice.amount_paid, invoice.billing_reason) == (
        "paid",
        2900,
        "subscription_create",
    )
    assert invoice.parent.subscription_details.metadata["practitioner"] == "7"
    assert invoice.lines.data[0].description == "1 × Pro (at $29.00 / month)"
    payment = _payment(client, invoice.id)
    assert (payment.status, payment.payment.payment_intent.status) == ("paid", "succeeded")
    assert client.v1.subscriptions.list({"customer": customer.id}).data[0].id == made.id
    assert client.v1.subscriptions.list({"price": desk.prices["premium"]}).data == []
    assert desk.types(
        "customer.subscription.created", "invoice.created", "invoice.finalized", "invoice.paid"
    ) == ["invoice.created", "invoice.finalized", "invoice.paid", "customer.subscription.created"]
    assert client.v1.invoices.list({"subscription": made.id}).data[0].id == invoice.id


def test_an_own_card_goes_before_the_customers_default(client, desk, key):
    customer = desk.customer("pm_card_chargeCustomerFail")
    good = client.v1.payment_methods.attach("pm_card_visa", {"customer": customer.id}, key())

    made = desk.subscribe(customer.id, default_payment_method=good.id)

    assert (made.status, made.default_payment_method) == ("active", good.id)
    for foreign in (made, desk.subscribe(desk.customer().id)):
        with pytest.raises(stripe.InvalidRequestError) as refused:
            desk.subscribe(desk.customer().id, default_payment_method=_card_of(client, foreign))
        assert refused.value.param == "default_payment_method"


def test_a_declined_first_payment_leaves_it_incomplete(desk):
    made = desk.subscribe(
        desk.customer("pm_card_chargeCustomerFail").id, expand=["latest_invoice.payments"]
    )

    assert (made.status, made.latest_invoice.status) == ("incomplete", "open")
    assert made.latest_invoice.attempt_count == 1
    assert "invoice.payment_failed" in desk.types("invoice.payment_failed")


def test_error_if_incomplete_refuses_and_leaves_nothing(client, desk):
    customer = desk.customer("pm_card_chargeCustomerFail")

    with pytest.raises(stripe.CardError) as refused:
        desk.subscribe(customer.id, payment_behavior="error_if_incomplete")

    assert refused.value.code == "card_declined"
    assert client.v1.subscriptions.list({"status": "all"}).data == []
    asks = desk.customer("pm_card_authenticationRequired")
    with pytest.raises(stripe.CardError) as action:
        desk.subscribe(asks.id, payment_behavior="error_if_incomplete")
    assert action.value.code == "subscription_payment_intent_requires_action"


def test_without_a_card_there_is_nothing_to_charge(client, desk):
    with pytest.raises(stripe.InvalidRequestError, match="no attached payment source"):
        desk.subscribe(desk.customer(card="").id)

    assert client.v1.subscriptions.list({"status": "all"}).data == []


def test_a_browser_may_pay_the_first_invoice(client, connect, control, desk, sandbox):
    customer = desk.customer(card="")
    made = desk.subscribe(
        customer.id,
        payment_behavior="default_incomplete",
        payment_settings={"save_default_payment_method": "on_subscription"},
        expand=["latest_invoice.confirmation_secret"],
    )
    assert made.status == "incomplete"
    secret = made.latest_invoice.confirmation_secret.client_secret

    browser = connect(sandbox.url, key="pk_test_house")
    browser.v1.payment_intents.confirm(
        secret.partition("_secret_")[0],
        {"client_secret": secret, "payment_method": "pm_card_visa"},
    )
    control("POST", "jobs")

    paid = desk.again(made, "latest_invoice")
    assert (paid.status, paid.latest_invoice.status) == ("active", "paid")
    assert paid.default_payment_method.startswith("pm_")


def test_a_card_that_asks_is_authenticated_on_its_page(client, control, desk):
    made = desk.subscribe(desk.customer("pm_card_authenticationRequired").id)
    assert made.status == "incomplete"
    intent = _payment(client, made.latest_invoice).payment.payment_intent
    page = intent.next_action.redirect_to_url.url

    requests.post(page, data={"outcome": "complete"}, timeout=10)
    control("POST", "jobs")

    assert desk.again(made).status == "active"


def test_an_incomplete_one_expires_after_a_day(desk):
    customer = desk.customer("pm_card_chargeCustomerFail")
    made = desk.subscribe(customer.id)

    desk.advance(customer, START + DAY)

    over = desk.again(made, "latest_invoice")
    assert (over.status, over.latest_invoice.status) == ("incomplete_expired", "void")


def test_it_ends_now(client, desk, key):
    made = desk.subscribe(desk.customer().id)

    ended = client.v1.subscriptions.cancel(
        made.id, {"cancellation_details": {"feedback": "too_expensive"}}, key()
    )

    assert (ended.status, ended.ended_at) == ("canceled", START)
    assert ended.cancellation_details.reason == "cancellation_requested"
    assert desk.types("customer.subscription.deleted") == ["customer.subscription.deleted"]
    assert client.v1.subscriptions.list().data == []
    assert client.v1.subscriptions.list({"status": "ended"}).data[0].id == made.id
    with pytest.raises(stripe.InvalidRequestError, match="only update its cancellation_details"):
        desk.change(ended, "premium")
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.subscriptions.cancel(made.id, {}, key())


def test_it_ends_with_its_period_unless_that_is_taken_back(client, desk, key):
    customer = desk.customer()
    made = desk.subscribe(customer.id)
    update = client.v1.subscriptions.update

    ending = update(made.id, {"cancel_at_period_end": True}, key())
    assert (ending.status, ending.cancel_at) == ("active", MONTH_LATER)
    going_on = update(made.id, {"cancel_at_period_end": False}, key())
    assert (going_on.cancel_at, going_on.cancellation_details.reason) == (None, None)
    update(made.id, {"cancel_at_period_end": True}, key())
    desk.advance(customer, MONTH_LATER)

    ended = desk.again(made)
    assert (ended.status, ended.ended_at) == ("canceled", MONTH_LATER)
    assert len(client.v1.invoices.list({"subscription": made.id}).data) == 1
    with pytest.raises(stripe.InvalidRequestError, match="cancel_at_period_end to false"):
        client.v1.subscriptions.resume(made.id, {}, key())


@pytest.mark.parametrize(
    "more",
    [
        {"trial_period_days": 7},
        {"collection_method": "send_invoice"},
        {"payment_behavior": "pending_if_incomplete"},
        {"payment_settings": {"payment_method_types": ["card"]}},
    ],
)
def test_what_is_not_played_is_refused(desk, more):
    customer = desk.customer().id

    with pytest.raises(stripe.InvalidRequestError) as refused:
        desk.subscribe(customer, **more)

    assert refused.value.code == "sandbox_not_implemented"


def test_products_and_prices_are_found_and_named_anew(client, desk, key):
    product = client.v1.products.create({"id": "prod_own", "name": "Own"}, key())
    with pytest.raises(stripe.InvalidRequestError) as twice:
        client.v1.products.create({"id": "prod_own", "name": "Own"}, key())
    price = {"product": product.id, "currency": "usd", "unit_amount": 0, "lookup_key": "pro"}
    with pytest.raises(stripe.InvalidRequestError, match="already uses that lookup key"):
        client.v1.prices.create({**price, "recurring": {"interval": "month"}}, key())

    taken = client.v1.prices.create({**price, "transfer_lookup_key": True}, key())

    assert twice.value.code == "resource_already_exists"
    assert client.v1.prices.list({"lookup_keys": ["pro"]}).data[0].id == taken.id
    assert client.v1.prices.retrieve(desk.prices["pro"]).lookup_key is None
    off = client.v1.prices.update(taken.id, {"active": False, "nickname": "x"}, key())
    assert (off.active, off.type) == (False, "one_time")
    renamed = client.v1.products.update("prod_own", {"name": "New", "active": False}, key())
    assert client.v1.products.retrieve("prod_own").name == renamed.name == "New"
    assert len(client.v1.products.list({"active": True}).data) == 2
    desk.prices["off"] = off.id
    customer = desk.customer().id
    with pytest.raises(stripe.InvalidRequestError, match="is inactive"):
        desk.subscribe(customer, "off")


def test_a_free_price_needs_no_card(client, desk, key):
    product = client.v1.products.create({"name": "Basic"}, key())
    recurring = {"recurring": {"interval": "month"}, "unit_amount": 0}
    price = client.v1.prices.create({"product": product.id, "currency": "usd", **recurring}, key())
    desk.prices["basic"] = price.id

    made = desk.subscribe(desk.customer(card="").id, "basic", expand=["latest_invoice"])

    assert (made.status, made.latest_invoice.status) == ("active", "paid")


def test_a_subscription_made_before_a_timeout_is_made_once(sandbox, client, desk):
    customer = desk.customer()
    params = {"customer": customer.id, "items": [{"price": desk.prices["pro"]}]}
    same = {"idempotency_key": "estuary:membership:1"}
    sandbox.faults.plan({"operation": "POST /v1/subscriptions", "kind": "timeout_after"})

    with pytest.raises(stripe.APIConnectionError):
        client.v1.subscriptions.create(params, same)
    again = client.v1.subscriptions.create(params, same)

    assert [made.id for made in client.v1.subscriptions.list().data] == [again.id]


def _card_of(client, subscription):
    return client.v1.customers.payment_methods.list(subscription.customer).data[0].id


def _payment(client, invoice):
    whole = {"expand": ["payments.data.payment.payment_intent"]}
    return client.v1.invoices.retrieve(invoice, whole).payments.data[0]
