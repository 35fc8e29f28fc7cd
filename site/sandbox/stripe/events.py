"""Events: what happened, as it was at that moment, and to whom it will be told."""

import json
from typing import Any

from sandbox.stripe.contract import API_VERSION
from sandbox.stripe.world import Body, World


def emit(world: World, event_type: str, body: Body, *, before: Body | None = None) -> Body:
    """Record an event about an object and plan its delivery; `before` shows what changed."""
    data: Body = {"object": body}
    if before is not None:
        data["previous_attributes"] = changes(before, body)
    event = world.create(
        "event",
        {
            "api_version": API_VERSION,
            "data": data,
            "pending_webhooks": 0,
            "request": {
                "id": world.cause.request_id,
                "idempotency_key": world.cause.idempotency_key,
            },
            "type": event_type,
        },
    )
    for endpoint in listening(world, event_type):
        plan_delivery(world, event["id"], endpoint["id"])
    return event


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
        world.time(),
    )


def listening(world: World, event_type: str) -> list[Body]:
    """The enabled webhook endpoints that asked for this type."""
    rows = world.store.rows("SELECT body FROM objects WHERE kind = 'webhook_endpoint'")
    endpoints = [json.loads(row["body"]) for row in rows]
    return [
        endpoint
        for endpoint in endpoints
        if endpoint.get("status") == "enabled"
        and {"*", event_type} & set(endpoint["enabled_events"])
    ]
