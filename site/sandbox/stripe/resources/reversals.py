"""Reversals: money of a transfer taken back, whole or in parts."""

from sandbox.stripe import balance
from sandbox.stripe.errors import ApiError, NotFound
from sandbox.stripe.events import emit
from sandbox.stripe.metadata import merged
from sandbox.stripe.money import written
from sandbox.stripe.operation import PAGE, Call, acting_on
from sandbox.stripe.paging import listing
from sandbox.stripe.resources import destination_payments
from sandbox.stripe.world import Body, World

KIND = "transfer_reversal"


@acting_on("amount", "description", "metadata")
def create(world: World, call: Call) -> Body:
    """POST /v1/transfers/{id}/reversals"""
    transfer = world.get("transfer", call.path["id"])
    left = transfer["amount"] - transfer["amount_reversed"]
    amount = call.get("amount", left)
    _check(world, transfer, amount, left)
    reversal = world.create(
        KIND,
        {
            "amount": amount,
            "balance_transaction": None,
            "currency": transfer["currency"],
            "destination_payment_refund": None,
            "metadata": merged({}, call.get("metadata")),
            "source_refund": None,
            "transfer": transfer["id"],
        },
    )
    reversal.pop("livemode")
    booked = balance.book(
        world, "transfer_refund", amount, source=reversal, description=call.get("description")
    )
    reversal["balance_transaction"] = booked["id"]
    refund = destination_payments.take_back(world, transfer, amount)
    reversal["destination_payment_refund"] = refund["id"]
    world.save(reversal)
    transfer["amount_reversed"] += amount
    transfer["reversed"] = transfer["amount_reversed"] == transfer["amount"]
    transfer["reversals"] = _of(world, transfer, {})
    world.save(transfer)
    emit(world, "transfer.reversed", transfer)
    return reversal


@acting_on()
def retrieve(world: World, call: Call) -> Body:
    """GET /v1/transfers/{transfer}/reversals/{id}"""
    return _own(world, call)


@acting_on("metadata")
def update(world: World, call: Call) -> Body:
    """POST /v1/transfers/{transfer}/reversals/{id}"""
    reversal = _own(world, call)
    reversal["metadata"] = merged(reversal["metadata"], call.get("metadata"))
    return world.save(reversal)


@acting_on(*PAGE)
def listed(world: World, call: Call) -> Body:
    """GET /v1/transfers/{id}/reversals"""
    return _of(world, world.get("transfer", call.path["id"]), call.params)


def _own(world: World, call: Call) -> Body:
    reversal = world.find(KIND, call.path["id"])
    if reversal is None or reversal["transfer"] != call.path["transfer"]:
        raise NotFound(
            f"No such transfer reversal: '{call.path['id']}'", code="resource_missing", param="id"
        )
    return reversal


def _of(world: World, transfer: Body, params: Body) -> Body:
    url = f"/v1/transfers/{transfer['id']}/reversals"
    return listing(world, KIND, params, url=url, where={"transfer": transfer["id"]})


def _check(world: World, transfer: Body, amount: int, left: int) -> None:
    currency = transfer["currency"]
    if left == 0:
        raise ApiError(f"Transfer {transfer['id']} has already been fully reversed.")
    if amount < 1:
        raise ApiError(
            "This value must be greater than or equal to 1.",
            code="parameter_invalid_integer",
            param="amount",
        )
    if amount > left:
        raise ApiError(
            f"Reversal amount ({written(amount, currency)}) is greater than the amount of the "
            f"transfer that was not reversed yet ({written(left, currency)}).",
            param="amount",
        )
    with world.acting_for(transfer["destination"]):
        held = balance.available(world, currency)
        if transfer["source_transaction"]:
            # Money of a charge is taken back where it still waits with the charge.
            held = sum(row["net"] for row in balance.sums(world) if row["currency"] == currency)
    if amount > held:
        raise ApiError(
            f"The connected account's balance ({written(max(held, 0), currency)}) is "
            f"less than the amount to reverse ({written(amount, currency)}).",
            code="balance_insufficient",
        )
