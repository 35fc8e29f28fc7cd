"""The front page: the newest of everything with levers to move it on, events, the journal."""

import json

from sandbox.stripe.balance import sums
from sandbox.stripe.pages import billing_tables, connect_tables, money_tables
from sandbox.stripe.pages.buttons import lever, row
from sandbox.stripe.pages.markup import Markup, code, moment, money, page, state, table, text
from sandbox.stripe.sandbox import Sandbox
from sandbox.stripe.world import Body

NEWEST = 25
DAY = 86400


def home(sandbox: Sandbox) -> str:
    """Everything worth a glance, newest first."""
    world = sandbox.world
    sections = {
        "Accounts": connect_tables.accounts(world, _newest(sandbox, "v2.core.account")),
        "Transfers": connect_tables.transfers(_newest(sandbox, "transfer")),
        "Payouts": connect_tables.payouts(world, _newest(sandbox, "payout")),
        "Subscriptions": billing_tables.subscriptions(world, _newest(sandbox, "subscription")),
        "Invoices": billing_tables.invoices(_newest(sandbox, "invoice")),
        "Disputes": money_tables.disputes(_newest(sandbox, "dispute")),
        "Payments": money_tables.payments(world, _newest(sandbox, "payment_intent")),
        "Refunds": money_tables.refunds(_newest(sandbox, "refund", ours=True)),
        "Customers": money_tables.customers(_newest(sandbox, "customer")),
        "Events": _events(sandbox),
        "Journal": _journal(sandbox),
    }
    return page(
        "Stripe sandbox",
        Markup(
            "<h1>Stripe sandbox</h1>"
            '<p class="soft">A stand-in for Stripe in test mode. Times are UTC.</p>'
        ),
        _state_of_things(sandbox),
        _contents(list(sections)),
        *(
            Markup(f'<h2 id="{name.lower()}">{name}</h2>{content}')
            for name, content in sections.items()
        ),
    )


def _state_of_things(sandbox: Sandbox) -> Markup:
    faults = len(sandbox.faults.planned())
    held = {True: 0, False: 0}
    for each in sums(sandbox.world):
        if each["currency"] == "usd":
            held[bool(each["available"])] += each["net"]
    facts = [
        ("Clock", moment(sandbox.world.wall())),
        ("Available", money(held[True], "usd")),
        ("Pending", money(held[False], "usd")),
        ("Webhooks", state("held back") if sandbox.courier.holding else text("sent")),
        ("Faults planned", text(faults)),
    ]
    shown = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in facts)
    buttons = row(
        lever("balance", "platform", "top_up", "Top up $1,000", amount=100_000),
        lever("clock", "own", "advance", "An hour later", seconds=DAY // 24),
        lever("clock", "own", "advance", "A day later", seconds=DAY),
        lever("clock", "own", "advance", "30 days later", seconds=30 * DAY),
    )
    return Markup(f'<div class="card summary"><dl>{shown}</dl>{buttons}</div>')


def _contents(names: list[str]) -> Markup:
    links = "".join(f'<a href="#{name.lower()}">{name}</a>' for name in names)
    return Markup(f'<nav aria-label="Sections">{links}</nav>')


def _newest(sandbox: Sandbox, kind: str, *, ours: bool = False) -> list[Body]:
    """The newest of a kind; `ours` leaves out those of connected accounts."""
    rows = sandbox.store.rows(
        "SELECT body FROM objects WHERE kind = ? AND (account IS NULL OR NOT ?)"
        " ORDER BY seq DESC LIMIT ?",
        kind,
        ours,
        NEWEST,
    )
    return [json.loads(each["body"]) for each in rows]


def _events(sandbox: Sandbox) -> Markup:
    rows = sandbox.store.rows(
        "SELECT body FROM objects WHERE kind IN ('event', 'v2.core.event')"
        " ORDER BY seq DESC LIMIT ?",
        2 * NEWEST,
    )
    return table(
        ["Created", "Event", "Type", "Object", "Account", "Deliveries"],
        (_event(sandbox, json.loads(each["body"])) for each in rows),
    )


def _event(sandbox: Sandbox, event: Body) -> list[object]:
    thin = event["object"] != "event"
    about = event["related_object"] if thin else event["data"]["object"]
    return [
        event["created"][5:19].replace("T", " ") if thin else moment(event["created"]),
        code(event["id"]),
        event["type"],
        code(about.get("id")),
        code(event.get("account")),
        _deliveries(sandbox, event["id"]),
    ]


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
