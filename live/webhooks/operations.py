"""Endpoints of frontends, and what each of them is to be told."""

import json
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings

from estuary.kernel import db, events
from estuary.kernel.errors import DomainError, Kind
from live.realtime.models import FeedEntry
from live.webhooks import policies
from live.webhooks.events import WebhookEndpointSwitchedOff
from live.webhooks.models import WebhookDelivery, WebhookEndpoint
from live.webhooks.states import DeliveryStatus

SECRET_BYTES = 32
BY_STAFF = "Switched off in the back office."


class WebhookAddressRefused(DomainError):
    message = "Webhooks cannot be sent there."


class WebhookEndpointOff(DomainError):
    kind, message = Kind.CONFLICT, "This endpoint is switched off."


class WebhookEndpointOn(DomainError):
    kind, message = Kind.CONFLICT, "This endpoint is switched on already."


class WebhookOnItsWay(DomainError):
    kind, message = Kind.CONFLICT, "This webhook is still on its way."


@db.transaction
def add(
    *, address: str, description: str = "", kinds: Sequence[str] = (), tags: Sequence[str] = ()
) -> WebhookEndpoint:
    """A new endpoint, with a secret to be shown once; it hears what changes from now on.

    Without kinds it hears of all, without tags of everything. Raises WebhookAddressRefused.
    """
    _refuse_address(address)
    return WebhookEndpoint.objects.create(
        address=address,
        description=description,
        kinds=list(kinds),
        tags=list(tags),
        secret=_new_secret(),
    )


@db.transaction
def change(
    *, endpoint_id: int, address: str, description: str, kinds: Sequence[str], tags: Sequence[str]
) -> WebhookEndpoint:
    """Send what comes and what waits there from now on. Raises WebhookAddressRefused."""
    _refuse_address(address)
    endpoint = WebhookEndpoint.objects.lock().get(pk=endpoint_id)
    endpoint.address, endpoint.description = address, description
    endpoint.kinds, endpoint.tags = list(kinds), list(tags)
    endpoint.save(update_fields=["address", "description", "kinds", "tags", "updated_at"])
    return endpoint


@db.transaction
def rotate_secret(*, endpoint_id: int, now: datetime) -> WebhookEndpoint:
    """A new secret, to be shown once; for `OVERLAP` the old one signs everything as well."""
    endpoint = WebhookEndpoint.objects.lock().get(pk=endpoint_id)
    endpoint.previous_secret = endpoint.secret
    endpoint.previous_until = now + policies.OVERLAP
    endpoint.secret = _new_secret()
    endpoint.save(update_fields=["secret", "previous_secret", "previous_until", "updated_at"])
    return endpoint


@db.transaction
def switch_off(*, endpoint_id: int) -> None:
    """Send nothing any more; what waits is kept. Raises WebhookEndpointOff."""
    endpoint = WebhookEndpoint.objects.lock().get(pk=endpoint_id)
    if not endpoint.is_enabled:
        raise WebhookEndpointOff
    endpoint.is_enabled, endpoint.off_reason = False, BY_STAFF
    endpoint.save(update_fields=["is_enabled", "off_reason", "updated_at"])


@db.transaction
def switch_on(*, endpoint_id: int) -> None:
    """Send again, what waits first; what changed meanwhile is not made up.

    Raises WebhookEndpointOn.
    """
    endpoint = WebhookEndpoint.objects.lock().get(pk=endpoint_id)
    if endpoint.is_enabled:
        raise WebhookEndpointOn
    endpoint.is_enabled, endpoint.off_reason = True, ""
    note_answer(endpoint)
    endpoint.save(update_fields=["is_enabled", "off_reason", "updated_at"])


@db.transaction
def plan(*, entry_id: int, now: datetime) -> list[int]:
    """Write down a webhook for every endpoint that wants to hear of an entry, once each.

    Answers the keys of those that are still to be sent.
    """
    entry = FeedEntry.objects.get(pk=entry_id)
    body = _body(entry.type, {"seq": entry.seq, **entry.data}, at=entry.created_at)
    WebhookDelivery.objects.bulk_create(
        [
            WebhookDelivery(endpoint=endpoint, entry=entry, body=body, due_at=now)
            for endpoint in WebhookEndpoint.objects.enabled()
            if policies.wants(
                kinds=endpoint.kinds,
                tags=endpoint.tags,
                kind=entry.data.get("kind", ""),
                named=entry.data.get("tags", ()),
            )
        ],
        ignore_conflicts=True,
    )
    waiting = WebhookDelivery.objects.filter(entry=entry, status=DeliveryStatus.WAITING)
    return list(waiting.order_by("pk").values_list("pk", flat=True))


@db.transaction
def send_test(*, endpoint_id: int, now: datetime) -> WebhookDelivery:
    """A webhook about nothing, signed like every other. Raises WebhookEndpointOff."""
    endpoint = WebhookEndpoint.objects.lock().get(pk=endpoint_id)
    if not endpoint.is_enabled:
        raise WebhookEndpointOff
    body = _body("content.test", {"endpoint": str(endpoint.public_id)}, at=now)
    return WebhookDelivery.objects.create(endpoint=endpoint, body=body, due_at=now)


@db.transaction
def send_again(*, delivery_id: int, now: datetime) -> None:
    """Send a webhook once more, with all its attempts: one given up, or one that was delivered.

    The reader knows it by its id. Raises WebhookOnItsWay.
    """
    ended = WebhookDelivery.objects.filter(pk=delivery_id).exclude(status=DeliveryStatus.WAITING)
    tried = WebhookDelivery.objects.get(pk=delivery_id).attempts
    if not ended.update(
        status=DeliveryStatus.WAITING,
        delivered_at=None,
        due_at=now,
        leased_until=None,
        attempts_before=tried,
    ):
        raise WebhookOnItsWay


@db.transaction_required
def switch_off_because(endpoint: WebhookEndpoint, *, reason: str) -> None:
    """Give an endpoint up by what it answered, or did not; staff are told."""
    if not endpoint.is_enabled:
        return
    endpoint.is_enabled, endpoint.off_reason = False, reason
    endpoint.save(update_fields=["is_enabled", "off_reason", "updated_at"])
    events.record(WebhookEndpointSwitchedOff(endpoint_id=endpoint.pk))


@db.transaction_required
def note_answer(endpoint: WebhookEndpoint) -> None:
    """It is there: whatever failed before counts no more."""
    endpoint.failures, endpoint.failing_since, endpoint.rests_until = 0, None, None
    endpoint.save(update_fields=["failures", "failing_since", "rests_until", "updated_at"])


def problem_of(address: str) -> str:
    """Why webhooks cannot be sent to an address, as a sentence; empty when they can."""
    return policies.problem_of(address, may_stay_inside=settings.WEBHOOKS_TO_PRIVATE_NETWORKS)


def _refuse_address(address: str) -> None:
    if problem := problem_of(address):
        raise WebhookAddressRefused(problem)


def _new_secret() -> str:
    return policies.secret_of(secrets.token_bytes(SECRET_BYTES))


def _body(type: str, data: dict[str, Any], *, at: datetime) -> str:
    moment = at.isoformat().replace("+00:00", "Z")
    return json.dumps(
        {"type": type, "timestamp": moment, "data": data}, ensure_ascii=False, separators=(",", ":")
    )
