"""What Stripe's schema does not allow is refused in Stripe's words."""

import pytest
import requests
import stripe

KEYED = {"Idempotency-Key": "estuary:1", "Authorization": "Bearer sk_test_house"}


def post(sandbox, path, data, **headers):
    return requests.post(
        f"{sandbox.url}{path}", data=data, headers={**KEYED, **headers}, timeout=10
    )


@pytest.mark.parametrize(
    ("data", "code", "param"),
    [
        ({"currency": "usd"}, "parameter_missing", "amount"),
        ({"amount": "ten", "currency": "usd"}, "parameter_invalid_integer", "amount"),
        ({"amount": "1.5", "currency": "usd"}, "parameter_invalid_integer", "amount"),
        ({"amount": "", "currency": "usd"}, "parameter_invalid_empty", "amount"),
        ({"amount": "900", "currency": "usd", "colour": "red"}, "parameter_unknown", "colour"),
        (
            {"amount": "900", "currency": "usd", "shipping[nam]": "x"},
            "parameter_unknown",
            "shipping[nam]",
        ),
        (
            {"amount": "900", "currency": "usd", "automatic_payment_methods[enabled]": "maybe"},
            "parameter_invalid_boolean",
            "automatic_payment_methods[enabled]",
        ),
        (
            {"amount": "900", "currency": "usd", "automatic_payment_methods": "yes"},
            "parameter_invalid_hash",
            "automatic_payment_methods",
        ),
        ({"amount": "900", "currency": "usd", "capture_method": "late"}, None, "capture_method"),
        ({"amount": "900", "currency": "usd", "expand[]": "amount"}, None, "expand"),
        (
            {"amount": "900", "currency": "usd", "application_fee_amount": "9"},
            "sandbox_not_implemented",
            "application_fee_amount",
        ),
    ],
)
def test_a_wrong_parameter_is_named(sandbox, data, code, param):
    answer = post(sandbox, "/v1/payment_intents", data)

    error = answer.json()["error"]
    assert (answer.status_code, error["type"]) == (400, "invalid_request_error")
    assert (error.get("code"), error["param"]) == (code, param)


def test_an_unknown_choice_is_told_the_known_ones(sandbox):
    answer = post(sandbox, "/v1/refunds", {"charge": "ch_1", "reason": "bored"})

    assert answer.json()["error"]["message"] == (
        "Invalid reason: must be one of duplicate, fraudulent, or requested_by_customer"
    )


@pytest.mark.parametrize("query", ["limit=many", "limit=0", "limit=101", "colour=red"])
def test_queries_are_checked_too(sandbox, query):
    answer = requests.get(f"{sandbox.url}/v1/customers?{query}", headers=KEYED, timeout=10)

    assert answer.status_code == 400


def test_a_refusal_carries_its_request_id(sandbox):
    answer = post(sandbox, "/v1/refunds", {})

    assert answer.headers["Request-Id"].startswith("req_")
    assert answer.json()["error"]["request_log_url"].endswith(answer.headers["Request-Id"])


@pytest.mark.parametrize(
    "header",
    [
        None,
        "Bearer ",
        "Bearer sk_live_abc123abc123",
        "Bearer rk_test_1",
        "Bearer nonsense",
        "Basic ???",
    ],
)
def test_no_key_or_an_odd_one_is_refused(sandbox, header):
    headers = {"Authorization": header} if header else {}

    answer = requests.get(f"{sandbox.url}/v1/balance", headers=headers, timeout=10)

    assert answer.status_code == 401
    assert answer.json()["error"]["type"] == "invalid_request_error"
    assert "abc123abc123" not in answer.text


def test_a_key_may_come_by_basic_authentication(sandbox):
    answer = requests.get(f"{sandbox.url}/v1/balance", auth=("sk_test_house", ""), timeout=10)

    assert answer.status_code == 200


def test_another_api_version_is_refused(sandbox):
    headers = {**KEYED, "Stripe-Version": "2020-08-27"}

    answer = requests.get(f"{sandbox.url}/v1/balance", headers=headers, timeout=10)

    assert answer.status_code == 400
    assert "2026-08-26.dahlia" in answer.json()["error"]["message"]


def test_the_library_speaks_the_pinned_version(client, control):
    client.v1.balance.retrieve()

    assert stripe.api_version == "2026-08-26.dahlia"


@pytest.mark.parametrize(("method", "path"), [("GET", "/v1/nothing"), ("PUT", "/v1/customers")])
def test_an_unknown_address_is_not_found(sandbox, method, path):
    answer = requests.request(method, f"{sandbox.url}{path}", headers=KEYED, timeout=10)

    assert answer.status_code == 404
    assert "Unrecognized request URL" in answer.json()["error"]["message"]


def test_what_does_not_exist_is_named(client, key):
    with pytest.raises(stripe.InvalidRequestError, match="No such customer: 'cus_x'") as in_path:
        client.v1.customers.retrieve("cus_x")
    with pytest.raises(stripe.InvalidRequestError) as in_body:
        client.v1.payment_intents.create(
            {"amount": 900, "currency": "usd", "customer": "cus_x"}, key()
        )

    assert (in_path.value.http_status, in_path.value.code) == (404, "resource_missing")
    assert (in_body.value.http_status, in_body.value.param) == (400, "customer")


def test_a_body_in_two_shapes_is_refused(sandbox):
    assert post(sandbox, "/v1/customers", "metadata=1&metadata[a]=2").status_code == 400
    assert post(sandbox, "/v1/customers", "metadata[a=2").status_code == 400


def test_names_and_texts_come_back_as_they_were_sent(client, key):
    name = "Zoë & <Ørjan> 日本 +1%"

    customer = client.v1.customers.create({"name": name, "metadata": {"a b": "d=e"}}, key())

    assert client.v1.customers.retrieve(customer.id).name == name
    assert customer.metadata.to_dict() == {"a b": "d=e"}
