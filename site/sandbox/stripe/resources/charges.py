"""Charges: looked at and annotated. They are made by intents."""

from sandbox.stripe.events import emit
from sandbox.stripe.metadata import merged
from sandbox.stripe.operation import PAGE, Call, acting_on
from sandbox.stripe.paging import listing
from sandbox.stripe.world import Body, World


@acting_on(on_accounts=True)
def retrieve(world: World, call: Call) -> Body:
    """GET /v1/charges/{charge}"""
    return world.get("charge", call.path["charge"])


@acting_on("description", "metadata", "receipt_email", "shipping", "transfer_group")
def update(world: World, call: Call) -> Body:
    """POST /v1/charges/{charge}"""
    before = world.get("charge", call.path["charge"])
    names = ("description", "receipt_email", "shipping", "transfer_group")
    given = {name: call.params[name] for name in names if name in call.params}
    charge = {**before, **given, "metadata": merged(before["metadata"], call.get("metadata"))}
    world.save(charge)
    if charge != before:
        emit(world, "charge.updated", charge, before=before)
    return charge


@acting_on(*PAGE, "created", "customer", "payment_intent", "transfer_group", on_accounts=True)
def listed(world: World, call: Call) -> Body:
    """GET /v1/charges"""
    where = {name: call.get(name) for name in ("customer", "payment_intent", "transfer_group")}
    return listing(world, "charge", call.params, url="/v1/charges", where=where)
