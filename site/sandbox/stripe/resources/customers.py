"""Customers."""

from sandbox.stripe.errors import ApiError
from sandbox.stripe.events import emit
from sandbox.stripe.ids import random_text
from sandbox.stripe.metadata import merged
from sandbox.stripe.operation import PAGE, Call, acting_on
from sandbox.stripe.paging import listing
from sandbox.stripe.resources.instruments import attach_to, own_copy
from sandbox.stripe.world import Body, World

PLAIN = (
    "description",
    "email",
    "name",
    "phone",
    "preferred_locales",
    "address",
    "shipping",
    "tax_exempt",
)
WRITABLE = (*PLAIN, "metadata", "invoice_settings", "business_name", "individual_name")


@acting_on(*WRITABLE, "payment_method", "balance", "test_clock")
def create(world: World, call: Call) -> Body:
    """POST /v1/customers"""
    customer = world.create("customer", {**_blank(), **_given(call)})
    customer["metadata"] = merged({}, call.get("metadata"))
    customer["balance"] = call.get("balance", 0)
    if call.get("test_clock"):
        clock = world.get("test_helpers.test_clock", call.get("test_clock"), param="test_clock")
        customer["test_clock"] = clock["id"]
    _set_default(world, customer, call)
    world.save(customer)
    emit(world, "customer.created", customer)
    if call.get("payment_method"):
        method = own_copy(world, call.get("payment_method"), param="payment_method")
        attach_to(world, method, customer["id"])
    return customer


@acting_on()
def retrieve(world: World, call: Call) -> Body:
    """GET /v1/customers/{customer}"""
    return world.get("customer", call.path["customer"])


@acting_on(*WRITABLE)
def update(world: World, call: Call) -> Body:
    """POST /v1/customers/{customer}"""
    before = living(world, call.path["customer"])
    customer = {**before, **_given(call)}
    customer["metadata"] = merged(before["metadata"], call.get("metadata"))
    _set_default(world, customer, call)
    world.save(customer)
    if customer != before:
        emit(world, "customer.updated", customer, before=before)
    return customer


@acting_on()
def delete(world: World, call: Call) -> Body:
    """DELETE /v1/customers/{customer}"""
    customer = living(world, call.path["customer"])
    deleted = {"id": customer["id"], "object": "customer", "deleted": True}
    world.save(deleted)
    emit(world, "customer.deleted", customer)
    return deleted


@acting_on(*PAGE, "created", "email")
def listed(world: World, call: Call) -> Body:
    """GET /v1/customers"""
    return listing(
        world, "customer", call.params, url="/v1/customers", where={"email": call.get("email")}
    )


def living(world: World, customer_id: str, *, param: str | None = None) -> Body:
    """The customer, when there is one that was not deleted."""
    customer = world.get("customer", customer_id, param=param)
    if customer.get("deleted"):
        raise ApiError(
            f"No such customer: '{customer_id}'", code="resource_missing", param=param or "id"
        )
    return customer


def _given(call: Call) -> Body:
    names = (*PLAIN, "business_name", "individual_name")
    given = {name: call.params[name] for name in names if name in call.params}
    for name in ("address", "shipping"):
        if given.get(name):
            given[name] = _complete(name, given[name])
    # These two are absent, not null, when a customer has none.
    optional = ("business_name", "individual_name")
    return {
        name: value if value != "" else None
        for name, value in given.items()
        if value != "" or name not in optional
    }


def _complete(name: str, value: Body) -> Body:
    if name == "shipping":
        return {"phone": None, **value, "address": _complete("address", value.get("address", {}))}
    fields = ("city", "country", "line1", "line2", "postal_code", "state")
    return {field: value.get(field) or None for field in fields}


def _set_default(world: World, customer: Body, call: Call) -> None:
    settings = call.get("invoice_settings") or {}
    unknown = set(settings) - {"default_payment_method"}
    if unknown:
        name = f"invoice_settings[{min(unknown)}]"
        raise ApiError(
            f"This sandbox does not act on '{name}' yet.",
            code="sandbox_not_implemented",
            param=name,
        )
    method_id = settings.get("default_payment_method")
    if not method_id:
        return
    param = "invoice_settings[default_payment_method]"
    method = world.get("payment_method", method_id, param=param)
    if method["customer"] != customer["id"]:
        raise ApiError(
            f"The customer does not have a payment method with the ID {method_id}. The payment "
            "method must be attached to the customer.",
            code="resource_missing",
            param=param,
        )
    customer["invoice_settings"] = {
        **customer["invoice_settings"],
        "default_payment_method": method_id,
    }


def _blank() -> Body:
    return {
        "address": None,
        "balance": 0,
        "currency": None,
        "default_source": None,
        "delinquent": False,
        "description": None,
        "discount": None,
        "email": None,
        "invoice_prefix": random_text(8).upper(),
        "invoice_settings": {
            "custom_fields": None,
            "default_payment_method": None,
            "footer": None,
            "rendering_options": None,
        },
        "metadata": {},
        "name": None,
        "next_invoice_sequence": 1,
        "phone": None,
        "preferred_locales": [],
        "shipping": None,
        "tax_exempt": "none",
        "test_clock": None,
    }
