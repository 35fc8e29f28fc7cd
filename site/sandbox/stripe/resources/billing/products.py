"""Products: what is sold."""

from sandbox.stripe.errors import ApiError
from sandbox.stripe.events import emit
from sandbox.stripe.metadata import merged
from sandbox.stripe.operation import PAGE, Call, acting_on
from sandbox.stripe.paging import listing
from sandbox.stripe.world import Body, World

PLAIN = ("active", "description", "name", "statement_descriptor", "unit_label", "url")


@acting_on(*PLAIN, "id", "metadata")
def create(world: World, call: Call) -> Body:
    """POST /v1/products; the id may be one's own."""
    own = {"id": call.get("id")} if call.get("id") else {}
    if own and world.lookup(own["id"]):
        raise ApiError("Product already exists.", code="resource_already_exists", param="id")
    product = world.create(
        "product",
        {
            **own,
            "active": True,
            "default_price": None,
            "description": None,
            "images": [],
            "marketing_features": [],
            "package_dimensions": None,
            "shippable": None,
            "statement_descriptor": None,
            "tax_code": None,
            "unit_label": None,
            "updated": world.now(),
            "url": None,
            **_given(call),
            "metadata": merged({}, call.get("metadata")),
        },
    )
    emit(world, "product.created", product)
    return product


@acting_on()
def retrieve(world: World, call: Call) -> Body:
    """GET /v1/products/{id}"""
    return world.get("product", call.path["id"])


@acting_on(*PLAIN, "default_price", "metadata")
def update(world: World, call: Call) -> Body:
    """POST /v1/products/{id}"""
    before = world.get("product", call.path["id"])
    product = {**before, **_given(call), "updated": world.now()}
    product["metadata"] = merged(before["metadata"], call.get("metadata"))
    if call.get("default_price"):
        price = world.get("price", call.get("default_price"), param="default_price")
        product["default_price"] = price["id"]
    world.save(product)
    emit(world, "product.updated", product, before=before)
    return product


@acting_on(*PAGE, "active", "created", "ids")
def listed(world: World, call: Call) -> Body:
    """GET /v1/products"""
    where = {"active": call.get("active"), "id": call.get("ids")}
    return listing(world, "product", call.params, url="/v1/products", where=where)


def _given(call: Call) -> Body:
    given = {name: call.params[name] for name in PLAIN if name in call.params}
    return {name: None if value == "" else value for name, value in given.items()}
