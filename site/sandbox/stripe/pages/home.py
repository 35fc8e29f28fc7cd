"""The front page: the newest objects, events with their deliveries, and the journal."""

import json

from sandbox.stripe.pages.markup import Markup, code, moment, money, page, state, table, text
from sandbox.stripe.sandbox import Sandbox
from sandbox.stripe.world import Body

NEWEST = 25


def home(sandbox: Sandbox) -> str:
    """Everything worth a glance, newest first."""
    held = sandbox.courier.holding
    faults = sandbox.faults.planned()
    return page(
        "Stripe sandbox",
        Markup(
            "<h1>Stripe sandbox</h1>"
            '<p class="soft">A stand-in for Stripe in test mode. Times are UTC.</p>'
        ),
        Markup(
            f"<p>Webhooks are {'held back' if held else 'sent'}; faults planned: {len(faults)}.</p>"
        ),
        Markup("<h2>Payments</h2>"),
        _payments(sandbox),
        Markup("<h2>Refunds</h2>"),
        _refunds(sandbox),
        Markup("<h2>Customers</h2>"),
        _customers(sandbox),
        Markup("<h2>Events</h2>"),
        _events(sandbox),
        Markup("<h2>Journal</h2>"),
        _journal(sandbox),
    )


def _newest(sandbox: Sandbox, kind: str) -> list[Body]:
    rows = sandbox.store.rows(
        "SELECT body FROM objects WHERE kind = ? ORDER BY seq DESC LIMIT ?", kind, NEWEST
    )
    return [json.loads(row["body"]) for row in rows]


def _payments(sandbox: Sandbox) -> Markup:
    return table(
        ["Created", "Intent", "Amount", "State", "Charge", "Customer", "Description"],
        (
            [
                moment(intent["created"]),
                code(intent["id"]),
                money(intent["amount"], intent["currency"]),
                state(intent["status"]),
                code(intent["latest_charge"]),
                code(intent["customer"]),
                intent["description"],
            ]
            for intent in _newest(sandbox, "payment_intent")
        ),
    )


def _refunds(sandbox: Sandbox) -> Markup:
    return table(
        ["Created", "Refund", "Amount", "State", "Charge", "Reason"],
        (
            [
                moment(refund["created"]),
                code(refund["id"]),
                money(refund["amount"], refund["currency"]),
                state(refund["status"]),
                code(refund["charge"]),
                refund["reason"],
            ]
            for refund in _newest(sandbox, "refund")
        ),
    )


def _customers(sandbox: Sandbox) -> Markup:
    return table(
        ["Customer", "Name", "E-mail"],
        (
            [
                code(customer["id"]),
                "deleted" if customer.get("deleted") else customer["name"],
                customer.get("email"),
            ]
            for customer in _newest(sandbox, "customer")
        ),
    )


def _events(sandbox: Sandbox) -> Markup:
    return table(
        ["Created", "Event", "Type", "Object", "Deliveries"],
        (
            [
                moment(event["created"]),
                code(event["id"]),
                event["type"],
                code(event["data"]["object"].get("id")),
                _deliveries(sandbox, event["id"]),
            ]
            for event in _newest(sandbox, "event")
        ),
    )


def _deliveries(sandbox: Sandbox, event_id: str) -> Markup:
    told = []
    for delivery in sandbox.deliveries.of(event_id):
        tries = len(delivery["attempts"])
        last = delivery["attempts"][-1] if tries else {}
        why = last.get("status") or (last.get("error") or "").partition(":")[0]
        told.append(
            f"{state(delivery['state'])} ({tries} tries{text(f', last {why}' if why else '')})"
        )
    return Markup("<br>".join(told))


def _journal(sandbox: Sandbox) -> Markup:
    entries = reversed(sandbox.journal.entries(last=2 * NEWEST))
    return table(
        ["Time", "Request", "Status", "Error or fault", "Idempotency key", "Id"],
        (
            [
                moment(entry["at"]),
                code(f"{entry['method']} {entry['path']}"),
                state(entry["status"] or "broken"),
                " ".join(filter(None, [entry["error"], entry["fault"]])),
                Markup(
                    code(entry["idempotency_key"]) + (" (replayed)" if entry["replayed"] else "")
                ),
                code(entry["request_id"]),
            ]
            for entry in entries
        ),
    )
