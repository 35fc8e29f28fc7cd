"""Subscriptions: begun, changed, ended. One price each, charged automatically, no trials."""

from sandbox.stripe.errors import ApiError
from sandbox.stripe.metadata import merged
from sandbox.stripe.operation import PAGE, Call, acting_on
from sandbox.stripe.paging import listing
from sandbox.stripe.resources.billing import beginning, changes, standing
from sandbox.stripe.resources.billing.test_clocks import time_of
from sandbox.stripe.resources.customers import living
from sandbox.stripe.world import Body, World

BEHAVIOURS = ("allow_incomplete", "default_incomplete", "error_if_incomplete")
ENDING = ("cancel_at_period_end", "cancel_at")


@acting_on(
    "cancel_at_period_end",
    "collection_method",
    "currency",
    "customer",
    "default_payment_method",
    "description",
    "items",
    "metadata",
    "off_session",
    "payment_behavior",
    "payment_settings",
    "proration_behavior",
)
def create(world: World, call: Call) -> Body:
    """POST /v1/subscriptions"""
    if not call.get("customer"):
        raise ApiError(
            "Missing required param: customer.", code="parameter_missing", param="customer"
        )
    customer = living(world, call.get("customer"), param="customer")
    _check_played(call)
    items = call.get("items") or []
    if len(items) != 1:
        raise _one_item_only()
    with time_of(world, customer):
        return beginning.begin(
            world,
            customer,
            price=changes.price_of(world, items[0]),
            quantity=items[0].get("quantity", 1),
            method=own_method(world, call, customer),
            call=call,
        )


@acting_on()
def retrieve(world: World, call: Call) -> Body:
    """GET /v1/subscriptions/{subscription_exposed_id}"""
    return world.get("subscription", call.path["subscription_exposed_id"])


@acting_on(
    "cancel_at_period_end",
    "cancellation_details",
    "default_payment_method",
    "description",
    "items",
    "metadata",
    "off_session",
    "payment_behavior",
    "payment_settings",
    "proration_behavior",
    "proration_date",
)
def update(world: World, call: Call) -> Body:
    """POST /v1/subscriptions/{subscription_exposed_id}"""
    subscription = world.get("subscription", call.path["subscription_exposed_id"])
    customer = world.get("customer", subscription["customer"])
    _check_played(call)
    _check_changeable(subscription, call)
    with time_of(world, customer):
        before = {**subscription}
        _set_plain(world, subscription, customer, call)
        items = call.get("items") or []
        if len(items) > 1:
            raise _one_item_only()
        if not items or not changes.change_price(world, subscription, before, items[0], call):
            standing.change(world, before, **subscription)
    return world.get("subscription", subscription["id"])


@acting_on("cancellation_details", "invoice_now", "prorate")
def cancel(world: World, call: Call) -> Body:
    """DELETE /v1/subscriptions/{subscription_exposed_id}: it ends now, nothing is given back."""
    subscription = world.get("subscription", call.path["subscription_exposed_id"])
    if subscription["status"] in standing.OVER:
        raise ApiError(
            f"No such subscription: '{subscription['id']}'", code="resource_missing", param="id"
        )
    for name in ("invoice_now", "prorate"):
        if call.get(name):
            raise ApiError(
                f"This sandbox does not play {name} when a subscription is canceled.",
                code="sandbox_not_implemented",
                param=name,
            )
    _set_details(subscription, call)
    with time_of(world, world.get("customer", subscription["customer"])):
        return standing.end(world, subscription, reason="cancellation_requested")


@acting_on("billing_cycle_anchor", "proration_behavior")
def resume(world: World, call: Call) -> Body:
    """POST /v1/subscriptions/{subscription}/resume: for those that are paused, and none here is."""
    subscription = world.get("subscription", call.path["subscription"])
    raise ApiError(
        f"Only a paused subscription can be resumed; {subscription['id']} is "
        f"{subscription['status']}. To undo a cancellation at the period's end, set "
        "cancel_at_period_end to false.",
        code="subscription_unexpected_state",
    )


@acting_on(*PAGE, "created", "customer", "price", "status", "test_clock")
def listed(world: World, call: Call) -> Body:
    """GET /v1/subscriptions; canceled ones only when asked for."""
    status = call.get("status")
    wanted = {"all": None, "ended": list(standing.OVER), None: [*standing.LIVING, "trialing"]}
    where = {
        "customer": call.get("customer"),
        "items.data[0].price.id": call.get("price"),
        "status": wanted.get(status, status),
        "test_clock": call.get("test_clock"),
    }
    return listing(world, "subscription", call.params, url="/v1/subscriptions", where=where)


def own_method(world: World, call: Call, customer: Body) -> str | None:
    """The payment method named in the request, when it is the customer's own."""
    method_id = call.get("default_payment_method")
    if not method_id:
        return None
    method = world.get("payment_method", method_id, param="default_payment_method")
    if method["customer"] != customer["id"]:
        raise ApiError(
            f"The customer does not have a payment method with the ID {method_id}. The payment "
            "method must be attached to the customer.",
            code="resource_missing",
            param="default_payment_method",
        )
    found: str = method["id"]
    return found


def _check_played(call: Call) -> None:
    behaviour = call.get("payment_behavior", "allow_incomplete")
    if behaviour not in BEHAVIOURS:
        raise _unplayed("payment_behavior", behaviour)
    if call.get("collection_method", "charge_automatically") != "charge_automatically":
        raise _unplayed("collection_method", call.get("collection_method"))
    unknown = set(call.get("payment_settings") or {}) - {"save_default_payment_method"}
    if unknown:
        raise _unplayed(f"payment_settings[{min(unknown)}]", "anything")
    for item in call.get("items") or []:
        strange = set(item) - {"id", "price", "quantity"}
        if strange:
            raise _unplayed(f"items[0][{min(strange)}]", "anything")


def _unplayed(name: str, value: object) -> ApiError:
    return ApiError(
        f"This sandbox does not play {name}: {value}.", code="sandbox_not_implemented", param=name
    )


def _one_item_only() -> ApiError:
    return ApiError(
        "This sandbox plays subscriptions of exactly one item.",
        code="sandbox_not_implemented",
        param="items",
    )


def _check_changeable(subscription: Body, call: Call) -> None:
    given = set(call.params) - {"cancellation_details", "metadata", "expand"}
    if subscription["status"] in standing.OVER and given:
        raise ApiError(
            "A canceled subscription can only update its cancellation_details and metadata.",
            param=min(given),
        )
    if subscription["schedule"] and given & {*ENDING, "items"}:
        raise ApiError(
            "The subscription is managed by the subscription schedule "
            f"`{subscription['schedule']}`, and updating any cancelation behavior directly is not "
            "allowed. Please update the schedule instead.",
            param=min(given & {*ENDING, "items"}),
        )


def _set_plain(world: World, subscription: Body, customer: Body, call: Call) -> None:
    if "description" in call.params:
        subscription["description"] = call.get("description") or None
    subscription["metadata"] = merged(subscription["metadata"], call.get("metadata"))
    if "default_payment_method" in call.params:
        subscription["default_payment_method"] = own_method(world, call, customer)
    if call.get("payment_settings"):
        subscription["payment_settings"] = {
            **subscription["payment_settings"],
            **call.get("payment_settings"),
        }
    _set_details(subscription, call)
    if "cancel_at_period_end" in call.params:
        ending = call.get("cancel_at_period_end")
        end = subscription["items"]["data"][0]["current_period_end"]
        subscription.update(
            cancel_at_period_end=ending,
            cancel_at=end if ending else None,
            canceled_at=world.now() if ending else None,
        )
        reason = "cancellation_requested" if ending else None
        subscription["cancellation_details"] = {
            **subscription["cancellation_details"],
            "reason": reason,
        }


def _set_details(subscription: Body, call: Call) -> None:
    for name, value in (call.get("cancellation_details") or {}).items():
        subscription["cancellation_details"] = {
            **subscription["cancellation_details"],
            name: value or None,
        }
