"""Events: what happened, as it was at that moment, and to whom it will be told.

Most carry a snapshot of the object. Those of `/v2` are thin: they name the object, and whoever
hears of it fetches the rest. An endpoint hears of the platform's own objects, of those of
connected accounts, or thin events.
"""

import datetime
import json
from typing import Any

from sandbox.stripe.contract import API_VERSION
from sandbox.stripe.world import Body, World

SELF, CONNECT, THIN = "self", "connect", "thin"
# What a webhook says of a thin event; `data` and `changes` are for those who fetch it.
TOLD = (
    "id",
    "object",
    "type",
    "livemode",
    "created",
    "context",
    "related_object",
    "reason",
)


def emit(world: World, event_type: str, body: Body, *, before: Body | None = None) -> Body:
    """Record an event about an object and plan its delivery; `before` shows what changed."""
    data: Body = {"object": body}
    if before is not None:
        data["previous_attributes"] = changes(before, body)
    event = {
        "api_version": API_VERSION,
        "data": data,
        "pending_webhooks": 0,
        "request": {
            "id": world.cause.request_id,
            "idempotency_key": world.cause.idempotency_key,
        },
        "type": event_type,
    }
    if world.account:
        event["account"] = world.account
    event = world.create("event", event)
    _plan(world, event, CONNECT if world.account else SELF)
    return event


def emit_thin(world: World, event_type: str, related: Body, *, data: Body | None = None) -> Body:
    """Record a thin event about an object of `/v2`: `id`, `type` and `url` in `related`."""
    event = {
        "created": timestamp(world.time()),
        "type": event_type,
        "context": None,
        "reason": _reason(world),
        "related_object": related,
        "changes": None,
    }
    if data is not None:
        event["data"] = data
    event = world.create("v2.core.event", event)
    _plan(world, event, THIN)
    return event


def notification(event: Body) -> Body:
    """What is sent to an endpoint: all of a snapshot event, the outline of a thin one."""
    if event["object"] == "event":
        return event
    return {name: event[name] for name in TOLD}


def timestamp(moment: float) -> str:
    """A time as `/v2` writes it: `2026-08-26T10:00:00.000Z`."""
    at = datetime.datetime.fromtimestamp(moment, datetime.UTC)
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def changes(before: Body, after: Body) -> dict[str, Any]:
    """The old values of what changed."""
    return {
        name: before.get(name)
        for name in {**before, **after}
        if before.get(name) != after.get(name)
    }


def plan_delivery(world: World, event_id: str, endpoint_id: str) -> int:
    """Put an event on an endpoint's list; the courier takes it from there."""
    return world.store.run(
        "INSERT INTO deliveries (event, endpoint, state, attempts, next_at)"
        " VALUES (?, ?, 'pending', 0, ?)",
        event_id,
        endpoint_id,
        world.wall(),
    )


def listening(world: World, event_type: str, voice: str) -> list[Body]:
    """The enabled webhook endpoints that asked for this type and hear this kind of event."""
    rows = world.store.rows("SELECT body, hidden FROM objects WHERE kind = 'webhook_endpoint'")
    endpoints = [
        json.loads(row["body"]) for row in rows if voice in json.loads(row["hidden"])["hears"]
    ]
    return [
        endpoint
        for endpoint in endpoints
        if endpoint.get("status") == "enabled"
        and {"*", event_type} & set(endpoint["enabled_events"])
    ]


def _plan(world: World, event: Body, voice: str) -> None:
    for endpoint in listening(world, event["type"], voice):
        plan_delivery(world, event["id"], endpoint["id"])


def _reason(world: World) -> Body | None:
    if world.cause.request_id is None:
        return None
    request = {
        "id": world.cause.request_id,
        "idempotency_key": world.cause.idempotency_key or "",
    }
    return {"type": "request", "request": request}
