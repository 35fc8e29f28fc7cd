"""Events reach their listeners: signed, again when refused, by hand when held."""

import time

import pytest
import requests
import stripe

from sandbox.stripe.server import serve_in_thread
from tests.integration.sandbox.conftest import SECRET


@pytest.fixture
def told(listener):
    """A sandbox that tells the listener everything, impatiently."""
    settings = {"webhook_url": listener.url, "webhook_secret": SECRET, "delays": (0.1, 0.1, 0.1)}
    with serve_in_thread(**settings) as running:
        yield running


@pytest.fixture
def client(told, connect):
    return connect(told.url)


@pytest.fixture
def control(told):
    def call(method, address, sent=None):
        answer = requests.request(method, f"{told.url}/sandbox/{address}", json=sent, timeout=10)
        answer.raise_for_status()
        return answer.json()

    return call


def test_events_arrive_signed(pay, listener):
    intent = pay()

    events = listener.wait_for(3)

    assert {event.type for event in events} == {
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.succeeded",
    }
    assert all(event.pending_webhooks == 1 for event in events)
    paid = next(event for event in events if event.type == "payment_intent.succeeded")
    assert paid.data.object.id == intent.id


def test_a_wrong_secret_does_not_fit_the_signature(pay, listener):
    pay()
    listener.wait_for(3)
    body, signature = listener.received[0]

    with pytest.raises(stripe.SignatureVerificationError):
        stripe.Webhook.construct_event(body, signature, "whsec_other", api_key="sk_test_house")
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.Webhook.construct_event(body + b" ", signature, SECRET, api_key="sk_test_house")


def test_a_refused_webhook_comes_again(client, key, control, listener):
    listener.answers = [500, 302]
    client.v1.customers.create({}, key())

    events = listener.wait_for(3)

    assert len({event.id for event in events}) == 1
    _settled(control, events[0].id)
    deliveries = control("GET", f"events/{events[0].id}/delivery")["deliveries"]
    assert [attempt["status"] for attempt in deliveries[0]["attempts"]] == [500, 302, 200]
    assert client.v1.events.retrieve(events[0].id).pending_webhooks == 0


def test_after_the_last_try_it_is_given_up(client, key, control, listener):
    listener.answers = [500] * 10
    client.v1.customers.create({}, key())

    event = listener.wait_for(4)[0]

    delivery = _settled(control, event.id)
    assert (delivery["state"], len(delivery["attempts"])) == ("failed", 4)


def test_held_webhooks_wait_and_can_be_sent_by_hand_in_any_order(client, key, control, listener):
    control("POST", "webhooks", {"deliver": False})
    customer = client.v1.customers.create({}, key())
    client.v1.customers.update(customer.id, {"name": "Ana"}, key())
    updated, created = client.v1.events.list().data
    time.sleep(0.5)
    assert listener.received == []

    for event in (updated, created, updated):
        assert control("POST", f"events/{event.id}/deliver")["data"][0]["status"] == 200

    assert listener.types() == ["customer.updated", "customer.created", "customer.updated"]


def test_held_webhooks_come_when_let_go(client, key, control, listener):
    control("POST", "webhooks", {"deliver": False})
    client.v1.customers.create({}, key())
    control("POST", "webhooks", {"deliver": True})

    assert listener.wait_for(1)[0].type == "customer.created"


def test_a_delivery_can_be_asked_for_and_carries_a_fresh_signature(client, key, control, listener):
    client.v1.customers.create({}, key())
    event_id = client.v1.events.list().data[0].id

    parcel = control("GET", f"events/{event_id}/delivery")

    event = stripe.Webhook.construct_event(
        parcel["payload"], parcel["signature"], SECRET, api_key="sk_test_house"
    )
    assert event.id == event_id


def test_endpoints_hear_only_what_they_asked_for(client, key, listener):
    other = client.v1.webhook_endpoints.create(
        {"url": listener.url + "&second", "enabled_events": ["customer.deleted"]}, key()
    )
    client.v1.customers.create({}, key())

    event = listener.wait_for(1)[0]

    assert event.type == "customer.created"
    time.sleep(0.3)
    assert len(listener.received) == 1
    assert other.secret.startswith("whsec_")


def test_endpoints_are_kept_changed_and_deleted(client, key):
    made = client.v1.webhook_endpoints.create(
        {"url": "http://127.0.0.1:9/none", "enabled_events": ["*"]}, key()
    )
    changed = client.v1.webhook_endpoints.update(made.id, {"disabled": True}, key())
    read = client.v1.webhook_endpoints.retrieve(made.id)
    deleted = client.v1.webhook_endpoints.delete(made.id)

    assert changed.status == "disabled"
    assert "secret" not in read
    assert deleted.deleted
    assert len(client.v1.webhook_endpoints.list().data) == 1


def test_nobody_home_is_no_harm(client, key, control, told):
    client.v1.webhook_endpoints.create(
        {"url": "http://127.0.0.1:9/none", "enabled_events": ["*"]}, key()
    )
    client.v1.customers.create({}, key())
    event_id = client.v1.events.list().data[0].id

    states = sorted(delivery["state"] for delivery in _all_settled(control, event_id))

    assert states == ["delivered", "failed"]


def _settled(control, event_id):
    return _all_settled(control, event_id)[0]


def _all_settled(control, event_id):
    until = time.monotonic() + 10
    while time.monotonic() < until:
        deliveries = control("GET", f"events/{event_id}/delivery")["deliveries"]
        if all(delivery["state"] != "pending" for delivery in deliveries):
            return deliveries
        time.sleep(0.05)
    raise AssertionError("The deliveries did not settle.")
