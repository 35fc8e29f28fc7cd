"""The payments of invoices: which intent pays which invoice."""

from sandbox.stripe.operation import PAGE, Call, acting_on
from sandbox.stripe.paging import listing
from sandbox.stripe.world import Body, World


@acting_on()
def retrieve(world: World, call: Call) -> Body:
    """GET /v1/invoice_payments/{invoice_payment}"""
    return world.get("invoice_payment", call.path["invoice_payment"])


@acting_on(*PAGE, "created", "invoice", "payment", "status")
def listed(world: World, call: Call) -> Body:
    """GET /v1/invoice_payments"""
    where = {
        "invoice": call.get("invoice"),
        "payment.payment_intent": (call.get("payment") or {}).get("payment_intent"),
        "status": call.get("status"),
    }
    return listing(world, "invoice_payment", call.params, url="/v1/invoice_payments", where=where)
