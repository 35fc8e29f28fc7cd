"""Payment intents: from a wish to be paid to money, or to nothing."""

from sandbox.stripe.errors import ApiError
from sandbox.stripe.events import emit
from sandbox.stripe.metadata import merged
from sandbox.stripe.money import check_amount, check_currency
from sandbox.stripe.operation import PAGE, Call, acting_on
from sandbox.stripe.paging import listing
from sandbox.stripe.resources import charging, releases
from sandbox.stripe.resources.confirmation import attempt, check_usable
from sandbox.stripe.resources.instruments import own_copy
from sandbox.stripe.resources.intent_rules import (
    blank,
    check_secret,
    for_browsers,
    new_types,
    options,
    require_return_url,
    require_status,
)
from sandbox.stripe.world import Body, World

PLAIN = (
    "description",
    "receipt_email",
    "setup_future_usage",
    "shipping",
    "statement_descriptor",
    "statement_descriptor_suffix",
    "transfer_group",
)
WAITING = ("requires_payment_method", "requires_confirmation", "requires_action")
TYPES = ("automatic_payment_methods", "payment_method_types", "payment_method_options")
ONLY_WITH_CONFIRM = ("return_url", "off_session", "error_on_requires_action", "mandate_data")
COMMON = (*PLAIN, "amount", "currency", "customer", "metadata", "payment_method", "capture_method")


@acting_on(*COMMON, *TYPES, *ONLY_WITH_CONFIRM, "confirm", "confirmation_method")
def create(world: World, call: Call) -> Body:
    """POST /v1/payment_intents"""
    currency = check_currency(call.get("currency"))
    check_amount(call.get("amount"), currency)
    _check_confirm_words(call)
    intent = {**blank(call), **_plain(call)}
    intent.update(amount=call.get("amount"), currency=currency, **new_types(call))
    intent["metadata"] = merged({}, call.get("metadata"))
    _set_customer(world, intent, call)
    intent = world.create("payment_intent", intent)
    intent["client_secret"] = intent["client_secret"].replace("new", intent["id"], 1)
    _set_method(world, intent, call)
    world.save(intent)
    emit(world, "payment_intent.created", intent)
    return _confirm(world, intent, call) if call.get("confirm") else intent


@acting_on("client_secret", for_browsers=True)
def retrieve(world: World, call: Call) -> Body:
    """GET /v1/payment_intents/{intent}"""
    intent = world.get("payment_intent", call.path["intent"])
    check_secret(intent, call)
    return intent if call.secret else for_browsers(intent)


@acting_on(*COMMON, "payment_method_types", "payment_method_options")
def update(world: World, call: Call) -> Body:
    """POST /v1/payment_intents/{intent}"""
    intent = world.get("payment_intent", call.path["intent"])
    _check_changeable(intent, call)
    intent.update(_plain(call))
    intent["metadata"] = merged(intent["metadata"], call.get("metadata"))
    if "currency" in call.params:
        intent["currency"] = check_currency(call.get("currency"))
    if "amount" in call.params:
        intent["amount"] = check_amount(call.get("amount"), intent["currency"])
    if "payment_method_types" in call.params or "payment_method_options" in call.params:
        intent.update(options(intent, call))
    _set_customer(world, intent, call)
    _set_method(world, intent, call)
    return world.save(intent)


@acting_on(
    *ONLY_WITH_CONFIRM,
    "client_secret",
    "payment_method",
    "payment_method_options",
    "payment_method_types",
    "receipt_email",
    "setup_future_usage",
    "shipping",
    "capture_method",
    "amount_to_confirm",
    for_browsers=True,
)
def confirm(world: World, call: Call) -> Body:
    """POST /v1/payment_intents/{intent}/confirm"""
    intent = world.get("payment_intent", call.path["intent"])
    check_secret(intent, call)
    require_status(intent, WAITING, "confirm", "confirmed")
    if call.get("amount_to_confirm", intent["amount"]) != intent["amount"]:
        raise ApiError(
            "The amount to confirm does not match the PaymentIntent's amount.",
            code="payment_intent_amount_mismatch",
            param="amount_to_confirm",
        )
    if not call.secret and intent["confirmation_method"] == "manual":
        raise ApiError(
            "This PaymentIntent cannot be confirmed with a publishable key because its "
            "confirmation_method is manual.",
            code="payment_intent_invalid_parameter",
        )
    intent.update(_plain(call))
    if "payment_method_types" in call.params or "payment_method_options" in call.params:
        intent.update(options(intent, call))
    _set_method(world, intent, call)
    confirmed = _confirm(world, intent, call)
    return confirmed if call.secret else for_browsers(confirmed)


@acting_on("amount_to_capture", "metadata", "final_capture")
def capture(world: World, call: Call) -> Body:
    """POST /v1/payment_intents/{intent}/capture"""
    intent = world.get("payment_intent", call.path["intent"])
    require_status(intent, ("requires_capture",), "capture", "captured")
    amount = call.get("amount_to_capture", intent["amount_capturable"])
    if not 1 <= amount <= intent["amount_capturable"]:
        raise ApiError(
            "You cannot capture more than the amount that was authorized, nor less than 1.",
            code="amount_too_large" if amount > 0 else "parameter_invalid_integer",
            param="amount_to_capture",
        )
    charge = world.get("charge", intent["latest_charge"])
    charge.update(captured=True, amount_captured=amount)
    charging.settle(world, charge)
    if amount < charge["amount"]:
        releases.release(world, charge, charge["amount"] - amount)
    intent.update(status="succeeded", amount_received=amount, amount_capturable=0)
    intent["metadata"] = merged(intent["metadata"], call.get("metadata"))
    world.save(intent)
    emit(world, "charge.captured", charge)
    emit(world, "payment_intent.succeeded", intent)
    return intent


@acting_on("cancellation_reason")
def cancel(world: World, call: Call) -> Body:
    """POST /v1/payment_intents/{intent}/cancel"""
    intent = world.get("payment_intent", call.path["intent"])
    require_status(intent, (*WAITING, "requires_capture"), "cancel", "canceled")
    if intent["status"] == "requires_capture":
        charge = world.get("charge", intent["latest_charge"])
        releases.release(world, charge, charge["amount"])
        emit(world, "charge.refunded", charge)
    intent.update(
        status="canceled",
        amount_capturable=0,
        canceled_at=world.now(),
        cancellation_reason=call.get("cancellation_reason"),
        next_action=None,
    )
    world.save(intent)
    emit(world, "payment_intent.canceled", intent)
    return intent


@acting_on(*PAGE, "created", "customer")
def listed(world: World, call: Call) -> Body:
    """GET /v1/payment_intents"""
    where = {"customer": call.get("customer")}
    return listing(world, "payment_intent", call.params, url="/v1/payment_intents", where=where)


def _confirm(world: World, intent: Body, call: Call) -> Body:
    if not intent["payment_method"]:
        raise ApiError(
            "You cannot confirm this PaymentIntent because it's missing a payment method. You "
            "can either update the PaymentIntent with a payment method and then confirm it "
            "again, or confirm it again directly with a payment method or ConfirmationToken.",
            code="payment_intent_unexpected_state",
            payment_intent=intent,
        )
    if call.secret:
        require_return_url(intent, call)
    halt = bool(call.get("off_session") or call.get("error_on_requires_action"))
    authenticated = bool(world.hidden(intent["id"]).get("authenticated"))
    return attempt(
        world,
        intent,
        return_url=call.get("return_url"),
        halt_at_authentication=halt,
        authenticated=authenticated,
    )


def _plain(call: Call) -> Body:
    names = (*PLAIN, "capture_method")
    given = {name: call.params[name] for name in names if name in call.params}
    return {name: None if value == "" else value for name, value in given.items()}


def _set_customer(world: World, intent: Body, call: Call) -> None:
    if call.get("customer"):
        customer = world.get("customer", call.get("customer"), param="customer")
        intent["customer"] = customer["id"]


def _set_method(world: World, intent: Body, call: Call) -> None:
    if not call.get("payment_method"):
        return
    method = own_copy(world, call.get("payment_method"), param="payment_method")
    check_usable(world, intent, method)
    if method["id"] != intent["payment_method"]:
        world.hide(intent["id"], authenticated=False)
    intent.update(payment_method=method["id"], status="requires_confirmation", next_action=None)


def _check_confirm_words(call: Call) -> None:
    for name in ONLY_WITH_CONFIRM:
        if name in call.params and not call.get("confirm"):
            raise ApiError(
                f"The parameter `{name}` cannot be passed when creating a PaymentIntent unless "
                "`confirm` is set to true.",
                code="payment_intent_invalid_parameter",
                param=name,
            )


def _check_changeable(intent: Body, call: Call) -> None:
    if intent["status"] in WAITING:
        return
    fixed = ("amount", "currency", "customer", "payment_method", "capture_method", *TYPES)
    for name in fixed:
        if name in call.params:
            raise ApiError(
                f"This PaymentIntent's {name} could not be updated because it has a status of "
                f"{intent['status']}. You may only update the {name} of a PaymentIntent with one "
                f"of the following statuses: {', '.join(WAITING)}.",
                code="payment_intent_unexpected_state",
                param=name,
                payment_intent=intent,
            )
