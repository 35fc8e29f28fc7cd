"""The book of balance transactions: each movement of money, with its fee, once.

The platform has a balance and so has every connected account; whose book it is follows from
`world.acting_for`. Whoever moves money calls `book`.
"""

from typing import Any

from sandbox.stripe import money
from sandbox.stripe.world import Body, World

FEE = "Stripe processing fees"
# What statements call a kind where it is not the kind's own name.
CATEGORIES = {
    "payment": "charge",
    "payment_refund": "refund",
    "payout_cancel": "payout_reversal",
    "payout_failure": "payout_reversal",
    "transfer_refund": "transfer_reversal",
    "stripe_fee": "fee",
}
SUMS = """
SELECT json_extract(body, '$.currency') AS currency,
       json_extract(body, '$.available_on') <= ? AS available,
       json_extract(body, '$.type') = 'payment' AND account IS NULL AS bank,
       sum(json_extract(body, '$.net')) AS net
FROM objects WHERE kind = 'balance_transaction' AND account IS ? GROUP BY 1, 2, 3
"""


def book(
    world: World,
    kind: str,
    amount: int,
    *,
    source: Body,
    fee: int = 0,
    fee_words: str = FEE,
    available_in: float = 0,
    category: str | None = None,
    description: str | None = None,
) -> Body:
    """Write one movement into the acting account's book; its currency is the source's."""
    now = world.money_time()
    details = {
        "amount": fee,
        "application": None,
        "currency": source["currency"],
        "description": fee_words,
        "type": "stripe_fee",
    }
    return world.create(
        "balance_transaction",
        {
            "amount": amount,
            "available_on": int(now + available_in),
            "balance_type": "payments",
            "created": int(now),
            "currency": source["currency"],
            "description": description or source.get("description"),
            "exchange_rate": None,
            "fee": fee,
            "fee_details": [details] if fee else [],
            "net": amount - fee,
            "reporting_category": category or CATEGORIES.get(kind, kind),
            "source": source["id"],
            "status": "pending",
            "type": kind,
        },
    )


def take(world: World, charge: Body, *, amount: int, at_once: bool = False) -> Body:
    """Money a charge brought in, less Stripe's fee; pending until it becomes available."""
    return book(
        world,
        "charge" if charge["payment_method_details"]["type"] == "card" else "payment",
        amount,
        source=charge,
        fee=money.fee_of(amount),
        available_in=0 if at_once else world.timing.funds,
    )


def give_back(world: World, refund: Body) -> Body:
    """Money a refund took out. Stripe keeps the fee of the charge."""
    return book(world, "refund", -refund["amount"], source=refund)


def return_refund(world: World, refund: Body) -> Body:
    """Money of a refund that failed."""
    return book(world, "refund_failure", refund["amount"], source=refund)


def sums(world: World) -> list[Any]:
    """Net amounts of the acting account by currency, availability and origin."""
    return world.store.rows(SUMS, int(world.money_time()), world.account)


def available(world: World, currency: str) -> int:
    """What the acting account could send away now; negative when it owes."""
    return sum(
        row["net"] for row in sums(world) if row["available"] and row["currency"] == currency
    )


def make_available(world: World, transaction: Body) -> Body:
    """Let pending money become available now; money that already is stays so."""
    now = int(world.money_time())
    return world.save({**transaction, "available_on": min(transaction["available_on"], now)})
