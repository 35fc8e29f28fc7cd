"""Payment methods: made from test cards, attached to customers, detached for good."""

from sandbox.stripe.errors import ApiError
from sandbox.stripe.events import emit
from sandbox.stripe.metadata import merged
from sandbox.stripe.operation import PAGE, Call, acting_on
from sandbox.stripe.paging import listing
from sandbox.stripe.resources import card_data
from sandbox.stripe.resources.instruments import attach_to, billing, from_data, own_copy
from sandbox.stripe.world import Body, World, missing


@acting_on("type", "card", "billing_details", "metadata", "allow_redisplay", for_browsers=True)
def create(world: World, call: Call) -> Body:
    """POST /v1/payment_methods"""
    return from_data(world, call.params)


@acting_on()
def retrieve(world: World, call: Call) -> Body:
    """GET /v1/payment_methods/{payment_method}"""
    return world.get("payment_method", call.path["payment_method"])


@acting_on("billing_details", "metadata", "card", "allow_redisplay")
def update(world: World, call: Call) -> Body:
    """POST /v1/payment_methods/{payment_method}"""
    before = world.get("payment_method", call.path["payment_method"])
    if not before["customer"]:
        raise ApiError(
            "You must save this PaymentMethod to a customer before you can update it.",
            code="payment_method_not_attached",
        )
    method = {**before, "metadata": merged(before["metadata"], call.get("metadata"))}
    if call.get("billing_details"):
        method["billing_details"] = billing(call.get("billing_details"), before["billing_details"])
    if call.get("allow_redisplay"):
        method["allow_redisplay"] = call.get("allow_redisplay")
    changed = {key: value for key, value in call.get("card", {}).items() if key != "networks"}
    if changed:
        card_data.check_expiry(world, {**before["card"], **changed})
        method["card"] = {**before["card"], **changed}
    world.save(method)
    if method != before:
        emit(world, "payment_method.updated", method, before=before)
    return method


def renew(world: World, method_id: str, card: Body) -> Body:
    """What happens when a bank replaces a card: Stripe learns of it and says so."""
    before = world.get("payment_method", method_id)
    known = {name: card[name] for name in ("exp_month", "exp_year", "last4") if name in card}
    method = {**before, "card": {**before["card"], **known}}
    world.save(method)
    emit(world, "payment_method.automatically_updated", method, before=before)
    return method


@acting_on("customer")
def attach(world: World, call: Call) -> Body:
    """POST /v1/payment_methods/{payment_method}/attach"""
    customer_id = call.get("customer")
    if not customer_id:
        raise ApiError(
            "Missing required param: customer.", code="parameter_missing", param="customer"
        )
    world.get("customer", customer_id, param="customer")
    method = own_copy(world, call.path["payment_method"])
    return attach_to(world, method, customer_id)


@acting_on()
def detach(world: World, call: Call) -> Body:
    """POST /v1/payment_methods/{payment_method}/detach"""
    method = world.get("payment_method", call.path["payment_method"])
    if not method["customer"]:
        raise ApiError(
            "The payment method you provided is not attached to a customer so detachment is "
            "impossible."
        )
    before = dict(method)
    method["customer"] = None
    world.save(method)
    world.hide(method["id"], spent=True)
    emit(world, "payment_method.detached", method, before=before)
    return method


@acting_on(*PAGE, "customer", "type", "allow_redisplay")
def listed(world: World, call: Call) -> Body:
    """GET /v1/payment_methods"""
    if call.get("customer"):
        world.get("customer", call.get("customer"), param="customer")
    return _of(world, call, call.get("customer"), "/v1/payment_methods")


@acting_on(*PAGE, "type", "allow_redisplay")
def listed_of_customer(world: World, call: Call) -> Body:
    """GET /v1/customers/{customer}/payment_methods"""
    customer_id = call.path["customer"]
    world.get("customer", customer_id)
    return _of(world, call, customer_id, f"/v1/customers/{customer_id}/payment_methods")


@acting_on()
def retrieve_of_customer(world: World, call: Call) -> Body:
    """GET /v1/customers/{customer}/payment_methods/{payment_method}"""
    method = world.get("payment_method", call.path["payment_method"])
    if method["customer"] != call.path["customer"]:
        raise missing("payment_method", method["id"])
    return method


def _of(world: World, call: Call, customer_id: str | None, url: str) -> Body:
    wanted = {
        "customer": customer_id,
        "type": call.get("type"),
        "allow_redisplay": call.get("allow_redisplay"),
    }
    return listing(world, "payment_method", call.params, url=url, where=wanted)
