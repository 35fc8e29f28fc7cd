"""From a slot to a firm seat, through the API, against the Stripe sandbox."""

import pytest

from commerce.ledger.states import AccountKind
from commerce.models import Booking, Order, Payment, Posting
from tests.factories import UserFactory
from tests.loopback import http

pytestmark = pytest.mark.django_db


def book(api, user, service, word, **headers):
    return api(user).post(
        "/api/v1/bookings/", {"service": str(service.public_id), "slot": word}, headers=headers
    )


def pay(api, user, order_id, method="pm_card_visa", **headers):
    return api(user).post(
        "/api/v1/payments/confirm/",
        {"order": order_id, "payment_method": method},
        headers=headers,
    )


def balances():
    return {
        kind: Posting.objects.on(kind).balance().get("usd", 0)
        for kind in AccountKind.values
        if Posting.objects.on(kind).exists()
    }


def test_a_slot_is_held_then_paid_then_firm(api, service, client_user, slot, stripe_sandbox, relay):
    booked = book(api, client_user, service, slot(service))
    assert booked.status_code == 201, booked.json()
    data = booked.json()["data"]
    assert data["status"] == "pending"
    assert data["order"]["amount_due"] == {
        "amount_cents": 8000,
        "currency": "usd",
        "display": "$80.00",
    }
    assert data["order"]["payments"][0]["client_secret"].startswith("pi_")

    paid = pay(api, client_user, data["order"]["id"])
    assert paid.status_code == 200, paid.json()
    assert paid.json()["data"]["status"] == "paid"
    relay()

    [seen] = api(client_user).get("/api/v1/bookings/").json()["data"]["results"]
    assert (seen["status"], seen["order"]["amount_due"]["amount_cents"]) == ("confirmed", 0)
    assert balances() == {
        AccountKind.PROVIDER_CLEARING: 8000 - 262,
        AccountKind.PROVIDER_FEES: 262,
        AccountKind.RECEIVED: 0,
        AccountKind.SALES: 0,
        AccountKind.EARNINGS_PENDING: -7600,
        AccountKind.COMMISSION: -400,
    }


def test_cancelling_in_time_gives_everything_back(
    api, service, client_user, slot, stripe_sandbox, relay
):
    data = book(api, client_user, service, slot(service)).json()["data"]
    pay(api, client_user, data["order"]["id"])
    relay()

    quoted = api(client_user).get(f"/api/v1/bookings/{data['id']}/cancel/quote/")
    cancelled = api(client_user).post(f"/api/v1/bookings/{data['id']}/cancel/", {})
    relay()

    assert quoted.json()["data"]["refund"]["amount_cents"] == 8000
    assert cancelled.json()["data"]["cancellation"]["refund"]["amount_cents"] == 8000
    assert Order.objects.get().status == "refunded"
    [payment] = api(client_user).get("/api/v1/payments/history/").json()["data"]["results"]
    assert [(r["status"], r["amount"]["amount_cents"]) for r in payment["refunds"]] == [
        ("succeeded", 8000)
    ]
    assert balances() == {
        AccountKind.PROVIDER_CLEARING: -262,
        AccountKind.PROVIDER_FEES: 262,
        AccountKind.RECEIVED: 0,
        AccountKind.SALES: 0,
        AccountKind.EARNINGS_PENDING: 0,
        AccountKind.COMMISSION: 0,
        AccountKind.REFUNDS_DUE: 0,
    }


def test_a_declined_card_says_why_and_another_one_pays(
    api, service, client_user, slot, stripe_sandbox
):
    data = book(api, client_user, service, slot(service)).json()["data"]

    declined = pay(api, client_user, data["order"]["id"], "pm_card_visa_chargeDeclined")
    paid = pay(api, client_user, data["order"]["id"], "pm_card_mastercard")

    assert declined.status_code == 402
    assert declined.json()["code"] == "payment_refused"
    assert declined.json()["errors"] == {"payment": ["generic_decline"]}
    assert paid.json()["data"]["status"] == "paid"


def test_three_d_secure_continues_to_a_firm_seat(api, service, client_user, slot, stripe_sandbox):
    data = book(api, client_user, service, slot(service)).json()["data"]

    asked = pay(api, client_user, data["order"]["id"], "pm_card_threeDSecure2Required")
    [payment] = asked.json()["data"]["payments"]
    assert (asked.json()["data"]["status"], payment["status"]) == ("open", "action_needed")
    address = payment["next_action"]["redirect_to_url"]["url"]
    answer = authenticate(address)
    settled = api(client_user).post("/api/v1/payments/confirm/", {"order": data["order"]["id"]})

    assert answer < 400
    assert settled.json()["data"]["status"] == "paid"
    assert Booking.objects.get().status == "confirmed"


def authenticate(address: str) -> int:
    return http.post(address, data={"outcome": "complete"}).status_code


def test_the_same_key_books_once(api, service, client_user, slot, stripe_sandbox):
    word = slot(service)
    first = book(api, client_user, service, word, **{"Idempotency-Key": "k1"})
    again = book(api, client_user, service, word, **{"Idempotency-Key": "k1"})

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.json() == first.json()
    assert (Booking.objects.count(), Payment.objects.count()) == (1, 1)


def test_the_same_key_with_another_body_is_refused(api, service, client_user, slot, stripe_sandbox):
    word = slot(service)
    book(api, client_user, service, word, **{"Idempotency-Key": "k1"})

    other = api(client_user).post(
        "/api/v1/bookings/",
        {"service": str(service.public_id), "slot": word, "notes": "else"},
        headers={"Idempotency-Key": "k1"},
    )

    assert (other.status_code, other.json()["code"]) == (422, "key_reused")


def test_a_slot_that_went_names_the_nearest_free_ones(
    api, service, client_user, slot, stripe_sandbox, django_user_model
):
    from tests.factories import UserFactory  # noqa: PLC0415

    word = slot(service)
    book(api, client_user, service, word)

    late = book(api, UserFactory(), service, word)

    assert (late.status_code, late.json()["code"]) == (409, "slot_taken")
    offered = late.json()["errors"]["slot"]
    assert len(offered) == 5
    assert book(api, UserFactory(), service, offered[0]["slot"]).status_code == 201


def open_payment(api, user, order_id, **headers):
    return api(user).post("/api/v1/payments/create-intent/", {"order": order_id}, headers=headers)


def test_a_payment_the_provider_could_not_open_is_opened_when_asked_for(
    api, service, client_user, slot, stripe_sandbox
):
    stripe_sandbox.faults.plan(
        {"operation": "POST /v1/payment_intents", "kind": "error_500", "times": 1}
    )
    order = book(api, client_user, service, slot(service)).json()["data"]["order"]
    assert order["payments"][0]["client_secret"] is None

    opened = [
        open_payment(api, client_user, order["id"], **headers).json()["data"]["payments"][0]
        for headers in ({}, {"Idempotency-Key": "one"}, {"Idempotency-Key": "one"})
    ]

    assert opened[0]["client_secret"].startswith("pi_")
    assert opened[1:] == [opened[0], opened[0]]


def test_while_the_provider_is_down_a_payment_is_refused_with_a_word(
    api, service, client_user, slot, stripe_sandbox
):
    stripe_sandbox.faults.plan(
        {"operation": "POST /v1/payment_intents", "kind": "error_500", "times": 4}
    )
    order = book(api, client_user, service, slot(service)).json()["data"]["order"]

    answer = open_payment(api, client_user, order["id"])

    assert (answer.status_code, answer.json()["code"]) == (503, "payments_unavailable")


def test_an_order_that_is_closed_or_somebody_else_s_is_not_opened(
    api, service, client_user, slot, stripe_sandbox
):
    order = book(api, client_user, service, slot(service)).json()["data"]["order"]
    pay(api, client_user, order["id"])

    closed = open_payment(api, client_user, order["id"])
    foreign = open_payment(api, UserFactory(), order["id"])

    assert (closed.status_code, closed.json()["code"]) == (409, "order_closed")
    assert (foreign.status_code, foreign.json()["code"]) == (404, "order_not_found")
