"""Prices: what a product costs, once or again and again. They never change, only their names."""

from sandbox.stripe.errors import ApiError
from sandbox.stripe.events import emit
from sandbox.stripe.metadata import merged
from sandbox.stripe.money import check_currency
from sandbox.stripe.operation import PAGE, Call, acting_on
from sandbox.stripe.paging import listing
from sandbox.stripe.world import Body, World

NAMES = ("active", "lookup_key", "metadata", "nickname", "transfer_lookup_key")


@acting_on(*NAMES, "currency", "product", "recurring", "unit_amount", "billing_scheme")
def create(world: World, call: Call) -> Body:
    """POST /v1/prices"""
    product = world.get("product", call.get("product") or "", param="product")
    amount, recurring = call.get("unit_amount"), call.get("recurring")
    if amount is None or amount < 0 or call.get("billing_scheme", "per_unit") != "per_unit":
        raise ApiError(
            "This sandbox plays prices per unit: give a unit_amount that is not negative.",
            code="parameter_missing" if amount is None else "parameter_invalid_integer",
            param="unit_amount",
        )
    _claim_key(world, call)
    price = world.create(
        "price",
        {
            "active": call.get("active", True),
            "billing_scheme": "per_unit",
            "currency": check_currency(call.get("currency")),
            "custom_unit_amount": None,
            "lookup_key": call.get("lookup_key"),
            "metadata": merged({}, call.get("metadata")),
            "nickname": call.get("nickname") or None,
            "product": product["id"],
            "recurring": _recurring(recurring) if recurring else None,
            "tax_behavior": "unspecified",
            "tiers_mode": None,
            "transform_quantity": None,
            "type": "recurring" if recurring else "one_time",
            "unit_amount": amount,
            "unit_amount_decimal": str(amount),
        },
    )
    emit(world, "price.created", price)
    return price


@acting_on()
def retrieve(world: World, call: Call) -> Body:
    """GET /v1/prices/{price}"""
    return world.get("price", call.path["price"])


@acting_on(*NAMES)
def update(world: World, call: Call) -> Body:
    """POST /v1/prices/{price}"""
    before = world.get("price", call.path["price"])
    _claim_key(world, call)
    names = ("active", "lookup_key", "nickname")
    given = {name: call.params[name] for name in names if name in call.params}
    price = {**before, **given, "metadata": merged(before["metadata"], call.get("metadata"))}
    world.save(price)
    if price != before:
        emit(world, "price.updated", price, before=before)
    return price


@acting_on(*PAGE, "active", "created", "currency", "lookup_keys", "product", "type")
def listed(world: World, call: Call) -> Body:
    """GET /v1/prices"""
    names = ("active", "currency", "product", "type")
    where = {name: call.get(name) for name in names}
    where["lookup_key"] = call.get("lookup_keys")
    return listing(world, "price", call.params, url="/v1/prices", where=where)


def _recurring(given: Body) -> Body:
    if given.get("usage_type", "licensed") != "licensed":
        raise ApiError(
            "This sandbox plays licensed prices only.",
            code="sandbox_not_implemented",
            param="recurring[usage_type]",
        )
    count = given.get("interval_count", 1)
    if not 1 <= count <= 36:
        raise ApiError("Invalid interval count.", param="recurring[interval_count]")
    return {
        "interval": given["interval"],
        "interval_count": count,
        "meter": None,
        "trial_period_days": None,
        "usage_type": "licensed",
    }


def _claim_key(world: World, call: Call) -> None:
    """A lookup key names one price; another one may take it over when told so."""
    key = call.get("lookup_key")
    if not key:
        return
    held = listing(world, "price", {"limit": 1}, url="", where={"lookup_key": key})["data"]
    if held and held[0]["id"] != call.path.get("price"):
        if not call.get("transfer_lookup_key"):
            raise ApiError(
                f"A price (`{held[0]['id']}`) already uses that lookup key.", param="lookup_key"
            )
        world.save({**held[0], "lookup_key": None})
