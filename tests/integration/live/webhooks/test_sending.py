"""A webhook is sent at least once, signed, in its own time; who is gone is left alone."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from estuary.kernel.models import OutboxEvent
from live.models import WebhookAttempt, WebhookDelivery
from live.webhooks import gateway, operations, policies, sending
from live.webhooks.states import DeliveryStatus
from tests.factories.webhooks import (
    SECRET,
    FeedEntryFactory,
    WebhookDeliveryFactory,
    WebhookEndpointFactory,
)
from tests.threads import at_once

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 2, 1, 9, tzinfo=UTC)


def planned(address, **fields):
    """A webhook about a new entry, for one endpoint."""
    endpoint = WebhookEndpointFactory(address=address, **fields)
    [delivery_id] = operations.plan(entry_id=FeedEntryFactory().pk, now=NOW)
    return endpoint, WebhookDelivery.objects.get(pk=delivery_id)


def send(delivery, now=NOW):
    pause = sending.send(delivery_id=delivery.pk, now=now)
    delivery.refresh_from_db()
    delivery.endpoint.refresh_from_db()
    return pause


def killed_at(monkeypatch, module, step, delivery):
    """The worker is killed as it comes to a step of sending."""

    def killed(*_, **__):
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(module, step, killed)
        with pytest.raises(SystemExit):
            sending.send(delivery_id=delivery.pk, now=NOW)
    delivery.refresh_from_db()


def switched_off():
    return OutboxEvent.objects.filter(name="live.webhook_endpoint.switched_off").count()


def test_what_is_sent_is_verified_by_the_schemes_own_library(frontend):
    now = timezone.now()
    _, delivery = planned(frontend.address)
    WebhookDelivery.objects.update(due_at=now)

    assert send(delivery, now=now) is None

    [(_, headers, body)] = frontend.got
    said = Webhook(SECRET).verify(body, headers)
    assert said["type"] == "content.changed"
    assert said["data"]["seq"] == delivery.entry.seq
    assert said["data"]["kind"] == "published"
    assert said["timestamp"].endswith("Z")
    lowered = {name.lower(): value for name, value in headers.items()}
    assert lowered["webhook-id"] == delivery.message_id
    assert delivery.status == DeliveryStatus.DELIVERED
    attempt = WebhookAttempt.objects.get()
    assert (attempt.number, attempt.status_code, attempt.error) == (1, 204, "")


def test_a_forged_body_an_old_time_and_another_secret_are_refused(frontend):
    now = timezone.now()
    _, delivery = planned(frontend.address)
    WebhookDelivery.objects.update(due_at=now)
    send(delivery, now=now)
    [(_, headers, body)] = frontend.got
    headers = {name.lower(): value for name, value in headers.items()}
    an_hour_ago = str(int((now - timedelta(hours=1)).timestamp()))

    for secret, sent, told in (
        (SECRET, body.replace(b"published", b"deleted"), headers),
        (SECRET, body, headers | {"webhook-timestamp": an_hour_ago}),
        (SECRET, body, headers | {"webhook-id": "msg_another"}),
        (policies.secret_of(b"x" * 32), body, headers),
    ):
        with pytest.raises(WebhookVerificationError):
            Webhook(secret).verify(sent, told)


def test_while_a_secret_is_rotated_both_are_good(frontend):
    now = timezone.now()
    endpoint, delivery = planned(frontend.address)
    WebhookDelivery.objects.update(due_at=now)
    new = operations.rotate_secret(endpoint_id=endpoint.pk, now=now).secret
    assert new != SECRET

    send(delivery, now=now)
    [(_, headers, body)] = frontend.got
    for secret in (new, SECRET):
        Webhook(secret).verify(body, headers)

    late = now + policies.OVERLAP
    delivery.endpoint.refresh_from_db()
    assert len(sending.headers_of(delivery, now=late)["webhook-signature"].split()) == 1


def test_a_failure_is_tried_again_at_the_schemes_times(frontend):
    frontend.status, frontend.answer = 500, b"oops"
    _, delivery = planned(frontend.address)
    now, pauses = NOW, []

    while delivery.status == DeliveryStatus.WAITING and delivery.endpoint.is_enabled:
        pause = send(delivery, now=now)
        pauses.append(pause)
        now += max(pause or timedelta(0), policies.LONGEST_REST)

    assert pauses[:3] == [timedelta(seconds=5), timedelta(minutes=5), timedelta(minutes=30)]
    assert len(frontend.got) == 10
    assert len({body for _, _, body in frontend.got}) == 1
    assert delivery.status == DeliveryStatus.GIVEN_UP
    assert (delivery.tries.count(), delivery.tries.first().answer) == (10, "oops")


def test_an_endpoint_that_fails_for_three_days_is_switched_off_and_staff_hear_of_it(frontend):
    frontend.status = 503
    _, delivery = planned(frontend.address)
    send(delivery)
    assert delivery.endpoint.failing_since == NOW

    send(delivery, now=NOW + policies.FAILING_FOR)

    assert not delivery.endpoint.is_enabled
    assert delivery.endpoint.off_reason == sending.NOT_THERE
    assert switched_off() == 1
    assert operations.plan(entry_id=FeedEntryFactory().pk, now=NOW) == []


def test_an_answer_in_between_begins_the_days_anew(frontend):
    frontend.status = 503
    endpoint, first = planned(frontend.address)
    send(first)
    frontend.status = 200
    send(first, now=NOW + timedelta(minutes=1))
    assert (first.endpoint.failures, first.endpoint.failing_since) == (0, None)

    frontend.status = 503
    [second] = operations.plan(entry_id=FeedEntryFactory().pk, now=NOW)
    sending.send(delivery_id=second, now=NOW + policies.FAILING_FOR)

    endpoint.refresh_from_db()
    assert endpoint.is_enabled


def test_410_switches_the_endpoint_off_at_once(frontend):
    frontend.status = 410
    _, delivery = planned(frontend.address)

    send(delivery)

    assert not delivery.endpoint.is_enabled
    assert delivery.endpoint.off_reason == sending.NOT_WANTED
    assert switched_off() == 1


def test_who_cannot_be_reached_is_written_down_with_the_reason():
    _, delivery = planned("http://127.0.0.1:9/")

    assert send(delivery) == timedelta(seconds=5)

    attempt = WebhookAttempt.objects.get()
    assert (attempt.status_code, attempt.answer) == (None, "")
    assert "ConnectionRefusedError" in attempt.error


def test_nothing_is_sent_to_an_endpoint_that_is_off_until_it_is_on_again(frontend):
    endpoint, delivery = planned(frontend.address)
    operations.switch_off(endpoint_id=endpoint.pk)
    send(delivery)
    assert frontend.got == []

    operations.switch_on(endpoint_id=endpoint.pk)
    send(delivery)
    assert len(frontend.got) == 1


def test_an_endpoint_that_failed_rests_from_everything(frontend):
    frontend.status = 500
    _, first = planned(frontend.address)
    second = WebhookDeliveryFactory(endpoint=first.endpoint, due_at=NOW)
    send(first)

    send(second, now=NOW + timedelta(seconds=4))
    assert len(frontend.got) == 1
    send(second, now=NOW + timedelta(seconds=5))
    assert len(frontend.got) == 2


def test_one_that_is_slow_takes_no_more_than_one_worker(frontend):
    _, first = planned(frontend.address)
    second = WebhookDeliveryFactory(endpoint=first.endpoint, due_at=NOW)
    WebhookDelivery.objects.filter(pk=first.pk).update(leased_until=NOW + policies.LEASE)

    send(second)

    assert frontend.got == []


def test_what_a_killed_worker_held_is_sent_when_its_lease_ends(frontend, monkeypatch):
    _, delivery = planned(frontend.address)

    killed_at(monkeypatch, gateway, "post", delivery)

    assert send(delivery, now=NOW + timedelta(seconds=30)) is None
    assert frontend.got == []
    send(delivery, now=NOW + policies.LEASE + timedelta(seconds=1))
    assert (delivery.status, delivery.attempts) == (DeliveryStatus.DELIVERED, 2)


def test_killed_after_it_arrived_it_is_sent_twice_under_one_id(frontend, monkeypatch):
    _, delivery = planned(frontend.address)

    killed_at(monkeypatch, sending, "_write_down", delivery)
    send(delivery, now=NOW + policies.LEASE + timedelta(seconds=1))

    ids = {
        value
        for _, headers, _ in frontend.got
        for name, value in headers.items()
        if name.lower() == "webhook-id"
    }
    assert (len(frontend.got), len(ids)) == (2, 1)


@pytest.mark.django_db(transaction=True)
def test_many_workers_send_once(frontend):
    _, delivery = planned(frontend.address)

    at_once(*[lambda: sending.send(delivery_id=delivery.pk, now=NOW)] * 4)

    assert len(frontend.got) == 1


def test_no_connection_is_held_while_it_is_sent(frontend, monkeypatch):
    """Guards: `leave_for_outside`; inside a transaction it would raise."""
    _, delivery = planned(frontend.address)
    left = []
    monkeypatch.setattr(gateway.db, "leave_for_outside", lambda: left.append(True))

    send(delivery)

    assert left == [True]


def test_one_given_up_is_sent_again_from_the_first_pause(frontend):
    frontend.status = 500
    _, delivery = planned(frontend.address)
    WebhookDelivery.objects.filter(pk=delivery.pk).update(attempts=9)
    assert send(delivery) is None
    assert delivery.status == DeliveryStatus.GIVEN_UP

    operations.send_again(delivery_id=delivery.pk, now=NOW)

    assert send(delivery, now=NOW + timedelta(minutes=1)) == timedelta(seconds=5)
    assert (delivery.status, delivery.attempts) == (DeliveryStatus.WAITING, 11)


def test_one_on_its_way_is_not_sent_again():
    delivery = WebhookDeliveryFactory()

    with pytest.raises(operations.WebhookOnItsWay):
        operations.send_again(delivery_id=delivery.pk, now=NOW)


def test_a_test_is_signed_and_sent_like_every_other(frontend):
    endpoint = WebhookEndpointFactory(address=frontend.address)

    delivery = operations.send_test(endpoint_id=endpoint.pk, now=NOW)
    send(delivery)

    [(_, _, body)] = frontend.got
    assert json.loads(body)["type"] == "content.test"
    assert delivery.status == DeliveryStatus.DELIVERED
