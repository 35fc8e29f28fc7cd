"""One webhook out, in three steps: take it in hand, send it, write down what was said."""

import time
from datetime import datetime, timedelta

from django.db.models import F
from standardwebhooks.webhooks import Webhook

from estuary.kernel import db
from live.webhooks import gateway, operations, policies
from live.webhooks.gateway import Answer, Unreachable
from live.webhooks.models import WebhookAttempt, WebhookDelivery, WebhookEndpoint
from live.webhooks.states import DeliveryStatus

GONE = 410
NOT_WANTED = "It answered 410: it wants no more webhooks."
NOT_THERE = "It failed for three days."


def send(*, delivery_id: int, now: datetime) -> timedelta | None:
    """Send one webhook if it is due; answers after which pause to try again, if it failed.

    Of many calls at once one sends. Killed in between, it is sent again when its lease ends:
    perhaps twice, never not at all; its id stays the same.
    """
    if not _take(delivery_id, now=now):
        return None
    delivery = WebhookDelivery.objects.select_related("endpoint").get(pk=delivery_id)
    headers = headers_of(delivery, now=now)
    begun = time.monotonic()
    said: Answer | str
    try:
        said = gateway.post(
            address=delivery.endpoint.address, headers=headers, body=delivery.body.encode()
        )
    except Unreachable as error:
        said = str(error)
    took = int((time.monotonic() - begun) * 1000)
    return _write_down(delivery, said, milliseconds=took, now=now)


def headers_of(delivery: WebhookDelivery, *, now: datetime) -> dict[str, str]:
    """What the Standard Webhooks scheme wants; two signatures while a secret is rotated."""
    endpoint = delivery.endpoint
    good = [endpoint.secret]
    if endpoint.previous_until is not None and endpoint.previous_until > now:
        good.append(endpoint.previous_secret)
    signatures = [
        Webhook(secret).sign(msg_id=delivery.message_id, timestamp=now, data=delivery.body)
        for secret in good
    ]
    return {
        "Content-Type": "application/json",
        "User-Agent": "Estuary-Webhooks/1",
        "webhook-id": delivery.message_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


@db.transaction
def _take(delivery_id: int, *, now: datetime) -> bool:
    """Take it in hand for the length of a lease; False when it is not ours to send.

    The endpoint's lock makes those of one endpoint take turns.
    """
    endpoint = WebhookEndpoint.objects.lock().filter(deliveries=delivery_id).first()
    due = WebhookDelivery.objects.due(now).filter(pk=delivery_id)
    return endpoint is not None and bool(
        WebhookDelivery.objects.filter(pk__in=due.values_list("pk", flat=True)).update(
            leased_until=now + policies.LEASE, attempts=F("attempts") + 1
        )
    )


@db.transaction
def _write_down(
    delivery: WebhookDelivery, said: Answer | str, *, milliseconds: int, now: datetime
) -> timedelta | None:
    endpoint = WebhookEndpoint.objects.lock().get(pk=delivery.endpoint_id)
    answer = said if isinstance(said, Answer) else None
    WebhookAttempt.objects.create(
        delivery=delivery,
        number=delivery.attempts,
        at=now,
        status_code=answer.status if answer else None,
        answer=answer.text.replace("\x00", "") if answer else "",
        error="" if isinstance(said, Answer) else said[:300],
        milliseconds=milliseconds,
    )
    # Unless somebody else has taken it in hand since.
    ours = WebhookDelivery.objects.filter(pk=delivery.pk, attempts=delivery.attempts)
    if answer is not None and 200 <= answer.status < 300:
        ours.update(status=DeliveryStatus.DELIVERED, delivered_at=now, leased_until=None)
        operations.note_answer(endpoint)
        return None
    pause = policies.pause_after(delivery.attempts - delivery.attempts_before)
    ours.update(
        status=DeliveryStatus.WAITING if pause else DeliveryStatus.GIVEN_UP,
        due_at=now + (pause or timedelta(0)),
        leased_until=None,
    )
    _note_failure(endpoint, now=now)
    if answer is not None and answer.status == GONE:
        operations.switch_off_because(endpoint, reason=NOT_WANTED)
    elif endpoint.failing_since and now - endpoint.failing_since >= policies.FAILING_FOR:
        operations.switch_off_because(endpoint, reason=NOT_THERE)
    return pause


@db.transaction_required
def _note_failure(endpoint: WebhookEndpoint, *, now: datetime) -> None:
    endpoint.failures += 1
    endpoint.failing_since = endpoint.failing_since or now
    endpoint.rests_until = now + policies.rest_after(endpoint.failures)
    endpoint.save(update_fields=["failures", "failing_since", "rests_until", "updated_at"])
