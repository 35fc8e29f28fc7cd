"""Planned trouble happens as planned, in order, as often as planned."""

import time

import pytest
import requests
import stripe

PARAMS = {"amount": 1000, "currency": "usd"}
CREATE = "POST /v1/payment_intents"


def test_a_connection_may_break_before_anything_is_done(client, sandbox, key):
    sandbox.faults.plan({"operation": CREATE, "kind": "timeout_before"})

    with pytest.raises(stripe.APIConnectionError):
        client.v1.payment_intents.create(PARAMS, key())

    assert client.v1.payment_intents.list().data == []


def test_a_connection_may_break_after_it_is_done_and_the_key_finds_it(client, sandbox, key):
    sandbox.faults.plan({"operation": CREATE, "kind": "timeout_after"})
    options = key()

    with pytest.raises(stripe.APIConnectionError):
        client.v1.payment_intents.create(PARAMS, options)

    done = client.v1.payment_intents.list().data
    assert client.v1.payment_intents.create(PARAMS, options).id == done[0].id
    entries = sandbox.journal.entries(method="POST")
    assert [entry["replayed"] for entry in entries] == [False, True]
    assert [entry["fault"] for entry in entries] == ["timeout_after", None]


def test_the_library_survives_a_broken_connection_by_its_key(connect, sandbox, key):
    sandbox.faults.plan({"operation": CREATE, "kind": "timeout_after", "times": 2})
    client = connect(sandbox.url, retries=2)

    intent = client.v1.payment_intents.create(PARAMS, key())

    assert [found.id for found in client.v1.payment_intents.list().data] == [intent.id]


def test_a_500_may_hide_that_it_was_done(client, sandbox, key):
    sandbox.faults.plan({"operation": CREATE, "kind": "error_500_after"})
    options = key()

    for _ in range(2):
        with pytest.raises(stripe.APIError):
            client.v1.payment_intents.create(PARAMS, options)

    assert len(client.v1.payment_intents.list().data) == 1


def test_an_answer_may_break_off_after_it_is_done_and_the_key_finds_it(client, sandbox, key):
    sandbox.faults.plan({"operation": CREATE, "kind": "malformed"})
    options = key()

    with pytest.raises(stripe.APIError, match="Invalid response body") as broken:
        client.v1.payment_intents.create(PARAMS, options)

    assert broken.value.http_status == 200
    done = client.v1.payment_intents.list().data
    assert client.v1.payment_intents.create(PARAMS, options).id == done[0].id
    entries = sandbox.journal.entries(method="POST")
    assert [entry["fault"] for entry in entries] == ["malformed", None]
    assert [entry["replayed"] for entry in entries] == [False, True]


def test_a_refusal_may_be_worded(client, sandbox, pay, key):
    charge = pay().latest_charge
    words = {
        "type": "invalid_request_error",
        "code": "insufficient_funds",
        "message": "Insufficient funds in your Stripe account.",
    }
    sandbox.faults.plan(
        {"operation": "POST /v1/refunds", "kind": "refuse", "status": 400, "error": words}
    )

    with pytest.raises(stripe.InvalidRequestError, match="Insufficient funds") as refused:
        client.v1.refunds.create({"charge": charge}, key())

    assert refused.value.code == "insufficient_funds"
    assert client.v1.refunds.create({"charge": charge}, key()).status == "succeeded"


def test_faults_come_in_order_and_as_often_as_planned(client, control, key):
    control(
        "POST",
        "faults",
        [
            {"operation": CREATE, "kind": "rate_limit", "times": 2},
            {"operation": CREATE, "kind": "refuse"},
        ],
    )
    kinds = []
    for _ in range(4):
        try:
            client.v1.payment_intents.create(PARAMS, key())
            kinds.append("none")
        except stripe.StripeError as error:
            kinds.append(type(error).__name__)

    assert kinds == ["RateLimitError", "RateLimitError", "CardError", "none"]
    assert control("GET", "faults")["data"] == []


def test_a_slow_answer_takes_its_time(client, sandbox, key):
    sandbox.faults.plan({"operation": CREATE, "kind": "slow", "seconds": 0.5})
    started = time.monotonic()

    client.v1.payment_intents.create(PARAMS, key())

    assert time.monotonic() - started >= 0.5


def test_faults_leave_other_operations_alone(client, sandbox):
    sandbox.faults.plan({"operation": "POST *", "kind": "rate_limit"})

    assert client.v1.balance.retrieve().object == "balance"


def test_the_plan_can_be_cleared_and_refuses_nonsense(sandbox, control):
    control("POST", "faults", {"operation": "*", "kind": "rate_limit"})
    control("DELETE", "faults")
    url = f"{sandbox.url}/sandbox/faults"

    assert control("GET", "faults")["data"] == []
    for nonsense in ({"operation": "*", "kind": "melt"}, {"kind": "slow"}, ["x"], "x"):
        assert requests.post(url, json=nonsense, timeout=5).status_code == 400
    assert requests.post(url, data="{", timeout=5).status_code == 400
