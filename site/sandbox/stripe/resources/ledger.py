"""Balance transactions: each movement of money, with its fee, once."""

from sandbox.stripe import money
from sandbox.stripe.world import Body, World

FEE = "Stripe processing fees"


def take(world: World, charge: Body, *, amount: int, at_once: bool = False) -> Body:
    """Money a charge brought in, less Stripe's fee; pending until it becomes available."""
    kind = "charge" if charge["payment_method_details"]["type"] == "card" else "payment"
    fee = money.fee_of(amount)
    return _record(
        world,
        kind,
        amount,
        source=charge,
        fee=fee,
        available_in=0 if at_once else world.timing.funds,
    )


def give_back(world: World, refund: Body) -> Body:
    """Money a refund took out. Stripe keeps the fee of the charge."""
    return _record(world, "refund", -refund["amount"], source=refund)


def return_refund(world: World, refund: Body) -> Body:
    """Money of a refund that failed."""
    return _record(world, "refund_failure", refund["amount"], source=refund)


def _record(
    world: World,
    kind: str,
    amount: int,
    *,
    source: Body,
    fee: int = 0,
    available_in: float = 0,
) -> Body:
    details = {
        "amount": fee,
        "application": None,
        "currency": source["currency"],
        "description": FEE,
        "type": "stripe_fee",
    }
    return world.create(
        "balance_transaction",
        {
            "amount": amount,
            "available_on": int(world.now() + available_in),
            "balance_type": "payments",
            "currency": source["currency"],
            "description": source.get("description"),
            "exchange_rate": None,
            "fee": fee,
            "fee_details": [details] if fee else [],
            "net": amount - fee,
            "reporting_category": "charge" if kind == "payment" else kind,
            "source": source["id"],
            "status": "pending",
            "type": kind,
        },
    )
