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
    if holder.get("object") == "invoice" and level in ON_INVOICES and level not in holder:
        holder[level] = ON_INVOICES[level](world, holder)
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


def _payments_of(world: World, invoice: Body) -> Body:
    where = {"invoice": invoice["id"]}
    return listing(world, "invoice_payment", {}, url="/v1/invoice_payments", where=where)


def _secret_of(world: World, invoice: Body) -> Body | None:
    """What a browser confirms the payment of an open invoice with."""
    intent = world.find("payment_intent", world.hidden(invoice["id"]).get("intent"))
    if intent is None:
        return None
    return {"client_secret": intent["client_secret"], "type": "payment_intent"}


ON_INVOICES = {"confirmation_secret": _secret_of, "payments": _payments_of}


def _refunds_of(world: World, charge: Body) -> Body:
    url = f"/v1/charges/{charge['id']}/refunds"
    return listing(world, "refund", {"limit": 100}, url=url, where={"charge": charge["id"]})
