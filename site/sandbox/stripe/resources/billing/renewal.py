"""The turn of a period: a warning days before, a draft at the turn, the charge an hour later."""

from sandbox.stripe import ids
from sandbox.stripe.events import emit
from sandbox.stripe.resources.billing import drafting, schedule_phases, standing
from sandbox.stripe.resources.billing.periods import end_of_period
from sandbox.stripe.world import Body, World

WARNING = 3 * 86400
DRAFT_LASTS = 3600


def plan(world: World, subscription: Body) -> None:
    """Jobs for the end of the current period; they do nothing when it ends otherwise."""
    end = subscription["items"]["data"][0]["current_period_end"]
    argument = f"{subscription['id']} {end}"
    world.later(end - world.time(), "subscription_period_ends", argument)
    if end - WARNING > world.time():
        world.later(end - WARNING - world.time(), "subscription_renews_soon", argument)


def warn(world: World, argument: str) -> None:
    """The job days before: `invoice.upcoming`, an invoice that does not exist yet."""
    subscription = _still(world, argument)
    if subscription is None or subscription["cancel_at_period_end"]:
        return
    item = {**subscription["items"]["data"][0]}
    start = item["current_period_end"]
    anchor = subscription["billing_cycle_anchor"]
    end = end_of_period(anchor, start, item["price"]["recurring"])
    item.update(current_period_start=start, current_period_end=end)
    pending = world.hidden(subscription["id"]).get("pending", [])
    lines = [*pending, drafting.full_line(world, subscription, item)]
    invoice = drafting.compose(world, subscription, lines, "upcoming", (start, start))
    # It has no id; Stripe leaves it out.
    whole = {"object": "invoice", "created": world.now(), "livemode": False, **invoice}
    emit(world, "invoice.upcoming", {**whole, "next_payment_attempt": start + DRAFT_LASTS})


def turn(world: World, argument: str) -> None:
    """The job at the period's end."""
    subscription = _still(world, argument)
    if subscription is None:
        return
    if subscription["cancel_at_period_end"]:
        standing.end(world, subscription, reason="cancellation_requested")
        return
    before = {**subscription}
    item = {**subscription["items"]["data"][0]}
    old_start, now = item["current_period_start"], item["current_period_end"]
    item = schedule_phases.turn(world, subscription, item)
    anchor = subscription["billing_cycle_anchor"]
    end = end_of_period(anchor, now, item["price"]["recurring"])
    item.update(current_period_start=now, current_period_end=end)
    subscription["items"] = {**subscription["items"], "data": [item]}
    lines = [*take_pending(world, subscription), drafting.full_line(world, subscription, item)]
    invoice = drafting.draft(world, subscription, lines, "subscription_cycle", (old_start, now))
    if subscription["status"] == "unpaid":
        world.save({**invoice, "auto_advance": False})
    else:
        finalizes = {"automatically_finalizes_at": int(world.time() + DRAFT_LASTS)}
        world.save({**invoice, **finalizes})
        world.later(DRAFT_LASTS, "invoice_finalizes", invoice["id"])
    emit(world, "customer.subscription.updated", subscription, before=before)
    plan(world, subscription)


def take_pending(world: World, subscription: Body) -> list[Body]:
    """Lines that waited for the next invoice; they are on it now."""
    pending: list[Body] = world.hidden(subscription["id"]).get("pending", [])
    world.hide(subscription["id"], pending=[])
    return [{**line, "id": ids.new("line_item")} for line in pending]


def _still(world: World, argument: str) -> Body | None:
    subscription_id, end = argument.split(" ")
    subscription = world.find("subscription", subscription_id)
    if subscription is None or subscription["status"] not in ("active", "past_due", "unpaid"):
        return None
    item = subscription["items"]["data"][0]
    return subscription if item["current_period_end"] == int(end) else None
