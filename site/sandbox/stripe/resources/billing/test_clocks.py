"""Test clocks: the time of a few customers, stopped and moved on at will."""

from collections.abc import Iterator
from contextlib import contextmanager

from sandbox.stripe.errors import ApiError
from sandbox.stripe.events import emit
from sandbox.stripe.operation import PAGE, Call, acting_on
from sandbox.stripe.paging import listing
from sandbox.stripe.resources.billing.periods import end_of_period
from sandbox.stripe.world import Body, World

KIND = "test_helpers.test_clock"
LASTS = 30 * 86400


@acting_on("frozen_time", "name")
def create(world: World, call: Call) -> Body:
    """POST /v1/test_helpers/test_clocks"""
    clock = world.create(
        KIND,
        {
            "deletes_after": world.now() + LASTS,
            "frozen_time": call.get("frozen_time"),
            "name": call.get("name"),
            "status": "ready",
            "status_details": {},
        },
        hidden={"target": None},
    )
    emit(world, "test_helpers.test_clock.created", clock)
    return clock


@acting_on()
def retrieve(world: World, call: Call) -> Body:
    """GET /v1/test_helpers/test_clocks/{test_clock}"""
    return world.get(KIND, call.path["test_clock"])


@acting_on("frozen_time")
def advance(world: World, call: Call) -> Body:
    """POST /v1/test_helpers/test_clocks/{test_clock}/advance"""
    return move(world, world.get(KIND, call.path["test_clock"]), call.get("frozen_time"))


@acting_on()
def delete(world: World, call: Call) -> Body:
    """DELETE /v1/test_helpers/test_clocks/{test_clock}; its customers go with it."""
    clock = world.get(KIND, call.path["test_clock"])
    world.store.run("DELETE FROM jobs WHERE clock = ?", clock["id"])
    for customer in _of(world, "customer", clock):
        world.save({"id": customer["id"], "object": "customer", "deleted": True})
    world.store.run("DELETE FROM objects WHERE id = ?", clock["id"])
    emit(world, "test_helpers.test_clock.deleted", clock)
    return {"id": clock["id"], "object": KIND, "deleted": True}


@acting_on(*PAGE)
def listed(world: World, call: Call) -> Body:
    """GET /v1/test_helpers/test_clocks"""
    return listing(world, KIND, call.params, url="/v1/test_helpers/test_clocks")


def move(world: World, clock: Body, to: int) -> Body:
    """Begin to advance; everything due on the way happens, then the clock is ready again."""
    _check_free(clock)
    if to <= clock["frozen_time"]:
        raise ApiError("A test clock can only be advanced forward.", param="frozen_time")
    furthest = _furthest(world, clock)
    if furthest and to > furthest:
        raise ApiError(
            "The clock can be advanced at most two intervals of the shortest subscription: to "
            f"{furthest}.",
            param="frozen_time",
        )
    clock.update(status="advancing", status_details={"advancing": {"target_frozen_time": to}})
    world.save(clock)
    world.hide(clock["id"], target=to)
    with world.as_of(to, test_clock=clock["id"]):
        world.later(0, "clock_ready", clock["id"])
    emit(world, "test_helpers.test_clock.advancing", clock)
    return clock


def become_ready(world: World, clock_id: str) -> None:
    """The last job of an advance."""
    clock = world.get(KIND, clock_id)
    frozen = world.hidden(clock_id)["target"]
    clock.update(status="ready", status_details={}, frozen_time=frozen)
    world.save(clock)
    world.hide(clock_id, target=None)
    emit(world, "test_helpers.test_clock.ready", clock)


@contextmanager
def time_of(world: World, customer: Body, *, asked: bool = True) -> Iterator[None]:
    """Act at the customer's time; what is asked for is refused while their clock moves."""
    clock_id = customer["test_clock"]
    if clock_id is None:
        yield
        return
    clock = world.get(KIND, clock_id)
    if asked:
        _check_free(clock)
    with world.as_of(clock["frozen_time"], test_clock=clock_id):
        yield


def _check_free(clock: Body) -> None:
    if clock["status"] == "advancing":
        raise ApiError("Test clock advancement underway - cannot perform modifications.")


def _furthest(world: World, clock: Body) -> int | None:
    ends = []
    for subscription in _of(world, "subscription", clock):
        if subscription["status"] in ("canceled", "incomplete_expired"):
            continue
        item = subscription["items"]["data"][0]
        recurring, now = item["price"]["recurring"], clock["frozen_time"]
        ends.append(end_of_period(now, end_of_period(now, now, recurring), recurring))
    return min(ends) if ends else None


def _of(world: World, kind: str, clock: Body) -> list[Body]:
    where = {"test_clock": clock["id"]}
    found: list[Body] = listing(world, kind, {"limit": 100}, url="", where=where)["data"]
    return found
