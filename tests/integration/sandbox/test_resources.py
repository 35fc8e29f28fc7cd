"""Customers, payment methods, lists, expansion and events."""

import pytest
import stripe


def test_a_customer_is_made_changed_and_deleted(client, key):
    customer = client.v1.customers.create(
        {"email": "a@estuary.test", "name": "Ana", "address": {"city": "Porto"}}, key()
    )
    changed = client.v1.customers.update(customer.id, {"phone": "123", "name": ""}, key())
    deleted = client.v1.customers.delete(customer.id)

    assert (customer.address.city, changed.phone, changed.name) == ("Porto", "123", None)
    assert deleted.deleted
    assert client.v1.customers.retrieve(customer.id).deleted
    assert client.v1.customers.list().data == []
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.customers.update(customer.id, {"name": "Ana"}, key())


def test_a_payment_method_belongs_to_one_customer_until_detached_for_good(client, pay, key):
    ana = client.v1.customers.create({}, key())
    ben = client.v1.customers.create({}, key())
    method = client.v1.payment_methods.attach("pm_card_visa", {"customer": ana.id}, key())

    assert pay(method.id, customer=ana.id).status == "succeeded"
    with pytest.raises(stripe.InvalidRequestError, match="must provide the customer"):
        pay(method.id)
    with pytest.raises(stripe.InvalidRequestError, match="does not belong to the Customer"):
        pay(method.id, customer=ben.id)
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.payment_methods.attach(method.id, {"customer": ben.id}, key())

    client.v1.payment_methods.detach(method.id, {}, key())
    with pytest.raises(stripe.InvalidRequestError, match="may not be used again"):
        pay(method.id)


def test_a_method_without_a_customer_pays_once(client, pay, key):
    card = {"token": "tok_visa"}
    method = client.v1.payment_methods.create({"type": "card", "card": card}, key())

    pay(method.id)

    with pytest.raises(stripe.InvalidRequestError, match="may not be used again"):
        pay(method.id)


def test_paying_for_future_use_keeps_the_card(client, pay, key):
    customer = client.v1.customers.create({}, key())

    pay(customer=customer.id, setup_future_usage="off_session")

    kept = client.v1.customers.payment_methods.list(customer.id, {"type": "card"}).data
    assert len(kept) == 1
    assert pay(kept[0].id, customer=customer.id, off_session=True).status == "succeeded"


def test_a_payment_method_can_be_corrected(client, key):
    customer = client.v1.customers.create({}, key())
    method = client.v1.payment_methods.attach("pm_card_visa", {"customer": customer.id}, key())

    changed = client.v1.payment_methods.update(
        method.id,
        {"billing_details": {"name": "Ana"}, "card": {"exp_month": 6, "exp_year": 2041}},
        key(),
    )
    client.v1.customers.update(
        customer.id, {"invoice_settings": {"default_payment_method": method.id}}, key()
    )

    assert (changed.billing_details.name, changed.card.exp_year) == ("Ana", 2041)
    settings = client.v1.customers.retrieve(
        customer.id, {"expand": ["invoice_settings.default_payment_method"]}
    ).invoice_settings
    assert settings.default_payment_method.id == method.id


def test_lists_page_both_ways(client, key):
    made = [client.v1.customers.create({}, key()).id for _ in range(5)][::-1]

    first = client.v1.customers.list({"limit": 2})
    second = client.v1.customers.list({"limit": 2, "starting_after": first.data[-1].id})
    back = client.v1.customers.list({"limit": 2, "ending_before": second.data[0].id})
    everything = [customer.id for customer in first.auto_paging_iter()]

    assert [customer.id for customer in first.data] == made[:2]
    assert [customer.id for customer in second.data] == made[2:4]
    assert [customer.id for customer in back.data] == made[:2]
    assert (first.has_more, back.has_more) == (True, False)
    assert everything == made


def test_a_cursor_must_exist(client):
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.customers.list({"starting_after": "cus_gone"})

    assert refused.value.param == "starting_after"


def test_lists_are_filtered(client, control, key):
    client.v1.customers.create({"email": "a@estuary.test"}, key())
    now = control("POST", "clock", {"advance": 1000})["now"]
    client.v1.customers.create({"email": "b@estuary.test"}, key())

    late = client.v1.customers.list({"created": {"gte": now}}).data
    early = client.v1.customers.list({"created": {"lt": now}}).data
    named = client.v1.customers.list({"email": "a@estuary.test"}).data

    assert [customer.email for customer in late] == ["b@estuary.test"]
    assert [customer.email for customer in early] == ["a@estuary.test"]
    assert [customer.email for customer in named] == ["a@estuary.test"]


def test_expansion_reaches_through_lists_and_levels(client, pay, key):
    customer = client.v1.customers.create({"name": "Ana"}, key())
    intent = pay(customer=customer.id)
    client.v1.refunds.create({"payment_intent": intent.id, "amount": 1}, key())

    listed = client.v1.payment_intents.list(
        {"expand": ["data.latest_charge.balance_transaction.source", "data.customer"]}
    ).data[0]
    charge = client.v1.charges.retrieve(intent.latest_charge, {"expand": ["refunds.data.charge"]})

    assert listed.customer.name == "Ana"
    assert listed.latest_charge.balance_transaction.source.id == intent.latest_charge
    assert charge.refunds.data[0].charge.id == charge.id
    assert [refund.amount for refund in charge.refunds.auto_paging_iter()] == [1]


@pytest.mark.parametrize("path", ["amount", "latest_charge.amount", "nothing", "a.b.c.d.e"])
def test_what_cannot_be_expanded_is_refused(client, path):
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.payment_intents.list({"expand": [f"data.{path}"]})


def test_events_tell_what_happened_in_order(client, pay, key):
    intent = pay()
    client.v1.refunds.create({"payment_intent": intent.id}, key())

    events = client.v1.events.list().data[::-1]

    assert [event.type for event in events] == [
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.succeeded",
        "charge.refunded",
        "refund.created",
    ]
    assert events[0]["request"].idempotency_key.startswith("estuary:test:")
    assert events[0]["request"].id.startswith("req_")
    assert events[2].data.object.id == intent.id
    assert {event.api_version for event in events} == {"2026-08-26.dahlia"}


@pytest.mark.parametrize(
    ("method", "more", "types"),
    [
        (
            "pm_card_visa",
            {"capture_method": "manual"},
            ["charge.succeeded", "payment_intent.amount_capturable_updated"],
        ),
        ("pm_card_threeDSecure2Required", {}, ["payment_intent.requires_action"]),
        (
            "pm_usBankAccount_success",
            {"payment_method_types": ["us_bank_account"]},
            ["charge.pending", "payment_intent.processing"],
        ),
    ],
)
def test_each_way_of_confirming_has_its_events(client, pay, method, more, types):
    pay(method, **more)

    told = [event.type for event in client.v1.events.list().data][::-1]
    assert told[:3] == ["payment_intent.created", *types]


def test_a_decline_and_a_cancellation_are_told(client, pay, key):
    with pytest.raises(stripe.CardError) as refused:
        pay("pm_card_chargeDeclined")
    client.v1.payment_intents.cancel(refused.value.error.payment_intent.id, {}, key())

    events = client.v1.events.list({"limit": 3}).data
    assert [event.type for event in events] == [
        "payment_intent.canceled",
        "payment_intent.payment_failed",
        "charge.failed",
    ]


def test_an_update_tells_the_old_values(client, key):
    customer = client.v1.customers.create({"name": "Ana"}, key())
    client.v1.customers.update(customer.id, {"name": "Anna"}, key())

    event = client.v1.events.list({"type": "customer.updated"}).data[0]

    assert event.data.previous_attributes.to_dict() == {"name": "Ana"}
    assert client.v1.events.retrieve(event.id).data.object.name == "Anna"


def test_events_are_filtered_by_types(client, pay):
    pay()

    both = client.v1.events.list({"types": ["charge.succeeded", "payment_intent.created"]}).data

    assert [event.type for event in both] == ["charge.succeeded", "payment_intent.created"]


def test_balance_transactions_are_listed_by_source(client, pay):
    charge = pay().latest_charge
    pay()

    of_charge = client.v1.balance_transactions.list({"source": charge}).data

    assert [booked.source for booked in of_charge] == [charge]
    assert client.v1.balance_transactions.retrieve(of_charge[0].id).net == 941


def test_setup_intents_can_be_refused_and_cancelled(client, key):
    params = {"payment_method_types": ["card"], "payment_method": "pm_card_chargeDeclined"}
    setup = client.v1.setup_intents.create(params, key())

    with pytest.raises(stripe.CardError):
        client.v1.setup_intents.confirm(setup.id, {}, key())
    cancelled = client.v1.setup_intents.cancel(setup.id, {}, key())

    assert cancelled.status == "canceled"
    assert cancelled.last_setup_error.code == "card_declined"
