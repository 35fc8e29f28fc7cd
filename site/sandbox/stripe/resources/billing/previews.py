"""What an invoice would say: of the next renewal, or of a change not made yet."""

from sandbox.stripe import ids
from sandbox.stripe.errors import ApiError
from sandbox.stripe.operation import Call, acting_on
from sandbox.stripe.resources.billing import changes, drafting, standing
from sandbox.stripe.resources.billing.periods import end_of_period
from sandbox.stripe.resources.billing.test_clocks import time_of
from sandbox.stripe.world import Body, World

PLAYED = {"items", "proration_behavior", "proration_date"}


@acting_on("customer", "subscription", "subscription_details")
def create(world: World, call: Call) -> Body:
    """POST /v1/invoices/create_preview, for a subscription that runs; nothing is stored."""
    details = call.get("subscription_details") or {}
    strange = set(details) - PLAYED
    if strange or not call.get("subscription"):
        name = f"subscription_details[{min(strange)}]" if strange else "subscription"
        raise ApiError(
            "This sandbox previews changes of a running subscription only.",
            code="sandbox_not_implemented",
            param=name,
        )
    subscription = world.get("subscription", call.get("subscription"), param="subscription")
    if subscription["status"] in standing.OVER:
        raise ApiError("This subscription is over.", code="invoice_upcoming_none")
    with time_of(world, world.get("customer", subscription["customer"])):
        composed = _compose(world, subscription, Call(details))
    shown = {"object": "invoice", "created": world.now(), "livemode": False, **composed}
    shown["id"] = f"upcoming_{ids.new('invoice')}"
    shown["lines"]["url"] = "/v1/invoices/upcoming/lines"
    return shown


def _compose(world: World, subscription: Body, asked: Call) -> Body:
    old = subscription["items"]["data"][0]
    lines, new = [], old
    if asked.get("items"):
        change = changes.planned(world, old, asked.get("items")[0], asked)
        new = change.item
        behaviour = asked.get("proration_behavior")
        lines = changes.lines_for(world, subscription, old, new, change.now, behaviour)
        if change.resets or behaviour == "always_invoice":
            now = change.now
            return drafting.compose(world, subscription, lines, "subscription_update", (now, now))
    start = old["current_period_end"]
    anchor = subscription["billing_cycle_anchor"]
    end = end_of_period(anchor, start, new["price"]["recurring"])
    following = {**new, "current_period_start": start, "current_period_end": end}
    pending = world.hidden(subscription["id"]).get("pending", [])
    lines = [*pending, *lines, drafting.full_line(world, subscription, following)]
    return drafting.compose(world, subscription, lines, "upcoming", (start, start))
