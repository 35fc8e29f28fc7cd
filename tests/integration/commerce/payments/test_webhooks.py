"""What the provider tells us: believed only when signed, stored once, applied in any order."""

import itertools
import time

import pytest
import stripe
from django.utils import timezone

from commerce.checkout import cancelling, operations
from commerce.ledger.states import AccountKind
from commerce.models import Payment, Refund, WebhookReceipt
from commerce.payments import operations as payments
from commerce.payments.events import WebhookReceived
from estuary.kernel.models import OutboxDelivery, OutboxEvent
from sandbox.stripe.server import serve_in_thread
from sandbox.stripe.world import Timing
from tests.factories import ServiceFactory, UserFactory
from tests.factories.schedules import open_all_week
from tests.integration.commerce.checkout import steps

pytestmark = pytest.mark.django_db

SECRET = "whsec_estuary_sandbox"


@pytest.fixture
def order(stripe_sandbox):
    service = ServiceFactory()
    open_all_week(service.practitioner)
    return steps.booked(service, UserFactory())


def signed(body: bytes, *, secret: str = SECRET, at: float | None = None) -> str:
    moment = int(at or time.time())
    mac = stripe.WebhookSignature._compute_signature(f"{moment}.{body.decode()}", secret)
    return f"t={moment},v1={mac}"


def post(api, body: bytes, signature: str):
    return api().generic(
        "POST",
        "/api/v1/webhooks/stripe/",
        body,
        content_type="application/json",
        headers={"Stripe-Signature": signature},
    )


def events(sandbox) -> list[bytes]:
    """Everything the provider has to tell, oldest first."""
    import httpx  # noqa: PLC0415

    listed = httpx.get(
        f"{sandbox.url}/v1/events?limit=100", auth=("sk_test_estuary_sandbox", "")
    ).json()["data"]
    bodies = [
        httpx.get(
            f"{sandbox.url}/sandbox/events/{event['id']}/delivery", params={"secret": SECRET}
        ).json()["payload"]
        for event in reversed(listed)
    ]
    return [body.encode() for body in bodies]


def test_an_event_confirms_a_booking_whose_browser_was_closed(api, order, stripe_sandbox, relay):
    steps.charged_behind_our_back(order)

    for body in events(stripe_sandbox):
        assert post(api, body, signed(body)).status_code == 202
    relay()

    assert steps.booking_of(order).status == "confirmed"
    assert not WebhookReceipt.objects.filter(handled_at=None).exists()


def test_an_event_that_comes_three_times_is_stored_once(api, order, stripe_sandbox):
    body = events(stripe_sandbox)[0]

    answers = [post(api, body, signed(body)).status_code for _ in range(3)]

    assert answers == [202, 202, 202]
    assert WebhookReceipt.objects.count() == 1
    assert OutboxEvent.objects.filter(name=WebhookReceived.name).count() == 1


def test_the_end_is_the_same_in_every_order(api, order, stripe_sandbox, relay):
    steps.charged_behind_our_back(order)
    operations.pay(
        user=order.user,
        order_id=order.public_id,
        payment_method="",
        return_url="",
        claim=None,
        now=timezone.now(),
    )
    booking = steps.booking_of(order)
    cancelling.cancel(
        public_id=booking.public_id, by=order.user, reason="", claim=None, now=timezone.now()
    )
    relay()

    told = [b for b in events(stripe_sandbox) if b'"payment_intent.' in b or b'"refund.' in b]
    for shuffled in itertools.islice(itertools.permutations(told), 0, None, 5):
        for body in shuffled:
            post(api, body, signed(body))
    relay()

    order.refresh_from_db()
    assert order.status == "refunded"
    assert [(p.status, p.amount_cents) for p in Payment.objects.all()] == [("succeeded", 8000)]
    assert [(r.status, r.amount_cents) for r in Refund.objects.all()] == [("succeeded", 8000)]


@pytest.mark.parametrize(
    "signature",
    [
        lambda body: "",
        lambda body: "t=1,v1=00",
        lambda body: signed(body, secret="whsec_somebody_else"),
        lambda body: signed(body, at=time.time() - 301),
        lambda body: signed(body + b" "),
    ],
)
def test_what_is_not_signed_rightly_is_refused_and_not_kept(api, order, stripe_sandbox, signature):
    body = events(stripe_sandbox)[0]

    answer = post(api, body, signature(body))

    assert (answer.status_code, answer.json()["code"]) == (400, "bad_signature")
    assert not WebhookReceipt.objects.exists()


def test_without_a_secret_the_address_takes_nothing(api, order, stripe_sandbox, settings):
    settings.STRIPE_WEBHOOK_SECRET = ""
    body = events(stripe_sandbox)[0]

    answer = post(api, body, signed(body, secret=""))

    assert answer.status_code == 400
    assert not WebhookReceipt.objects.exists()


def test_an_event_that_is_too_large_is_refused_unread(api, order):
    body = b'{"id": "' + b"x" * (257 * 1024) + b'"}'

    assert post(api, body, signed(body)).status_code == 400


def test_an_event_about_something_not_written_down_yet_waits(api, order, stripe_sandbox, relay):
    body = next(b for b in events(stripe_sandbox) if b'"payment_intent.created"' in b)
    body = body.replace(b"payment_intent.created", b"payment_intent.succeeded")
    Payment.objects.filter(pk=order.payment.pk).update(
        reference="not:yet", intent_id=None, status="planned"
    )
    post(api, body, signed(body))

    relay()

    delivery = OutboxDelivery.objects.get()
    assert (delivery.done_at, delivery.parked_at, delivery.attempts) == (None, None, 1)
    assert "NotKnownYet" in delivery.last_error


def test_a_fee_that_is_named_later_reaches_the_books(api, order, stripe_sandbox, relay, settings):
    later = serve_in_thread(timing=Timing(settle=60.0))
    settings.STRIPE_API_BASE = later.url
    payments.gateway.cache_clear()
    with later:
        steps.paid(steps.booked(order.lines.get().service, UserFactory()))
        payment = Payment.objects.get(status="succeeded")
        assert payment.fee_cents is None
        later.sandbox.move_clock(120)
        later.sandbox.do_jobs()
        for body in events(later):
            post(api, body, signed(body))
        relay()

    payment.refresh_from_db()
    assert payment.fee_cents == 262
    assert steps.balance(AccountKind.PROVIDER_FEES) == 262
