"""The story the house is built for, told through its API by somebody who has never been here."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from commerce.checkout import audit
from tests.factories import ServiceFactory
from tests.factories.schedules import open_all_week
from tests.loopback import http

pytestmark = pytest.mark.django_db

PASSWORD = "a-quiet-room-1"


@pytest.fixture
def service():
    service = ServiceFactory(title="Breathwork for sleep")
    open_all_week(service.practitioner)
    return service


class Stranger:
    """Somebody at a terminal: they know the address of the API, and what it answers."""

    def __init__(self, client, relay) -> None:
        self.client, self.relay = client, relay

    def get(self, path, **params):
        return self._data(self.client.get(f"/api/v1/{path}", params))

    def post(self, path, body=None, *, status=None):
        answer = self.client.post(f"/api/v1/{path}", body or {})
        self.relay()
        if status is not None:
            assert answer.status_code == status, answer.json()
            return answer.json()
        return self._data(answer)

    def register(self):
        joined = self.post(
            "auth/register/",
            {
                "email": "Clara@Example.test",
                "password": PASSWORD,
                "first_name": "Clara",
                "last_name": "Reis",
            },
        )
        self.client.credentials(HTTP_AUTHORIZATION=f"Bearer {joined['access']}")
        return joined["user"]

    def book(self, *, day=0):
        [found] = self.get("services/", search="breathwork")["results"]
        days = self.get(
            f"practitioners/{found['practitioner']['slug']}/availability/",
            service=found["slug"],
            timezone="Europe/Lisbon",
        )["days"]
        slot = days[2 + day]["slots"][0]["slot"]
        return self.post("bookings/", {"service": found["id"], "slot": slot})

    def pay(self, booking, card, *, status=None):
        body = {"order": booking["order"]["id"], "payment_method": card}
        return self.post("payments/confirm/", body, status=status)

    @staticmethod
    def _data(answer):
        assert answer.status_code < 300, answer.json()
        return answer.json()["data"]


@pytest.fixture
def stranger(api, relay, stripe_sandbox, service) -> Stranger:
    return Stranger(api(), relay)


def subjects_to(address):
    return [letter.subject for letter in mail.outbox if letter.to == [address]]


def test_registered_booked_paid_cancelled_and_paid_back(stranger, stripe_sandbox):
    user = stranger.register()
    assert user["email"] == "clara@example.test"

    booking = stranger.book()
    assert (booking["status"], booking["order"]["status"]) == ("pending", "open")
    order = stranger.pay(booking, "pm_card_visa")
    assert order["status"] == "paid"
    assert stranger.get(f"bookings/{booking['id']}/")["status"] == "confirmed"

    quoted = stranger.get(f"bookings/{booking['id']}/cancel/quote/")
    cancelled = stranger.post(f"bookings/{booking['id']}/cancel/", {"reason": "Ill"})
    assert cancelled["cancellation"]["refund"] == quoted["refund"]
    assert quoted["refund"]["amount_cents"] == 8000

    [payment] = stranger.get("payments/history/")["results"]
    assert [(r["status"], r["amount"]["display"]) for r in payment["refunds"]] == [
        ("succeeded", "$80.00")
    ]
    [asked] = stripe_sandbox.journal.entries(method="POST", path="/v1/refunds")
    assert asked["idempotency_key"].startswith("estuary:refund:")
    told = subjects_to("clara@example.test")
    assert len(told) == 4, told  # verify, confirmed, cancelled, refunded
    assert audit.findings(now=timezone.now() + timedelta(hours=1)) == []


def test_the_bank_asks_before_it_pays(stranger):
    stranger.register()
    booking = stranger.book()

    order = stranger.pay(booking, "pm_card_threeDSecure2Required")
    [payment] = order["payments"]
    assert (order["status"], payment["status"]) == ("open", "action_needed")
    address = payment["next_action"]["redirect_to_url"]["url"]
    assert http.get(address).status_code == 200
    assert http.post(address, data={"outcome": "complete"}).status_code < 400

    assert stranger.post("payments/confirm/", {"order": order["id"]})["status"] == "paid"
    assert stranger.get(f"bookings/{booking['id']}/")["status"] == "confirmed"


def test_a_declined_card_costs_nothing_and_another_one_pays(stranger):
    stranger.register()
    booking = stranger.book()

    declined = stranger.pay(booking, "pm_card_visa_chargeDeclinedInsufficientFunds", status=402)
    assert (declined["code"], declined["errors"]) == (
        "payment_refused",
        {"payment": ["insufficient_funds"]},
    )
    assert stranger.get(f"bookings/{booking['id']}/")["status"] == "pending"

    assert stranger.pay(booking, "pm_card_visa")["status"] == "paid"
