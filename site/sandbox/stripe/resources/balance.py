"""The balance and its transactions."""

from typing import Any

from sandbox.stripe.balance import sums
from sandbox.stripe.operation import PAGE, Call, acting_on
from sandbox.stripe.paging import listing
from sandbox.stripe.world import Body, World


@acting_on(on_accounts=True)
def retrieve(world: World, call: Call) -> Body:
    """GET /v1/balance"""
    return snapshot(world)


@acting_on(on_accounts=True)
def transaction(world: World, call: Call) -> Body:
    """GET /v1/balance_transactions/{id}"""
    return world.get("balance_transaction", call.path["id"])


@acting_on(*PAGE, "created", "currency", "payout", "source", "type", on_accounts=True)
def transactions(world: World, call: Call) -> Body:
    """GET /v1/balance_transactions"""
    where = {name: call.get(name) for name in ("currency", "source", "type")}
    if call.get("payout"):
        payout = world.get("payout", call.get("payout"), param="payout")
        # Which transactions a payout carries is known for automatic payouts only.
        where["id"] = [payout["balance_transaction"], *world.hidden(payout["id"])["carries"]]
    return listing(
        world, "balance_transaction", call.params, url="/v1/balance_transactions", where=where
    )


def snapshot(world: World) -> Body:
    """The acting account's balance at this moment."""
    rows = sums(world)
    return {
        "object": "balance",
        "available": _amounts(rows, available=True),
        "livemode": False,
        "pending": _amounts(rows, available=False),
    }


def _amounts(rows: list[Any], *, available: bool) -> list[Body]:
    currencies = sorted({row["currency"] for row in rows} or {"usd"})
    return [_amount(rows, currency, available) for currency in currencies]


def _amount(rows: list[Any], currency: str, available: bool) -> Body:
    mine = [
        row for row in rows if row["currency"] == currency and bool(row["available"]) is available
    ]
    sources = {
        "card": sum(row["net"] for row in mine if not row["bank"]),
        "bank_account": sum(row["net"] for row in mine if row["bank"]),
    }
    return {
        "amount": sum(sources.values()),
        "currency": currency,
        "source_types": {name: net for name, net in sources.items() if net or name == "card"},
    }
