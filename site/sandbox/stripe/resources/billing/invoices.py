"""Invoices: looked at, paid by hand, voided."""

from sandbox.stripe.errors import ApiError
from sandbox.stripe.events import emit
from sandbox.stripe.operation import PAGE, Call, acting_on
from sandbox.stripe.paging import as_list, listing
from sandbox.stripe.resources.billing import collection
from sandbox.stripe.resources.billing.test_clocks import time_of
from sandbox.stripe.resources.instruments import own_copy
from sandbox.stripe.world import Body, World


@acting_on()
def retrieve(world: World, call: Call) -> Body:
    """GET /v1/invoices/{invoice}"""
    return world.get("invoice", call.path["invoice"])


@acting_on(*PAGE, "created", "customer", "status", "subscription")
def listed(world: World, call: Call) -> Body:
    """GET /v1/invoices"""
    where = {
        "customer": call.get("customer"),
        "status": call.get("status"),
        "parent.subscription_details.subscription": call.get("subscription"),
    }
    return listing(world, "invoice", call.params, url="/v1/invoices", where=where)


@acting_on("limit")
def lines(world: World, call: Call) -> Body:
    """GET /v1/invoices/{invoice}/lines"""
    invoice = world.get("invoice", call.path["invoice"])
    found = invoice["lines"]["data"]
    limit = call.get("limit", 10)
    more = len(found) > limit
    return as_list(found[:limit], url=f"/v1/invoices/{invoice['id']}/lines", has_more=more)


@acting_on("payment_method", "off_session")
def pay(world: World, call: Call) -> Body:
    """POST /v1/invoices/{invoice}/pay; CardError when the card is refused."""
    invoice = world.get("invoice", call.path["invoice"])
    if invoice["status"] == "paid":
        raise ApiError("Invoice is already paid", code="invoice_already_paid")
    if invoice["status"] not in ("draft", "open"):
        raise ApiError(
            f"This invoice can no longer be paid: it is {invoice['status']}.",
            code="invoice_not_editable",
        )
    customer = world.get("customer", invoice["customer"])
    method = None
    if call.get("payment_method"):
        method = own_copy(world, call.get("payment_method"), param="payment_method")["id"]
    with time_of(world, customer):
        if invoice["status"] == "draft":
            collection.finalize(world, invoice)
        if invoice["status"] == "open":
            collection.collect(world, invoice, method=method, told=True)
    return invoice


@acting_on("auto_advance")
def finalize(world: World, call: Call) -> Body:
    """POST /v1/invoices/{invoice}/finalize"""
    invoice = world.get("invoice", call.path["invoice"])
    _require(invoice, "draft")
    with time_of(world, world.get("customer", invoice["customer"])):
        return collection.finalize(world, invoice)


@acting_on()
def void(world: World, call: Call) -> Body:
    """POST /v1/invoices/{invoice}/void"""
    invoice = world.get("invoice", call.path["invoice"])
    _require(invoice, "open")
    with time_of(world, world.get("customer", invoice["customer"])):
        return collection.void(world, invoice)


@acting_on()
def mark_uncollectible(world: World, call: Call) -> Body:
    """POST /v1/invoices/{invoice}/mark_uncollectible"""
    invoice = world.get("invoice", call.path["invoice"])
    _require(invoice, "open")
    invoice.update(status="uncollectible", next_payment_attempt=None)
    invoice["status_transitions"]["marked_uncollectible_at"] = world.now()
    world.save(invoice)
    emit(world, "invoice.marked_uncollectible", invoice)
    return invoice


def _require(invoice: Body, status: str) -> None:
    if invoice["status"] != status:
        raise ApiError(
            f"This invoice is {invoice['status']}; only one that is {status} allows this.",
            code="invoice_not_editable",
        )
