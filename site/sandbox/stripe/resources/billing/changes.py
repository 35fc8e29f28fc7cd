"""Upgrades and downgrades: another price, with what is owed for the rest of the period."""

from dataclasses import dataclass

from sandbox.stripe.errors import ApiError
from sandbox.stripe.operation import Call
from sandbox.stripe.resources.billing import beginning, collection, drafting, renewal, standing
from sandbox.stripe.resources.billing.periods import end_of_period, share
from sandbox.stripe.world import Body, World


@dataclass(frozen=True)
class Change:
    """An item with another price, from which moment, and whether its period begins anew."""

    item: Body
    now: int
    resets: bool


def price_of(world: World, given: Body) -> Body:
    """The recurring price an item names."""
    if not given.get("price"):
        raise ApiError(
            "Missing required param: items[0][price].",
            code="parameter_missing",
            param="items[0][price]",
        )
    price = world.get("price", given["price"], param="items[0][price]")
    if price["type"] != "recurring" or not price["active"]:
        what = "is not recurring" if price["active"] else "is inactive"
        raise ApiError(f"The price specified {what}: {price['id']}.", param="items[0][price]")
    if given.get("quantity", 1) < 1:
        raise ApiError("Invalid quantity.", param="items[0][quantity]")
    return price


def change_price(world: World, subscription: Body, before: Body, given: Body, call: Call) -> bool:
    """Put another price or quantity on the subscription; False when it has them already."""
    old = subscription["items"]["data"][0]
    change = planned(world, old, given, call)
    new, now, resets = change.item, change.now, change.resets
    if (new["price"]["id"], new["quantity"]) == (old["price"]["id"], old["quantity"]):
        return False
    if resets:
        subscription["billing_cycle_anchor"] = now
    lines = lines_for(world, subscription, old, new, now, call.get("proration_behavior"))
    subscription["items"] = {**subscription["items"], "data": [new]}
    _tell(world, subscription, before)
    _bill(world, subscription, lines, resets, call)
    if resets:
        renewal.plan(world, world.get("subscription", subscription["id"]))
    return True


def planned(world: World, old: Body, given: Body, call: Call) -> Change:
    """The item as it would be; another interval begins a new period at once."""
    _check_item(old, given)
    new = _new_item(world, old, given)
    if old["price"]["currency"] != new["price"]["currency"]:
        raise ApiError("A subscription's currency cannot be changed.", param="items[0][price]")
    resets = old["price"]["recurring"] != new["price"]["recurring"]
    now = _moment(world, old, call)
    if resets:
        end = end_of_period(now, now, new["price"]["recurring"])
        new.update(current_period_start=now, current_period_end=end)
    return Change(new, now, resets)


def lines_for(
    world: World, subscription: Body, old: Body, new: Body, now: int, behaviour: str | None
) -> list[Body]:
    """What the change costs: the unused rest comes back, the new rest or period is due."""
    lines = []
    resets = old["current_period_start"] != new["current_period_start"]
    start, end = old["current_period_start"], old["current_period_end"]
    if behaviour != "none":
        unused = share(_amount(old), start, end, now)
        words = f"Unused time on {_name(world, old)}"
        lines.append(
            drafting.line(
                subscription, old, -unused, start=now, end=end, words=words, proration=True
            )
        )
    if resets:
        lines.append(drafting.full_line(world, subscription, new))
    elif behaviour != "none":
        due = share(_amount(new), start, end, now)
        words = f"Remaining time on {_name(world, new)}"
        lines.append(
            drafting.line(subscription, new, due, start=now, end=end, words=words, proration=True)
        )
    return lines


def _new_item(world: World, old: Body, given: Body) -> Body:
    price = price_of(world, given) if given.get("price") else old["price"]
    return {**old, "price": price, "quantity": given.get("quantity", old["quantity"])}


def _check_item(old: Body, given: Body) -> None:
    if given.get("id") is None:
        raise ApiError(
            "Without its id an item is added; this sandbox plays subscriptions of one item.",
            code="sandbox_not_implemented",
            param="items[0][id]",
        )
    if given["id"] != old["id"]:
        raise ApiError(
            f"No such subscription item: '{given['id']}'",
            code="resource_missing",
            param="items[0][id]",
        )


def _moment(world: World, old: Body, call: Call) -> int:
    now: int = call.get("proration_date", world.now())
    if not old["current_period_start"] <= now <= old["current_period_end"]:
        raise ApiError(
            "Cannot specify proration date outside of current subscription period.",
            param="proration_date",
        )
    return now


def _bill(world: World, subscription: Body, lines: list[Body], resets: bool, call: Call) -> None:
    behaviour = call.get("payment_behavior", "allow_incomplete")
    at_once = resets or call.get("proration_behavior") == "always_invoice"
    if not lines:
        return
    if not at_once:
        kept = world.hidden(subscription["id"]).get("pending", [])
        world.hide(subscription["id"], pending=[*kept, *lines])
        return
    now = world.now()
    lines = [*renewal.take_pending(world, subscription), *lines]
    invoice = drafting.draft(world, subscription, lines, "subscription_update", (now, now))
    collection.finalize(world, invoice)
    if invoice["status"] != "open":
        return
    if behaviour == "default_incomplete":
        collection.prepare(world, invoice)
        standing.change(world, world.get("subscription", subscription["id"]), status="past_due")
        return
    collection.collect(world, invoice, on_session=not call.get("off_session"))
    if behaviour == "error_if_incomplete":
        beginning.raise_unpaid(world, invoice)


def _tell(world: World, subscription: Body, before: Body) -> None:
    standing.change(world, {**before}, **subscription)


def _amount(item: Body) -> int:
    amount: int = item["price"]["unit_amount"] * item["quantity"]
    return amount


def _name(world: World, item: Body) -> str:
    name: str = world.get("product", item["price"]["product"])["name"]
    return name
