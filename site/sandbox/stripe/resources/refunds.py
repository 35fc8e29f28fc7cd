"""Refunds: never more than the charge, sometimes failing days later."""

from sandbox.stripe import balance
from sandbox.stripe.cards import BY_NUMBER
from sandbox.stripe.errors import ApiError
from sandbox.stripe.events import emit
from sandbox.stripe.metadata import merged
from sandbox.stripe.money import written
from sandbox.stripe.operation import PAGE, Call, acting_on
from sandbox.stripe.paging import listing
from sandbox.stripe.world import Body, World


@acting_on("amount", "charge", "payment_intent", "reason", "metadata")
def create(world: World, call: Call) -> Body:
    """POST /v1/refunds"""
    charge = _charge_of(world, call)
    amount = call.get("amount", charge["amount"] - charge["amount_refunded"])
    _check_refundable(world, charge, amount)
    behaviour = _behaviour(world, charge)
    refund = world.create("refund", _blank(call, charge, amount, behaviour))
    if refund["status"] == "succeeded":
        refund["balance_transaction"] = balance.give_back(world, refund)["id"]
    world.save(refund)
    _count(world, charge, amount)
    emit(world, "charge.refunded", charge)
    emit(world, "refund.created", refund)
    if behaviour != "succeeded":
        world.later(world.timing.refund, "refund_becomes_final", refund["id"])
    return refund


@acting_on()
def retrieve(world: World, call: Call) -> Body:
    """GET /v1/refunds/{refund}"""
    return world.get("refund", call.path["refund"])


@acting_on("metadata")
def update(world: World, call: Call) -> Body:
    """POST /v1/refunds/{refund}"""
    before = world.get("refund", call.path["refund"])
    refund = {**before, "metadata": merged(before["metadata"], call.get("metadata"))}
    world.save(refund)
    if refund != before:
        _tell_update(world, refund, before)
    return refund


@acting_on()
def cancel(world: World, call: Call) -> Body:
    """POST /v1/refunds/{refund}/cancel"""
    before = world.get("refund", call.path["refund"])
    if before["status"] not in ("pending", "requires_action"):
        raise ApiError(
            f"This refund cannot be canceled because it has a status of {before['status']}.",
            code="refund_unexpected_state",
        )
    refund = {**before, "status": "canceled"}
    world.save(refund)
    _count(world, world.get("charge", refund["charge"]), -refund["amount"])
    _tell_update(world, refund, before)
    return refund


@acting_on(*PAGE, "created", "charge", "payment_intent")
def listed(world: World, call: Call) -> Body:
    """GET /v1/refunds"""
    where = {"charge": call.get("charge"), "payment_intent": call.get("payment_intent")}
    return listing(world, "refund", call.params, url="/v1/refunds", where=where)


@acting_on(*PAGE)
def listed_of_charge(world: World, call: Call) -> Body:
    """GET /v1/charges/{charge}/refunds"""
    charge = world.get("charge", call.path["charge"])
    url = f"/v1/charges/{charge['id']}/refunds"
    return listing(world, "refund", call.params, url=url, where={"charge": charge["id"]})


def become_final(world: World, refund_id: str) -> None:
    """The job behind slow refunds: a pending one arrives, a bad one comes back."""
    before = world.get("refund", refund_id)
    charge = world.get("charge", before["charge"])
    refund = dict(before)
    if before["status"] == "pending":
        refund["status"] = "succeeded"
        refund.pop("pending_reason", None)
        refund["balance_transaction"] = balance.give_back(world, refund)["id"]
        world.save(refund)
        _tell_update(world, refund, before)
    elif before["status"] == "succeeded" and _behaviour(world, charge) == "failed":
        returned = balance.return_refund(world, refund)
        refund.update(
            status="failed",
            failure_reason="expired_or_canceled_card",
            failure_balance_transaction=returned["id"],
        )
        world.save(refund)
        _count(world, charge, -refund["amount"])
        emit(world, "refund.failed", refund)
        _tell_update(world, refund, before)


def _charge_of(world: World, call: Call) -> Body:
    charge_id, intent_id = call.get("charge"), call.get("payment_intent")
    if charge_id and intent_id:
        intent = world.get("payment_intent", intent_id, param="payment_intent")
        if intent["latest_charge"] != charge_id:
            raise ApiError(
                f"The charge {charge_id} does not belong to {intent_id}.", param="charge"
            )
    if charge_id:
        return world.get("charge", charge_id, param="charge")
    if not intent_id:
        raise ApiError(
            "One of the following params should be provided for this request: payment_intent or "
            "charge.",
            code="parameter_missing",
        )
    intent = world.get("payment_intent", intent_id, param="payment_intent")
    if intent["status"] != "succeeded":
        raise ApiError(
            f"This PaymentIntent ({intent_id}) does not have a successful charge to refund.",
            code="payment_intent_unexpected_state",
            param="payment_intent",
        )
    return world.get("charge", intent["latest_charge"])


def _check_refundable(world: World, charge: Body, amount: int) -> None:
    left = charge["amount"] - charge["amount_refunded"]
    if charge["status"] != "succeeded" or not charge["captured"]:
        raise ApiError(
            f"Charge {charge['id']} cannot be refunded: it has not been captured successfully.",
            code="charge_not_refundable",
            param="charge",
        )
    if charge["disputed"] and not _may_be_refunded(world, charge):
        raise ApiError(
            f"Charge {charge['id']} has been charged back; cannot issue a refund.",
            code="charge_disputed",
        )
    if left == 0:
        raise ApiError(
            f"Charge {charge['id']} has already been refunded.",
            code="charge_already_refunded",
        )
    if amount < 1:
        raise ApiError(
            "This value must be greater than or equal to 1.",
            code="parameter_invalid_integer",
            param="amount",
        )
    if amount > left:
        bound = "charge amount" if left == charge["amount"] else "unrefunded amount on charge"
        currency = charge["currency"]
        raise ApiError(
            f"Refund amount ({written(amount, currency)}) is greater than {bound} "
            f"({written(left, currency)})",
            param="amount",
        )


def _may_be_refunded(world: World, charge: Body) -> bool:
    """A mere inquiry leaves the charge as it was; so does a dispute once it is won."""
    found = listing(world, "dispute", {}, url="", where={"charge": charge["id"]})["data"]
    return all(
        dispute["is_charge_refundable"] or dispute["status"] in ("won", "warning_closed")
        for dispute in found
    )


def _behaviour(world: World, charge: Body) -> str:
    card = BY_NUMBER.get(world.hidden(charge["id"]).get("number", ""))
    return card.refund if card else "succeeded"


def _count(world: World, charge: Body, amount: int) -> None:
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    world.save(charge)


def _tell_update(world: World, refund: Body, before: Body) -> None:
    emit(world, "refund.updated", refund, before=before)
    emit(world, "charge.refund.updated", refund, before=before)


def _blank(call: Call, charge: Body, amount: int, behaviour: str) -> Body:
    kind = charge["payment_method_details"]["type"]
    destination: Body = {"type": "us_bank_transfer", "us_bank_transfer": {}}
    if kind == "card":
        card = {
            "reference_status": "pending",
            "reference_type": "acquirer_reference_number",
            "type": "refund",
        }
        destination = {"card": card, "type": "card"}
    refund = {
        "amount": amount,
        "balance_transaction": None,
        "charge": charge["id"],
        "currency": charge["currency"],
        "destination_details": destination,
        "metadata": merged({}, call.get("metadata")),
        "payment_intent": charge["payment_intent"],
        "reason": call.get("reason"),
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": "pending" if behaviour == "pending" else "succeeded",
        "transfer_reversal": None,
    }
    if behaviour == "pending":
        refund["pending_reason"] = "processing"
    return refund
