"""From the stored object to the answer: what changes with time, and what is expanded."""

from typing import Any

from sandbox.stripe.paging import listing
from sandbox.stripe.v1_account import v1_view
from sandbox.stripe.world import Body, World

Holder = dict[str, Any]


def present(world: World, answer: Body, paths: list[str]) -> Body:
    """The answer with its moving fields brought up to date and the given paths expanded."""
    refresh(world, answer)
    for path in paths:
        _expand(world, answer, path.split("."))
    return answer


def refresh(world: World, body: Body) -> Body:
    """Fields that are a matter of the hour rather than of the record."""
    kind = body.get("object")
    if kind == "list":
        for item in body["data"]:
            refresh(world, item)
    elif kind == "balance_transaction":
        body["status"] = "available" if body["available_on"] <= world.now() else "pending"
    elif kind == "event":
        row = world.store.row(
            "SELECT count(*) AS waiting FROM deliveries WHERE event = ? AND state = 'pending'",
            body["id"],
        )
        body["pending_webhooks"] = row["waiting"] if row else 0
    return body


def _expand(world: World, holder: Holder, levels: list[str]) -> None:
    level, rest = levels[0], levels[1:]
    if holder.get("object") == "charge" and level == "refunds" and level not in holder:
        holder[level] = _refunds_of(world, holder)
    value = holder.get(level)
    if isinstance(value, str):
        found = world.lookup(value)
        if found is not None and found["object"] == "v2.core.account":
            found = v1_view(found, world.hidden(value))
        if found is not None:
            value = holder[level] = refresh(world, found)
    for inner in value if isinstance(value, list) else [value]:
        if rest and isinstance(inner, dict):
            _expand(world, inner, rest)


def _refunds_of(world: World, charge: Body) -> Body:
    url = f"/v1/charges/{charge['id']}/refunds"
    return listing(world, "refund", {"limit": 100}, url=url, where={"charge": charge["id"]})
