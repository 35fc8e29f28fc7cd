"""Events of `/v2/core`: thin ones, fetched by whoever was notified."""

from sandbox.stripe.errors import NotFound
from sandbox.stripe.operation import Call, acting_on
from sandbox.stripe.paging_v2 import page
from sandbox.stripe.world import Body, World

KIND = "v2.core.event"


@acting_on()
def retrieve(world: World, call: Call) -> Body:
    """GET /v2/core/events/{id}"""
    event = world.find(KIND, call.path["id"])
    if event is None:
        raise NotFound(f"No such event: '{call.path['id']}'", code="not_found")
    return event


@acting_on("created", "limit", "object_id", "page", "types")
def listed(world: World, call: Call) -> Body:
    """GET /v2/core/events"""
    where = {"related_object.id": call.get("object_id"), "type": call.get("types")}
    return page(world, KIND, call, url="/v2/core/events", where=where, created=call.get("created"))
