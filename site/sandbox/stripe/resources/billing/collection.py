"""From a draft to money: finalising, charging, trying again, giving up."""

from typing import Any

from sandbox.stripe.cards import CardDataError
from sandbox.stripe.errors import ApiError, CardError
from sandbox.stripe.events import emit
from sandbox.stripe.money import SMALLEST
from sandbox.stripe.operation import Call
from sandbox.stripe.resources import payment_intents
from sandbox.stripe.resources.billing import standing
from sandbox.stripe.resources.billing.test_clocks import time_of
from sandbox.stripe.resources.confirmation import attempt
from sandbox.stripe.world import Body, World

DAY = 86400
# After a failed renewal: days until each further try, and what becomes of the subscription then.
RULES = {"retries": [3, 5, 7], "exhausted": "cancel"}
EXHAUSTED = ("cancel", "unpaid", "past_due")
NO_METHOD = (
    "This customer has no attached payment source or default payment method. Please consider "
    "adding a default payment method. For more information, visit "
    "https://stripe.com/docs/billing/subscriptions/payment-methods-setting#payment-method-priority."
)


def rules(world: World) -> dict[str, Any]:
    """What the account's settings say about failed renewals."""
    return {**RULES, **world.store.setting("billing", {})}


def set_rules(world: World, given: dict[str, Any]) -> dict[str, Any]:
    """Change them; raises ApiError for what they cannot be."""
    wanted = {**rules(world), **given}
    days = wanted["retries"]
    whole = isinstance(days, list) and all(isinstance(day, int) and day > 0 for day in days)
    if set(wanted) != set(RULES) or not whole or wanted["exhausted"] not in EXHAUSTED:
        raise ApiError(f"Give retries, a list of days, and exhausted, one of {EXHAUSTED}.")
    world.store.set("billing", wanted)
    return wanted


def finalize(world: World, invoice: Body) -> Body:
    """Number the draft and fix what is due; nothing due is paid at once."""
    customer = world.get("customer", invoice["customer"])
    sequence = customer["next_invoice_sequence"]
    _use_balance(invoice, customer)
    customer["next_invoice_sequence"] = sequence + 1
    world.save(customer)
    page = f"{world.base_url}/sandbox/#invoices"
    invoice.update(
        status="open",
        number=f"{customer['invoice_prefix']}-{sequence:04d}",
        automatically_finalizes_at=None,
        effective_at=world.now(),
        hosted_invoice_url=page,
        invoice_pdf=page,
    )
    invoice["status_transitions"]["finalized_at"] = world.now()
    world.save(invoice)
    emit(world, "invoice.finalized", invoice)
    if invoice["amount_due"]:
        _make_intent(world, invoice)
    else:
        _settle(world, invoice)
    return invoice


def collect(
    world: World,
    invoice: Body,
    *,
    method: str | None = None,
    on_session: bool = False,
    told: bool = False,
) -> Body:
    """Charge an open invoice. `told` raises CardError when refused, as `pay` does."""
    method = method or method_for(world, invoice)
    if method is None and told:
        raise ApiError(NO_METHOD, code="resource_missing")
    intent = world.get("payment_intent", world.hidden(invoice["id"])["intent"])
    refused = None
    if method is not None:
        world.hide(intent["id"], paying=True)
        intent["payment_method"] = method
        try:
            intent = attempt(world, intent, halt_at_authentication=not on_session)
        except CardError as error:
            refused = error
        world.hide(intent["id"], paying=False)
    if intent["status"] == "succeeded":
        return _settle(world, invoice)
    _note_failure(world, invoice, intent)
    if told:
        raise refused or _asks(intent)
    return invoice


def method_for(world: World, invoice: Body) -> str | None:
    """The subscription's own payment method, or the customer's default."""
    subscription = standing.of_invoice(world, invoice)
    customer = world.get("customer", invoice["customer"])
    default = customer["invoice_settings"]["default_payment_method"]
    own: str | None = subscription["default_payment_method"] or default
    return own


def prepare(world: World, invoice: Body) -> None:
    """Let the intent name the card, so that a browser needs only to confirm."""
    method = method_for(world, invoice)
    if method and invoice["status"] == "open":
        intent = world.get("payment_intent", world.hidden(invoice["id"])["intent"])
        world.save({**intent, "payment_method": method, "status": "requires_confirmation"})


def void(world: World, invoice: Body) -> Body:
    """Nothing is asked for it any more."""
    _cancel_intent(world, invoice)
    invoice.update(status="void", next_payment_attempt=None)
    invoice["status_transitions"]["voided_at"] = world.now()
    world.save(invoice)
    emit(world, "invoice.voided", invoice)
    return invoice


def finalize_later(world: World, invoice_id: str) -> None:
    """The job an hour after a renewal's draft."""
    invoice = world.get("invoice", invoice_id)
    if invoice["status"] == "draft" and invoice["auto_advance"]:
        finalize(world, invoice)
        if invoice["status"] == "open":
            collect(world, invoice)


def retry(world: World, invoice_id: str) -> None:
    """The job of each further try."""
    invoice = world.get("invoice", invoice_id)
    if invoice["status"] == "open" and invoice["next_payment_attempt"]:
        collect(world, invoice)


def intent_moved(world: World, intent_id: str) -> None:
    """The job after a browser, or our own server, confirmed an invoice's intent."""
    intent = world.get("payment_intent", intent_id)
    invoice = world.get("invoice", world.hidden(intent_id)["invoice"])
    if invoice["status"] != "open":
        return
    with time_of(world, world.get("customer", invoice["customer"]), asked=False):
        if intent["status"] == "succeeded":
            _settle(world, invoice)
        else:
            _note_failure(world, invoice, intent)


def requires_action(intent: Body) -> CardDataError:
    """`error_if_incomplete` met a card whose holder must be asked."""
    return CardDataError(
        "Payment for this subscription requires additional user action before it can be completed "
        "successfully. Payment can be completed using the PaymentIntent associated with "
        "`subscription.latest_invoice`.",
        code="subscription_payment_intent_requires_action",
        payment_intent=intent,
    )


def _asks(intent: Body) -> CardError:
    return CardError(
        "This invoice's payment requires additional user action before it can be completed.",
        code="invoice_payment_intent_requires_action",
        payment_intent=intent,
    )


def _use_balance(invoice: Body, customer: Body) -> None:
    """Credit is used up, a surplus becomes credit, and what is too little to charge is owed."""
    balance, total = customer["balance"], invoice["total"]
    due = max(0, total + balance) if total > 0 else 0
    if 0 < due < SMALLEST.get(invoice["currency"], 1):
        due = 0
    customer["balance"] = balance + total - due
    invoice.update(
        amount_due=due,
        amount_remaining=due,
        starting_balance=balance,
        ending_balance=customer["balance"],
    )


def _make_intent(world: World, invoice: Body) -> None:
    params = {
        "amount": invoice["amount_due"],
        "currency": invoice["currency"],
        "customer": invoice["customer"],
        "description": "Subscription " + invoice["billing_reason"].rpartition("_")[2],
        "payment_method_types": ["card"],
        "setup_future_usage": "off_session",
    }
    intent = payment_intents.create.run(world, Call(params))
    world.hide(intent["id"], invoice=invoice["id"])
    world.hide(invoice["id"], intent=intent["id"])
    world.create(
        "invoice_payment",
        {
            "amount_paid": None,
            "amount_requested": invoice["amount_due"],
            "currency": invoice["currency"],
            "invoice": invoice["id"],
            "is_default": True,
            "payment": {"payment_intent": intent["id"], "type": "payment_intent"},
            "status": "open",
            "status_transitions": {"canceled_at": None, "paid_at": None},
        },
        hidden={},
    )


def _settle(world: World, invoice: Body) -> Body:
    paid = invoice["amount_due"]
    invoice.update(
        status="paid",
        amount_paid=paid,
        amount_remaining=0,
        attempted=True,
        next_payment_attempt=None,
        attempt_count=invoice["attempt_count"] + (1 if paid else 0),
    )
    invoice["status_transitions"]["paid_at"] = world.now()
    world.save(invoice)
    payment = payment_of(world, invoice)
    if payment:
        payment.update(amount_paid=paid, status="paid")
        payment["status_transitions"]["paid_at"] = world.now()
        world.save(payment)
        emit(world, "invoice_payment.paid", payment)
    emit(world, "invoice.paid", invoice)
    emit(world, "invoice.payment_succeeded", invoice)
    standing.invoice_paid(world, invoice)
    return invoice


def _note_failure(world: World, invoice: Body, intent: Body) -> None:
    invoice.update(attempted=True, attempt_count=invoice["attempt_count"] + 1)
    _plan_retry(world, invoice)
    world.save(invoice)
    error = intent["last_payment_error"] or {}
    if intent["status"] == "requires_action" or error.get("code") == "authentication_required":
        emit(world, "invoice.payment_action_required", invoice)
    emit(world, "invoice.payment_failed", invoice)
    given_up = invoice["next_payment_attempt"] is None
    standing.invoice_failed(world, invoice, rules(world)["exhausted"] if given_up else None)


def _plan_retry(world: World, invoice: Body) -> None:
    """Renewals are tried again; what the customer asked for just now is theirs to repeat."""
    tries, days = invoice["attempt_count"], rules(world)["retries"]
    invoice["next_payment_attempt"] = None
    if invoice["billing_reason"] == "subscription_create" or tries > len(days):
        return
    wait = days[tries - 1] * DAY
    invoice["next_payment_attempt"] = int(world.time() + wait)
    world.later(wait, "invoice_retries", invoice["id"])


def _cancel_intent(world: World, invoice: Body) -> None:
    intent = world.find("payment_intent", world.hidden(invoice["id"]).get("intent"))
    if intent and intent["status"] in payment_intents.WAITING:
        intent.update(
            status="canceled", canceled_at=world.now(), cancellation_reason="void_invoice"
        )
        world.save(intent)
        emit(world, "payment_intent.canceled", intent)
    payment = payment_of(world, invoice)
    if payment:
        payment["status_transitions"]["canceled_at"] = world.now()
        world.save({**payment, "status": "canceled"})


def payment_of(world: World, invoice: Body) -> Body | None:
    """The invoice's payment, when it has one."""
    row = world.store.row(
        "SELECT id FROM objects WHERE kind = 'invoice_payment'"
        " AND json_extract(body, '$.invoice') = ?",
        invoice["id"],
    )
    return world.find("invoice_payment", row["id"]) if row else None
