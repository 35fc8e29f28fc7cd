"""The balance and its transactions."""

from typing import Any

from sandbox.stripe.operation import PAGE, Call, acting_on
from sandbox.stripe.paging import listing
from sandbox.stripe.world import Body, World

SUMS = """
SELECT json_extract(body, '$.currency') AS currency,
       json_extract(body, '$.available_on') <= ? AS available,
       json_extract(body, '$.type') = 'payment' AS bank,
       sum(json_extract(body, '$.net')) AS net
FROM objects WHERE kind = 'balance_transaction' GROUP BY 1, 2, 3
"""


@acting_on()
def retrieve(world: World, call: Call) -> Body:
    """GET /v1/balance"""
    rows = world.store.rows(SUMS, world.now())
    return {
        "object": "balance",
        "available": _amounts(rows, available=True),
        "livemode": False,
        "pending": _amounts(rows, available=False),
    }


@acting_on()
def transaction(world: World, call: Call) -> Body:
    """GET /v1/balance_transactions/{id}"""
    return world.get("balance_transaction", call.path["id"])


@acting_on(*PAGE, "created", "currency", "source", "type")
def transactions(world: World, call: Call) -> Body:
    """GET /v1/balance_transactions"""
    where = {name: call.get(name) for name in ("currency", "source", "type")}
    return listing(
        world, "balance_transaction", call.params, url="/v1/balance_transactions", where=where
    )


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
