"""Events: what happened in the last thirty days."""

from sandbox.stripe.errors import ApiError
from sandbox.stripe.operation import PAGE, Call, acting_on
from sandbox.stripe.paging import listing
from sandbox.stripe.world import Body, World


@acting_on(on_accounts=True)
def retrieve(world: World, call: Call) -> Body:
    """GET /v1/events/{id}"""
    return world.get("event", call.path["id"])


@acting_on(*PAGE, "created", "type", "types", on_accounts=True)
def listed(world: World, call: Call) -> Body:
    """GET /v1/events"""
    if call.get("type") and call.get("types"):
        raise ApiError(
            "You may only specify one of these parameters: type, types.",
            code="parameters_exclusive",
        )
    wanted = call.get("types") or call.get("type")
    return listing(world, "event", call.params, url="/v1/events", where={"type": wanted})
