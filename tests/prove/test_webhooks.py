"""W: the provider's events, in any order and number."""

import itertools
import random
from datetime import timedelta

import httpx
import pytest
import stripe
from django.utils import timezone

from commerce.checkout import audit, cancelling
from commerce.models import Order, Refund
from commerce.payments import operations as payments
from commerce.payments.gateway import PaymentsUnavailable
from estuary.kernel.models import OutboxDelivery
from tests.factories import ServiceFactory, UserFactory
from tests.factories.schedules import open_all_week
from tests.integration.commerce.checkout import steps
from tests.integration.commerce.payments.steps import SECRET, post, signed

pytestmark = pytest.mark.django_db(transaction=True)

CORE = (
    "payment_intent.created",
    "payment_intent.succeeded",
    "charge.succeeded",
    "charge.refunded",
    "refund.created",
    "refund.updated",
)
REFUND_LOST = {"operation": "POST /v1/refunds", "kind": "timeout_after", "times": 2}
# Its refunds are pending at first, and made final by the sandbox's clock.
CARD = "pm_card_pendingRefund"


def story(service, client, day: int, sandbox) -> tuple[Order, list[bytes]]:
    """Bought, cancelled and refunded; of the refund we have heard nothing yet."""
    before = {event["id"] for event in told(sandbox)}
    starts_at = steps.first_start(service, after=timedelta(days=3 + day))
    order = steps.paid(steps.booked(service, client, starts_at=starts_at), method=CARD)
    booking = steps.booking_of(order)
    cancelling.cancel(
        public_id=booking.public_id, by=client, reason="", claim=None, now=timezone.now()
    )
    sandbox.faults.plan(REFUND_LOST)
    with pytest.raises(PaymentsUnavailable):
        payments.send_refund(refund_id=Refund.objects.get(payment=order.payment).pk)
    sandbox.faults.clear()
    httpx.post(f"{sandbox.url}/sandbox/jobs").raise_for_status()
    fresh = [event for event in told(sandbox) if event["id"] not in before]
    return order, [body_of(sandbox, event["id"]) for event in fresh if event["type"] in CORE]


def told(sandbox) -> list[dict]:
    return httpx.get(
        f"{sandbox.url}/v1/events?limit=100", auth=("sk_test_estuary_sandbox", "")
    ).json()["data"]


def body_of(sandbox, event_id: str) -> bytes:
    path = f"{sandbox.url}/sandbox/events/{event_id}/delivery"
    return httpx.get(path, params={"secret": SECRET}).json()["payload"].encode()


def test_w1_every_order_of_the_core_six_three_times_each(
    api, stripe_sandbox, relay, figure, monkeypatch
):
    monkeypatch.setattr(stripe.HTTPClient, "INITIAL_DELAY", 0.01)
    service = ServiceFactory(practitioner__timezone="UTC", minimum_notice_hours=1)
    open_all_week(service.practitioner)
    client, outcomes = UserFactory(), []

    for permutation in itertools.permutations(range(len(CORE))):
        order, bodies = story(service, client, 0, stripe_sandbox)
        assert len(bodies) == len(CORE)
        once = [bodies[n] for n in permutation]
        again = random.sample(once * 2, k=2 * len(once))
        for body in once + again:
            assert post(api, body, signed(body)).status_code == 202
        relay()
        order.refresh_from_db()
        refund = Refund.objects.get(payment=order.payment)
        outcomes.append((order.status, steps.booking_of(order).status, refund.status))

    found = audit.findings(now=timezone.now() + timedelta(hours=1))
    waiting = OutboxDelivery.objects.filter(done_at=None).count()
    expected = ("refunded", "cancelled", "succeeded")
    figure(
        "W1",
        "payment and refund events, each 3 times, in all 720 orders; the refund's answer was lost",
        must_be="the same final state as in order, once",
        measured=f"{outcomes.count(expected)} of {len(outcomes)} ended {'/'.join(expected)}; "
        f"{len(found)} findings of check_money, {waiting} events unhandled",
        holds=set(outcomes) == {expected} and len(outcomes) == 720 and not (found or waiting),
    )
