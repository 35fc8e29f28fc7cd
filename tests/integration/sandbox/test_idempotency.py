"""The same key, the same answer; anything else is an error."""

import threading
import time

import pytest
import requests
import stripe

ORDER = {"idempotency_key": "estuary:order:1"}
PARAMS = {"amount": 1000, "currency": "usd"}


def test_a_repeated_request_gets_the_first_answer(client, control):
    first = client.v1.payment_intents.create(PARAMS, ORDER)
    second = client.v1.payment_intents.create(PARAMS, ORDER)

    assert second.id == first.id
    assert second.last_response.headers["Idempotent-Replayed"] == "true"
    assert second.last_response.headers["Original-Request"] == first.last_response.request_id
    assert len(client.v1.payment_intents.list().data) == 1
    entries = control("GET", "journal?method=POST")["data"]
    assert [entry["replayed"] for entry in entries] == [False, True]


def test_a_decline_is_replayed_too(client, pay):
    params = {
        **PARAMS,
        "payment_method": "pm_card_chargeDeclined",
        "payment_method_types": ["card"],
        "confirm": True,
    }
    for _ in range(2):
        with pytest.raises(stripe.CardError):
            client.v1.payment_intents.create(params, ORDER)

    assert len(client.v1.charges.list().data) == 1


def test_a_500_is_replayed_too(client, sandbox):
    sandbox.faults.plan({"operation": "POST /v1/payment_intents", "kind": "error_500"})

    for _ in range(2):
        with pytest.raises(stripe.APIError):
            client.v1.payment_intents.create(PARAMS, ORDER)

    assert client.v1.payment_intents.list().data == []


def test_a_key_does_not_fit_other_parameters(client):
    client.v1.payment_intents.create(PARAMS, ORDER)

    with pytest.raises(stripe.IdempotencyError, match="same parameters"):
        client.v1.payment_intents.create({**PARAMS, "amount": 1001}, ORDER)


def test_a_key_does_not_fit_another_address(client):
    client.v1.payment_intents.create(PARAMS, ORDER)

    with pytest.raises(stripe.IdempotencyError, match="same endpoint"):
        client.v1.customers.create({}, ORDER)


def test_a_validation_error_is_not_kept(client):
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.payment_intents.create({"currency": "usd"}, ORDER)

    assert client.v1.payment_intents.create(PARAMS, ORDER).amount == 1000


def test_a_rate_limit_is_not_kept(client, sandbox):
    sandbox.faults.plan({"operation": "POST *", "kind": "rate_limit"})
    with pytest.raises(stripe.RateLimitError):
        client.v1.payment_intents.create(PARAMS, ORDER)

    assert client.v1.payment_intents.create(PARAMS, ORDER).amount == 1000


def test_a_missing_key_of_the_api_is_not_kept(client, sandbox):
    refused = requests.post(
        f"{sandbox.url}/v1/payment_intents",
        data=PARAMS,
        headers={"Idempotency-Key": ORDER["idempotency_key"]},
        timeout=10,
    )

    assert refused.status_code == 401
    assert client.v1.payment_intents.create(PARAMS, ORDER).amount == 1000


def test_a_key_is_forgotten_after_a_day(client, control):
    first = client.v1.payment_intents.create(PARAMS, ORDER)
    control("POST", "clock", {"advance": 24 * 3600 - 60})
    assert client.v1.payment_intents.create(PARAMS, ORDER).id == first.id

    control("POST", "clock", {"advance": 61})

    assert client.v1.payment_intents.create(PARAMS, ORDER).id != first.id


def test_a_second_request_while_the_first_runs_is_a_conflict(client, connect, sandbox):
    sandbox.faults.plan({"operation": "POST /v1/payment_intents", "kind": "slow", "seconds": 1.0})
    made = []
    slow = threading.Thread(
        target=lambda: made.append(client.v1.payment_intents.create(PARAMS, ORDER))
    )
    slow.start()
    time.sleep(0.4)

    with pytest.raises(stripe.APIError) as refused:
        connect(sandbox.url).v1.payment_intents.create(PARAMS, ORDER)
    slow.join()

    assert (refused.value.http_status, refused.value.error.code) == (409, "idempotency_key_in_use")
    assert client.v1.payment_intents.create(PARAMS, ORDER).id == made[0].id


@pytest.mark.parametrize("options", [{}, {"idempotency_key": "mine:1"}])
def test_a_write_without_a_key_of_ours_is_refused(client, options):
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.payment_intents.create(PARAMS, options)

    assert refused.value.code == "sandbox_foreign_idempotency_key"
    assert client.v1.payment_intents.list().data == []


def test_one_key_used_by_many_at_once_makes_one_payment(connect, sandbox):
    outcomes = []

    def create():
        client = connect(sandbox.url, retries=3)
        outcomes.append(client.v1.payment_intents.create(PARAMS, ORDER).id)

    threads = [threading.Thread(target=create) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(outcomes) == 20
    assert len(set(outcomes)) == 1
