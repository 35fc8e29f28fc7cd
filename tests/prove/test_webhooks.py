"""W: the provider's events, in any order and number."""

import itertools
import random
from datetime import timedelta

import httpx
import pytest
from django.utils import timezone

from commerce.checkout import audit, operations
from commerce.ledger.states import AccountKind
from commerce.models import Booking, Order, Payment, Refund
from commerce.payments import operations as payments
from commerce.payments.gateway import PaymentsUnavailable
from estuary.kernel.models import OutboxDelivery
from tests.factories import ServiceFactory, UserFactory
from tests.factories.schedules import open_all_week
from tests.integration.commerce.checkout import steps
from tests.integration.commerce.payments.test_webhooks import SECRET, post, signed

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


def story(service, client, day: int, sandbox) -> tuple[Order, list[bytes]]:
    """Bought, cancelled and refunded; of the refund we have heard nothing yet."""
    before = {event["id"] for event in told(sandbox)}
    starts_at = steps.first_start(service, after=timedelta(days=3 + day))
    order = steps.paid(steps.booked(service, client, starts_at=starts_at))
    booking = steps.booking_of(order)
    operations.cancel(
        public_id=booking.public_id, by=client, reason="", claim=None, now=timezone.now()
    )
    sandbox.faults.plan(REFUND_LOST)
    with pytest.raises(PaymentsUnavailable):
        payments.send_refund(refund_id=Refund.objects.get(payment=order.payment).pk)
    sandbox.faults.clear()
    fresh = [event for event in told(sandbox) if event["id"] not in before]
    return order, [body_of(sandbox, event["id"]) for event in fresh if event["type"] in CORE]


def told(sandbox) -> list[dict]:
    return httpx.get(
        f"{sandbox.url}/v1/events?limit=100", auth=("sk_test_estuary_sandbox", "")
    ).json()["data"]


def body_of(sandbox, event_id: str) -> bytes:
    path = f"{sandbox.url}/sandbox/events/{event_id}/delivery"
    return httpx.get(path, params={"secret": SECRET}).json()["payload"].encode()


def outcome() -> dict:
    return {
        "orders": sorted(Order.objects.values_list("status", flat=True)),
        "bookings": sorted(Booking.objects.values_list("status", flat=True)),
        "payments": list(Payment.objects.values_list("status", "amount_cents").order_by("pk")),
        "refunds": list(Refund.objects.values_list("status", "amount_cents").order_by("pk")),
        "books": {kind: steps.balance(kind) for kind in AccountKind},
    }


def test_w1_every_order_of_the_core_six_three_times_each(api, stripe_sandbox, relay, figure):
    service = ServiceFactory(practitioner__timezone="UTC", minimum_notice_hours=1)
    open_all_week(service.practitioner)
    client, outcomes, kinds = UserFactory(), [], set()

    for permutation in itertools.permutations(range(len(CORE))):
        order, bodies = story(service, client, 0, stripe_sandbox)
        kinds |= {len(bodies)}
        deliveries = [bodies[n % len(bodies)] for n in permutation] * 3
        random.shuffle(deliveries) if permutation[0] % 2 else None
        for body in deliveries:
            assert post(api, body, signed(body)).status_code == 202
        relay()
        order.refresh_from_db()
        refund = Refund.objects.get(payment=order.payment)
        outcomes.append((order.status, steps.booking_of(order).status, refund.status))

    found = audit.findings(now=timezone.now() + timedelta(hours=1))
    waiting = OutboxDelivery.objects.filter(done_at=None).count()
    expected = ("refunded", "cancelled", "succeeded")
    assert kinds == {len(CORE)}
    figure(
        "W1",
        "payment and refund events, each 3 times, in all 720 orders; the refund's answer was lost",
        must_be="the same final state as in order, once",
        measured=f"{outcomes.count(expected)} of {len(outcomes)} ended {'/'.join(expected)}; "
        f"{len(found)} findings of check_money, {waiting} events unhandled",
        holds=set(outcomes) == {expected} and len(outcomes) == 720 and not (found or waiting),
    )
