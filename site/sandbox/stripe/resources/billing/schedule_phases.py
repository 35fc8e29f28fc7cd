"""The phases of a schedule as they pass."""

from sandbox.stripe.events import emit
from sandbox.stripe.world import Body, World


def turn(world: World, subscription: Body, item: Body) -> Body:
    """At a period's end: the item with the next phase's price, if a phase begins here."""
    schedule = world.find("subscription_schedule", subscription["schedule"])
    if schedule is None:
        return item
    now = item["current_period_end"]
    following = next((phase for phase in schedule["phases"] if phase["start_date"] == now), None)
    if following is None:
        return item
    before = {**schedule}
    wanted = following["items"][0]
    price = world.get("price", wanted["price"])
    if price["recurring"] != item["price"]["recurring"]:
        subscription["billing_cycle_anchor"] = now
    schedule["current_phase"] = {"start_date": now, "end_date": following["end_date"]}
    world.save(schedule)
    emit(world, "subscription_schedule.updated", schedule, before=before)
    return {**item, "price": price, "quantity": wanted["quantity"]}


def finish(world: World, argument: str) -> None:
    """The job at the last phase's end: the schedule lets go, or ends the subscription."""
    schedule_id, end = argument.split(" ")
    schedule = world.get("subscription_schedule", schedule_id)
    if schedule["status"] == "active" and schedule["phases"][-1]["end_date"] == int(end):
        let_go(world, schedule)


def let_go(world: World, schedule: Body) -> Body:
    """The subscription goes on without it."""
    subscription = world.get("subscription", schedule["subscription"])
    world.save({**subscription, "schedule": None})
    schedule.update(
        status="released",
        released_at=world.now(),
        released_subscription=subscription["id"],
        subscription=None,
        current_phase=None,
    )
    world.save(schedule)
    emit(world, "subscription_schedule.released", schedule)
    return schedule
