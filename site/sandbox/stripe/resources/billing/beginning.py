"""How a subscription begins: its first invoice decides whether it is active or incomplete."""

from sandbox.stripe import ids
from sandbox.stripe.cards import CardDataError
from sandbox.stripe.errors import ApiError
from sandbox.stripe.events import emit
from sandbox.stripe.metadata import merged
from sandbox.stripe.operation import Call
from sandbox.stripe.paging import as_list
from sandbox.stripe.resources.billing import collection, drafting, renewal, standing
from sandbox.stripe.resources.billing.periods import end_of_period
from sandbox.stripe.world import Body, World

# Who does not pay the first invoice within this time has no subscription.
PATIENCE = 23 * 3600


def begin(
    world: World, customer: Body, *, price: Body, quantity: int, method: str | None, call: Call
) -> Body:
    """A new subscription and its first invoice, paid at once unless left to a browser."""
    behaviour = call.get("payment_behavior", "allow_incomplete")
    blank = _blank(world, customer, price, method, call)
    subscription = world.create("subscription", blank, hidden={"beginning": True})
    item = _item(world, subscription, price, quantity)
    url = f"/v1/subscription_items?subscription={subscription['id']}"
    subscription["items"] = as_list([item], url=url)
    _mark_end(world, subscription, item, call)
    world.save(subscription)
    lines = [drafting.full_line(world, subscription, item)]
    moment = world.now()
    invoice = drafting.draft(world, subscription, lines, "subscription_create", (moment, moment))
    collection.finalize(world, invoice)
    if invoice["status"] == "open":
        _ask(world, invoice, behaviour, off_session=bool(call.get("off_session")))
    subscription = world.get("subscription", subscription["id"])
    world.hide(subscription["id"], beginning=False)
    emit(world, "customer.subscription.created", subscription)
    if subscription["status"] == "incomplete":
        world.later(PATIENCE, "subscription_expires", subscription["id"])
    renewal.plan(world, subscription)
    return subscription


def expire(world: World, subscription_id: str) -> None:
    """The job a day after: still not paid, so it never was."""
    subscription = world.get("subscription", subscription_id)
    if subscription["status"] != "incomplete":
        return
    collection.void(world, world.get("invoice", subscription["latest_invoice"]))
    standing.end(world, subscription, reason="payment_failed", status="incomplete_expired")


def raise_unpaid(world: World, invoice: Body) -> None:
    """`error_if_incomplete`: refuse the whole request when the invoice was not paid."""
    if invoice["status"] == "paid":
        return
    intent = world.get("payment_intent", world.hidden(invoice["id"])["intent"])
    error = intent["last_payment_error"]
    if error is None:
        raise collection.requires_action(intent)
    raise CardDataError(
        error["message"],
        code=error["code"],
        param=error.get("param"),
        decline_code=error.get("decline_code"),
        charge=error.get("charge"),
    )


def _ask(world: World, invoice: Body, behaviour: str, *, off_session: bool) -> None:
    if behaviour == "default_incomplete":
        collection.prepare(world, invoice)
        return
    if collection.method_for(world, invoice) is None:
        raise ApiError(collection.NO_METHOD, code="resource_missing")
    collection.collect(world, invoice, on_session=not off_session)
    if behaviour == "error_if_incomplete":
        raise_unpaid(world, invoice)


def _mark_end(world: World, subscription: Body, item: Body, call: Call) -> None:
    if call.get("cancel_at_period_end"):
        subscription.update(
            cancel_at_period_end=True,
            cancel_at=item["current_period_end"],
            canceled_at=world.now(),
        )


def _item(world: World, subscription: Body, price: Body, quantity: int) -> Body:
    now = world.now()
    return {
        "id": ids.new("subscription_item"),
        "object": "subscription_item",
        "billing_thresholds": None,
        "created": now,
        "current_period_end": end_of_period(now, now, price["recurring"]),
        "current_period_start": now,
        "discounts": [],
        "metadata": {},
        "price": price,
        "quantity": quantity,
        "subscription": subscription["id"],
        "tax_rates": [],
    }


def _blank(world: World, customer: Body, price: Body, method: str | None, call: Call) -> Body:
    now = world.now()
    saving = (call.get("payment_settings") or {}).get("save_default_payment_method", "off")
    return {
        "application": None,
        "application_fee_percent": None,
        "automatic_tax": {"disabled_reason": None, "enabled": False, "liability": None},
        "billing_cycle_anchor": now,
        "billing_cycle_anchor_config": None,
        "billing_mode": {"flexible": {"proration_discounts": "included"}, "type": "flexible"},
        "billing_schedules": [],
        "billing_thresholds": None,
        "cancel_at": None,
        "cancel_at_period_end": False,
        "canceled_at": None,
        "cancellation_details": {
            "comment": None,
            "feedback": None,
            "feedback_option": None,
            "reason": None,
        },
        "collection_method": "charge_automatically",
        "currency": price["currency"],
        "customer": customer["id"],
        "customer_account": None,
        "days_until_due": None,
        "default_payment_method": method,
        "default_source": None,
        "default_tax_rates": [],
        "description": call.get("description") or None,
        "discounts": [],
        "ended_at": None,
        "invoice_settings": {"account_tax_ids": None, "issuer": {"type": "self"}},
        "items": as_list([], url=""),
        "latest_invoice": None,
        "managed_payments": None,
        "metadata": merged({}, call.get("metadata")),
        "next_pending_invoice_item_invoice": None,
        "on_behalf_of": None,
        "pause_collection": None,
        "payment_settings": {
            "payment_method_options": None,
            "payment_method_types": None,
            "save_default_payment_method": saving,
        },
        "pending_invoice_item_interval": None,
        "pending_setup_intent": None,
        "pending_update": None,
        "schedule": None,
        "start_date": now,
        "status": "incomplete",
        "test_clock": customer["test_clock"],
        "transfer_data": None,
        "trial_end": None,
        "trial_settings": {"end_behavior": {"missing_payment_method": "create_invoice"}},
        "trial_start": None,
    }
