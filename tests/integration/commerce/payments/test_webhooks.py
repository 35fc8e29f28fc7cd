"""What the provider tells us: believed only when signed, stored once, applied in any order."""

import itertools
import json
import time

import pytest
from django.test import AsyncRequestFactory
from django.utils import timezone

from commerce.checkout import cancelling, operations
from commerce.ledger.states import AccountKind
from commerce.models import Payment, Refund, WebhookReceipt
from commerce.payments import operations as payments
from commerce.payments.events import WebhookReceived
from commerce.payments.views import StripeWebhook
from estuary.kernel.models import OutboxDelivery, OutboxEvent
from sandbox.stripe.server import serve_in_thread
from sandbox.stripe.world import Timing
from tests.factories import ServiceFactory, UserFactory
from tests.factories.schedules import open_all_week
from tests.integration.commerce.checkout import steps
from tests.integration.commerce.payments.steps import events, post, signed

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(stripe_sandbox):
    service = ServiceFactory()
    open_all_week(service.practitioner)
    return steps.booked(service, UserFactory())


def thin(**changes) -> bytes:
    """An event of the newer kind, as an account's requirements changing is told."""
    event = {
        "id": "evt_test_65TzXk",
        "object": "v2.core.event",
        "type": "v2.core.account[configuration.recipient].capability_status_updated",
        "livemode": False,
        "created": "2026-08-26T10:00:00.000Z",
        "context": None,
        "related_object": {
            "id": "acct_1Tz",
            "type": "v2.core.account",
            "url": "/v2/core/accounts/acct_1Tz",
        },
        "reason": None,
    }
    return json.dumps(event | changes).encode()


def snapshot(**changes) -> bytes:
    """An event of the older kind, about a payout in an account."""
    event = {
        "id": "evt_1",
        "object": "event",
        "type": "payout.paid",
        "created": 1780000000,
        "account": "acct_1Tz",
        "livemode": False,
        "data": {"object": {"id": "po_1", "object": "payout"}},
    }
    return json.dumps(event | changes).encode()


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


def test_an_event_that_is_too_large_is_refused(api):
    body = thin(reason="x" * 257 * 1024)

    answer = post(api, body, signed(body))

    assert (answer.status_code, answer.json()["code"]) == (400, "event_too_large")
    assert not WebhookReceipt.objects.exists()


def test_an_event_that_does_not_say_how_large_it_is_is_read_no_further_than_an_event_goes(db):
    """Guards: the body is counted, its header is not believed."""
    body = thin(reason="x" * 257 * 1024)
    request = AsyncRequestFactory().post(
        "/api/v1/webhooks/stripe/",
        body,
        content_type="application/json",
        headers={"Stripe-Signature": signed(body)},
    )
    del request.META["CONTENT_LENGTH"]

    answer = StripeWebhook.as_view()(request)

    assert (answer.status_code, answer.data["code"]) == (400, "event_too_large")
    assert not WebhookReceipt.objects.exists()


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_what_does_not_come_as_json_is_refused(api, kind):
    answer = post(api, thin(), signed(thin()), content_type=kind)

    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")
    assert not WebhookReceipt.objects.exists()


@pytest.mark.parametrize(
    ("key", "livemode", "kept"),
    [
        ("sk_test_ours", False, 1),
        ("sk_test_ours", True, 0),
        ("sk_live_ours", False, 0),
        ("rk_live_ours", True, 1),
    ],
)
def test_what_happens_in_the_other_mode_is_thanked_for_and_not_kept(
    api, settings, key, livemode, kept
):
    """What connected accounts do in test mode is told to the live address too."""
    settings.STRIPE_SECRET_KEY = key
    bodies = [thin(livemode=livemode), snapshot(livemode=livemode)]

    assert {post(api, body, signed(body)).status_code for body in bodies} == {202}
    assert WebhookReceipt.objects.count() == 2 * kept


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


def test_an_event_that_only_names_its_object_is_kept_like_the_others(api, relay):
    answers = [post(api, thin(), signed(thin())).status_code for _ in range(2)]
    relay()

    kept = WebhookReceipt.objects.get()
    assert answers == [202, 202]
    assert (kept.event_id, kept.object_id, kept.account) == ("evt_test_65TzXk", "acct_1Tz", "")
    assert kept.type == "v2.core.account[configuration.recipient].capability_status_updated"
    assert kept.handled_at is not None


@pytest.mark.parametrize(
    ("about", "kept"), [({}, "acct_1Tz"), ({"related_object": None}, "")], ids=["one", "nothing"]
)
def test_a_thin_event_the_library_does_not_know_is_kept_too(api, about, kept):
    body = thin(type="v2.core.not_in_the_library", **about)

    assert post(api, body, signed(body)).status_code == 202
    assert WebhookReceipt.objects.get().object_id == kept


def test_an_event_in_another_account_is_kept_with_the_account(api):
    bodies = [snapshot(), thin(context="org_1/acct_2")]

    assert {post(api, body, signed(body)).status_code for body in bodies} == {202}
    assert set(WebhookReceipt.objects.values_list("object_id", "account")) == {
        ("po_1", "acct_1Tz"),
        ("acct_1Tz", "org_1/acct_2"),
    }


def test_an_event_about_something_without_an_id_is_kept(api):
    body = snapshot(type="balance.available", data={"object": {"object": "balance"}})

    assert post(api, body, signed(body)).status_code == 202
    assert WebhookReceipt.objects.get().object_id == ""


@pytest.mark.parametrize("signature", ["", "t=1,v1=00", "t=1780000000,v1=é"])
def test_a_thin_event_that_is_not_signed_rightly_is_refused(api, signature):
    assert post(api, thin(), signature).status_code == 400
    assert not WebhookReceipt.objects.exists()


NO_EVENTS = {
    "a list": b"[]",
    "nothing": b"{}",
    "null": b"null",
    "no JSON": b"not json",
    "brackets without an end": b"[" * 100_000,
    "a number without an end": b"9" * 100_000,
    "only its kind": b'{"object": "v2.core.event"}',
    "no name": snapshot(id=""),
    "a number for a name": snapshot(id=7),
    "a name that no row can hold": snapshot(id="evt_\x00"),
    "half a letter": snapshot(type="\ud800"),
    "a name that is too long": snapshot(id="e" * 256),
    "a type that is none": snapshot(type=["payout.paid"]),
    "a time that no calendar has": snapshot(created=10**300),
    "a time that is too late": snapshot(created=10**15),
    "an account that is none": snapshot(account={"id": "acct_1"}),
    "an object that is none": snapshot(data="payout"),
    "a thin name that is none": thin(id={"evt": 1}),
    "a thin time that is none": thin(created="yesterday"),
    "a thin object that is none": thin(related_object={"id": ["acct"]}),
    "a context that is none": thin(context="acct_\n1"),
}


@pytest.mark.parametrize("body", NO_EVENTS.values(), ids=NO_EVENTS)
def test_what_is_signed_and_no_event_is_refused(api, body):
    """Guards: what is read of an event is what a row can hold."""
    answer = post(api, body, signed(body))

    assert (answer.status_code, answer.json()["code"]) == (400, "not_an_event")
    assert not WebhookReceipt.objects.exists()


def test_names_may_be_as_long_as_the_provider_makes_them(api):
    body = snapshot(id="e" * 255, type="t" * 255, account="a" * 255)

    assert post(api, body, signed(body)).status_code == 202
    assert WebhookReceipt.objects.get().account == "a" * 255


def test_each_destination_of_events_may_have_a_secret_of_its_own(api, settings):
    settings.STRIPE_WEBHOOK_SECRET = "whsec_snapshots, whsec_thin"

    answers = [
        post(api, thin(), signed(thin(), secret=secret)).status_code
        for secret in ("whsec_snapshots", "whsec_thin", "whsec_snapshots, whsec_thin", "")
    ]

    assert answers == [202, 202, 400, 400]
