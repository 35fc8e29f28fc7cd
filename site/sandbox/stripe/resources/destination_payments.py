"""The other end of a transfer: a payment on the connected account, and its refund."""

from sandbox.stripe import balance, ids
from sandbox.stripe.events import emit
from sandbox.stripe.resources import charging
from sandbox.stripe.resources.instruments import billing
from sandbox.stripe.world import Body, World


def receive(world: World, account: Body, transfer: Body, waits: float) -> Body:
    """Book a transfer at its destination; available after `waits` seconds."""
    intent = {
        "amount": transfer["amount"],
        "currency": transfer["currency"],
        "customer": None,
        "description": None,
        "id": None,
        "metadata": {},
        "receipt_email": None,
        "shipping": None,
        "statement_descriptor": None,
        "statement_descriptor_suffix": None,
        "transfer_group": transfer["transfer_group"],
    }
    payment = charging.blank(intent, {"billing_details": billing({}, {}), "id": None})
    payment.update(
        id=ids.new("payment"),
        amount_captured=transfer["amount"],
        payment_method_details={"type": "stripe_account", "stripe_account": {}},
        source_transfer=transfer["id"],
    )
    with world.acting_for(account["id"]):
        payment = world.create("charge", payment)
        booked = balance.book(
            world, "payment", transfer["amount"], source=payment, available_in=waits
        )
        payment["balance_transaction"] = booked["id"]
        world.save(payment)
        emit(world, "payment.created", payment)
    return payment


def take_back(world: World, transfer: Body, amount: int) -> Body:
    """Book a reversal at the destination; the refund of the payment."""
    with world.acting_for(transfer["destination"]):
        payment = world.get("charge", transfer["destination_payment"])
        payment["amount_refunded"] += amount
        payment["refunded"] = payment["amount_refunded"] == payment["amount"]
        world.save(payment)
        refund = world.create(
            "refund",
            {
                "id": ids.new("payment_refund"),
                "amount": amount,
                "balance_transaction": None,
                "charge": payment["id"],
                "currency": payment["currency"],
                "metadata": {},
                "payment_intent": None,
                "reason": None,
                "receipt_number": None,
                "source_transfer_reversal": None,
                "status": "succeeded",
                "transfer_reversal": None,
            },
        )
        booked = balance.book(world, "payment_refund", -amount, source=refund)
        refund["balance_transaction"] = booked["id"]
        return world.save(refund)
