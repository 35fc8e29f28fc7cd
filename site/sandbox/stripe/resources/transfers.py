"""Transfers: money from the platform's balance to a connected account's."""

from sandbox.stripe import balance
from sandbox.stripe.errors import ApiError
from sandbox.stripe.events import emit
from sandbox.stripe.metadata import merged
from sandbox.stripe.money import check_currency, written
from sandbox.stripe.operation import PAGE, Call, acting_on
from sandbox.stripe.paging import as_list, listing
from sandbox.stripe.resources import destination_payments, payout_schedule
from sandbox.stripe.resources.account_states import may_receive
from sandbox.stripe.world import Body, World

NO_CAPABILITY = (
    "Your destination account needs to have at least one of the following capabilities enabled: "
    "transfers, crypto_transfers, legacy_payments"
)
TOO_LITTLE = (
    "You have insufficient available funds in your Stripe account. Try adding funds directly to "
    "your available balance by creating Charges using the 4000000000000077 test card. See: "
    "https://stripe.com/docs/testing#available-balance"
)


@acting_on(
    "amount",
    "currency",
    "description",
    "destination",
    "metadata",
    "source_transaction",
    "transfer_group",
)
def create(world: World, call: Call) -> Body:
    """POST /v1/transfers"""
    currency, amount = check_currency(call.get("currency")), call.get("amount")
    _check_amount(amount)
    account = _destination(world, call.get("destination"))
    charge = _source(world, call, amount, currency)
    if charge is None and amount > balance.available(world, currency):
        raise ApiError(TOO_LITTLE, code="balance_insufficient")
    _check_conversion(account, currency)
    transfer = world.create("transfer", _blank(call, account, charge))
    waits = _seconds_until_available(world, charge)
    booked = balance.book(world, "transfer", -amount, source=transfer, available_in=waits)
    payment = destination_payments.receive(world, account, transfer, waits)
    transfer.update(
        balance_transaction=booked["id"],
        destination_payment=payment["id"],
        reversals=as_list([], url=f"/v1/transfers/{transfer['id']}/reversals"),
    )
    world.save(transfer)
    emit(world, "transfer.created", transfer)
    payout_schedule.plan(world, account["id"], waits)
    return transfer


@acting_on()
def retrieve(world: World, call: Call) -> Body:
    """GET /v1/transfers/{transfer}"""
    return world.get("transfer", call.path["transfer"])


@acting_on("description", "metadata")
def update(world: World, call: Call) -> Body:
    """POST /v1/transfers/{transfer}"""
    before = world.get("transfer", call.path["transfer"])
    transfer = {**before, "metadata": merged(before["metadata"], call.get("metadata"))}
    if "description" in call.params:
        transfer["description"] = call.get("description") or None
    world.save(transfer)
    if transfer != before:
        emit(world, "transfer.updated", transfer, before=before)
    return transfer


@acting_on(*PAGE, "created", "destination", "transfer_group")
def listed(world: World, call: Call) -> Body:
    """GET /v1/transfers"""
    where = {"destination": call.get("destination"), "transfer_group": call.get("transfer_group")}
    return listing(world, "transfer", call.params, url="/v1/transfers", where=where)


def _check_amount(amount: int | None) -> None:
    if amount is None:
        raise ApiError("Missing required param: amount.", code="parameter_missing", param="amount")
    if amount < 1:
        raise ApiError(
            "This value must be greater than or equal to 1.",
            code="parameter_invalid_integer",
            param="amount",
        )


def _destination(world: World, account_id: str) -> Body:
    account = world.find("v2.core.account", account_id)
    if account is None or account["closed"]:
        raise ApiError(
            f"No such destination: '{account_id}'", code="resource_missing", param="destination"
        )
    if not may_receive(account):
        raise ApiError(NO_CAPABILITY, code="insufficient_capabilities_for_transfer")
    return account


def _check_conversion(account: Body, currency: str) -> None:
    own = account["defaults"]["currency"]
    if own != currency:
        raise ApiError(
            f"Stripe would convert {currency} into the account's {own}; this sandbox does not play "
            "conversions.",
            code="sandbox_not_implemented",
            param="currency",
        )


def _source(world: World, call: Call, amount: int, currency: str) -> Body | None:
    if not call.get("source_transaction"):
        return None
    charge = world.get("charge", call.get("source_transaction"), param="source_transaction")
    if charge["status"] != "succeeded" or not charge["captured"]:
        raise ApiError(
            f"Charge {charge['id']} cannot be the source of a transfer: it was not captured "
            "successfully.",
            param="source_transaction",
        )
    if charge["currency"] != currency:
        raise ApiError(
            f"The currency of source_transaction's balance transaction ({charge['currency']}) must "
            f"be the same as the transfer currency ({currency})",
            param="currency",
        )
    _check_left(world, charge, amount)
    group = charge["transfer_group"] or call.get("transfer_group")
    if call.get("transfer_group", group) != group:
        raise ApiError(
            f"The transfer_group of the source_transaction is already {group}.",
            param="transfer_group",
        )
    charge["transfer_group"] = group or f"group_{charge['payment_intent'] or charge['id']}"
    return world.save(charge)


def _check_left(world: World, charge: Body, amount: int) -> None:
    where = {"source_transaction": charge["id"]}
    earlier = listing(world, "transfer", {"limit": 100}, url="", where=where)["data"]
    already = sum(transfer["amount"] - transfer["amount_reversed"] for transfer in earlier)
    if already + amount > charge["amount_captured"]:
        currency = charge["currency"]
        raise ApiError(
            "Transfers using this transaction as a source must not exceed the source amount of "
            f"{written(charge['amount_captured'], currency)}. (There is already a transfer using "
            f"this source, amounting to {written(already, currency)}.)",
            param="amount",
        )


def _seconds_until_available(world: World, charge: Body | None) -> float:
    """Money of a charge goes on at once, but stays pending as long as the charge's own."""
    if charge is None:
        return 0.0
    booked = world.find("balance_transaction", charge["balance_transaction"])
    return max(0.0, booked["available_on"] - int(world.money_time())) if booked else 0.0


def _blank(call: Call, account: Body, charge: Body | None) -> Body:
    return {
        "amount": call.get("amount"),
        "amount_reversed": 0,
        "balance_transaction": None,
        "currency": call.get("currency").lower(),
        "description": call.get("description") or None,
        "destination": account["id"],
        "metadata": merged({}, call.get("metadata")),
        "reversed": False,
        "source_transaction": charge["id"] if charge else None,
        "source_type": "card",
        "transfer_group": charge["transfer_group"] if charge else call.get("transfer_group"),
    }
