"""Subscription schedules: another price from the period's end on."""

from typing import Any

from sandbox.stripe.errors import ApiError
from sandbox.stripe.events import emit
from sandbox.stripe.metadata import merged
from sandbox.stripe.operation import PAGE, Call, acting_on
from sandbox.stripe.paging import listing
from sandbox.stripe.resources.billing import changes, schedule_phases, standing
from sandbox.stripe.resources.billing.periods import end_of_period
from sandbox.stripe.resources.billing.test_clocks import time_of
from sandbox.stripe.world import Body, World

KIND = "subscription_schedule"
PLAYED = {"duration", "end_date", "items", "metadata", "proration_behavior", "start_date"}


@acting_on("from_subscription", "metadata")
def create(world: World, call: Call) -> Body:
    """POST /v1/subscription_schedules, from a subscription that is running."""
    if not call.get("from_subscription"):
        raise ApiError(
            "This sandbox makes schedules from subscriptions only.",
            code="sandbox_not_implemented",
            param="from_subscription",
        )
    subscription = world.get(
        "subscription", call.get("from_subscription"), param="from_subscription"
    )
    if subscription["status"] in standing.OVER or subscription["schedule"]:
        why = "attached to a schedule" if subscription["schedule"] else subscription["status"]
        raise ApiError(
            f"You cannot migrate a subscription that is already {why}: {subscription['id']}.",
            param="from_subscription",
        )
    with time_of(world, world.get("customer", subscription["customer"])):
        schedule = world.create(KIND, _blank(subscription, call))
        standing.change(world, subscription, schedule=schedule["id"])
        emit(world, "subscription_schedule.created", schedule)
        _plan_end(world, schedule)
    return schedule


@acting_on()
def retrieve(world: World, call: Call) -> Body:
    """GET /v1/subscription_schedules/{schedule}"""
    return world.get(KIND, call.path["schedule"])


@acting_on("end_behavior", "metadata", "phases", "proration_behavior")
def update(world: World, call: Call) -> Body:
    """POST /v1/subscription_schedules/{schedule}"""
    before = _active(world, call)
    schedule = {**before, "metadata": merged(before["metadata"], call.get("metadata"))}
    if call.get("end_behavior", "release") != "release":
        raise ApiError(
            "This sandbox plays end_behavior release only.",
            code="sandbox_not_implemented",
            param="end_behavior",
        )
    with time_of(world, world.get("customer", schedule["customer"])):
        if call.get("phases"):
            schedule["phases"] = _phases(world, schedule, call.get("phases"))
        world.save(schedule)
        emit(world, "subscription_schedule.updated", schedule, before=before)
        _plan_end(world, schedule)
    return schedule


@acting_on("preserve_cancel_date")
def release(world: World, call: Call) -> Body:
    """POST /v1/subscription_schedules/{schedule}/release: the subscription stays as it is."""
    schedule = _active(world, call)
    with time_of(world, world.get("customer", schedule["customer"])):
        return schedule_phases.let_go(world, schedule)


@acting_on("invoice_now", "prorate")
def cancel(world: World, call: Call) -> Body:
    """POST /v1/subscription_schedules/{schedule}/cancel: the subscription ends with it."""
    schedule = _active(world, call)
    subscription = world.get("subscription", schedule["subscription"])
    with time_of(world, world.get("customer", schedule["customer"])):
        standing.end(world, subscription, reason="cancellation_requested")
    return world.get(KIND, schedule["id"])


@acting_on(*PAGE, "created", "customer")
def listed(world: World, call: Call) -> Body:
    """GET /v1/subscription_schedules"""
    where = {"customer": call.get("customer")}
    return listing(world, KIND, call.params, url="/v1/subscription_schedules", where=where)


def _active(world: World, call: Call) -> Body:
    schedule = world.get(KIND, call.path["schedule"])
    if schedule["status"] != "active":
        raise ApiError(
            f"You cannot change a subscription schedule that is {schedule['status']}: "
            f"{schedule['id']}.",
        )
    return schedule


def _phases(world: World, schedule: Body, given: list[Body]) -> list[Body]:
    current = schedule["current_phase"]
    phases: list[Body] = []
    for number, wanted in enumerate(given):
        strange = set(wanted) - PLAYED
        if strange or len(wanted["items"]) != 1:
            name = f"phases[{number}][{min(strange) if strange else 'items'}]"
            raise ApiError(
                f"This sandbox does not act on {name} yet.",
                code="sandbox_not_implemented",
                param=name,
            )
        start = phases[-1]["end_date"] if phases else current["start_date"]
        if wanted.get("start_date", start) != start:
            raise ApiError(
                "The first phase is the current one, and each other begins where the one before "
                f"it ends: {start}.",
                param=f"phases[{number}][start_date]",
            )
        price = changes.price_of(world, wanted["items"][0])
        phases.append(_phase(schedule, wanted, number, start, price))
    if phases[0]["items"][0]["price"] != schedule["phases"][0]["items"][0]["price"]:
        raise ApiError(
            "This sandbox does not change the current phase's price.",
            code="sandbox_not_implemented",
            param="phases[0][items]",
        )
    if phases[0]["end_date"] != current["end_date"]:
        raise ApiError(
            "This sandbox plays phases that change at the period's end only: "
            f"{current['end_date']}.",
            code="sandbox_not_implemented",
            param="phases[0][end_date]",
        )
    return phases


def _phase(schedule: Body, wanted: Body, number: int, start: int, price: Body) -> Body:
    recurring = price["recurring"]
    if wanted.get("duration"):
        recurring = {"interval_count": 1, **wanted["duration"]}
    end = wanted.get("end_date") or end_of_period(start, start, recurring)
    if end == "now" or end <= start:
        raise ApiError("A phase ends after it begins.", param=f"phases[{number}][end_date]")
    quantity = wanted["items"][0].get("quantity", 1)
    return _whole_phase(
        schedule["phases"][0]["currency"], price["id"], quantity, start, end, wanted
    )


def _whole_phase(
    currency: str, price: str, quantity: int, start: int, end: int, given: dict[str, Any]
) -> Body:
    item: Body = {
        "billing_thresholds": None,
        "discounts": [],
        "metadata": {},
        "price": price,
        "quantity": quantity,
        "tax_rates": [],
    }
    return {
        "add_invoice_items": [],
        "application_fee_percent": None,
        "billing_cycle_anchor": None,
        "billing_thresholds": None,
        "collection_method": None,
        "currency": currency,
        "default_payment_method": None,
        "default_tax_rates": [],
        "description": None,
        "discounts": [],
        "end_date": end,
        "invoice_settings": None,
        "items": [item],
        "metadata": given.get("metadata", {}),
        "on_behalf_of": None,
        "proration_behavior": given.get("proration_behavior", "create_prorations"),
        "start_date": start,
        "transfer_data": None,
        "trial_end": None,
    }


def _plan_end(world: World, schedule: Body) -> None:
    end = schedule["phases"][-1]["end_date"]
    world.later(end - world.time(), "schedule_ends", f"{schedule['id']} {end}")


def _blank(subscription: Body, call: Call) -> Body:
    item = subscription["items"]["data"][0]
    start, end = item["current_period_start"], item["current_period_end"]
    currency, price = subscription["currency"], item["price"]["id"]
    return {
        "application": None,
        "billing_mode": subscription["billing_mode"],
        "canceled_at": None,
        "completed_at": None,
        "current_phase": {"start_date": start, "end_date": end},
        "customer": subscription["customer"],
        "customer_account": None,
        "default_settings": {
            "application_fee_percent": None,
            "automatic_tax": {"disabled_reason": None, "enabled": False, "liability": None},
            "billing_cycle_anchor": "automatic",
            "billing_thresholds": None,
            "collection_method": "charge_automatically",
            "default_payment_method": subscription["default_payment_method"],
            "description": None,
            "invoice_settings": {
                "account_tax_ids": None,
                "days_until_due": None,
                "issuer": {"type": "self"},
            },
            "on_behalf_of": None,
            "transfer_data": None,
        },
        "end_behavior": "release",
        "metadata": merged({}, call.get("metadata")),
        "phases": [_whole_phase(currency, price, item["quantity"], start, end, {})],
        "released_at": None,
        "released_subscription": None,
        "status": "active",
        "subscription": subscription["id"],
        "test_clock": subscription["test_clock"],
    }
