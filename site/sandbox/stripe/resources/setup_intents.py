"""Setup intents: permission to charge a card later, basic."""

from sandbox.stripe import ids
from sandbox.stripe.cards import Decline, TestCard
from sandbox.stripe.errors import ApiError, CardError, doc_url
from sandbox.stripe.events import emit
from sandbox.stripe.metadata import merged
from sandbox.stripe.operation import PAGE, Call, acting_on
from sandbox.stripe.paging import listing
from sandbox.stripe.resources.instruments import attach_to, card_behind, own_copy
from sandbox.stripe.resources.intent_rules import (
    check_secret,
    new_types,
    require_return_url,
    require_status,
)
from sandbox.stripe.world import Body, World

WAITING = ("requires_payment_method", "requires_confirmation", "requires_action")
AUTHENTICATION_FAILED = Decline(
    "setup_intent_authentication_failure",
    "",
    "We are unable to authenticate your payment method. Please choose a different payment method "
    "and try again.",
)
WRITABLE = ("customer", "description", "metadata", "payment_method")


@acting_on(
    *WRITABLE,
    "automatic_payment_methods",
    "payment_method_types",
    "usage",
    "confirm",
    "return_url",
    for_browsers=False,
)
def create(world: World, call: Call) -> Body:
    """POST /v1/setup_intents"""
    intent = world.create("setup_intent", {**_blank(call), **new_types(call)})
    intent["client_secret"] = ids.client_secret(intent["id"])
    _set(world, intent, call)
    emit(world, "setup_intent.created", intent)
    return _confirm(world, intent, call) if call.get("confirm") else intent


@acting_on("client_secret", for_browsers=True)
def retrieve(world: World, call: Call) -> Body:
    """GET /v1/setup_intents/{intent}"""
    intent = world.get("setup_intent", call.path["intent"])
    check_secret(intent, call)
    return intent


@acting_on(*WRITABLE)
def update(world: World, call: Call) -> Body:
    """POST /v1/setup_intents/{intent}"""
    intent = world.get("setup_intent", call.path["intent"])
    require_status(intent, WAITING, "update", "updated")
    return _set(world, intent, call)


@acting_on("payment_method", "return_url", "client_secret", "mandate_data", for_browsers=True)
def confirm(world: World, call: Call) -> Body:
    """POST /v1/setup_intents/{intent}/confirm"""
    intent = world.get("setup_intent", call.path["intent"])
    check_secret(intent, call)
    require_status(intent, WAITING, "confirm", "confirmed")
    _set(world, intent, call)
    return _confirm(world, intent, call)


@acting_on("cancellation_reason")
def cancel(world: World, call: Call) -> Body:
    """POST /v1/setup_intents/{intent}/cancel"""
    intent = world.get("setup_intent", call.path["intent"])
    require_status(intent, WAITING, "cancel", "canceled")
    intent.update(
        status="canceled", cancellation_reason=call.get("cancellation_reason"), next_action=None
    )
    world.save(intent)
    emit(world, "setup_intent.canceled", intent)
    return intent


@acting_on(*PAGE, "created", "customer", "payment_method")
def listed(world: World, call: Call) -> Body:
    """GET /v1/setup_intents"""
    where = {"customer": call.get("customer"), "payment_method": call.get("payment_method")}
    return listing(world, "setup_intent", call.params, url="/v1/setup_intents", where=where)


def authenticate(world: World, intent_id: str, *, passed: bool) -> Body:
    """The holder's answer to the bank's question."""
    intent = world.get("setup_intent", intent_id)
    if intent["status"] != "requires_action":
        return intent
    method = world.get("payment_method", intent["payment_method"])
    if passed:
        return _succeed(world, intent, method)
    return _fail(world, intent, method, AUTHENTICATION_FAILED, error_type="invalid_request_error")


def _confirm(world: World, intent: Body, call: Call) -> Body:
    if not intent["payment_method"]:
        raise ApiError(
            "You cannot confirm this SetupIntent because it's missing a payment method.",
            code="setup_intent_unexpected_state",
            setup_intent=intent,
        )
    if call.secret:
        require_return_url(intent, call)
    method = world.get("payment_method", intent["payment_method"])
    if method["type"] not in intent["payment_method_types"]:
        raise ApiError(
            f"The PaymentMethod provided ({method['type']}) is not allowed for this SetupIntent. "
            "Please attempt the transaction again with a different payment method.",
            code="setup_intent_invalid_parameter",
            param="payment_method",
        )
    card = card_behind(world, method)
    if card and card.decline and card.declines_when_attached:
        raise _declined(world, intent, method, card)
    if card and card.authentication != "never":
        return _ask(world, intent, call.get("return_url"))
    return _succeed(world, intent, method)


def _ask(world: World, intent: Body, return_url: str | None) -> Body:
    page = f"{world.base_url}/sandbox/authenticate/{intent['id']}"
    intent["status"] = "requires_action"
    intent["next_action"] = {
        "type": "redirect_to_url",
        "redirect_to_url": {
            "url": f"{page}?client_secret={intent['client_secret']}",
            "return_url": return_url,
        },
    }
    world.save(intent)
    emit(world, "setup_intent.requires_action", intent)
    return intent


def _succeed(world: World, intent: Body, method: Body) -> Body:
    if intent["customer"]:
        attach_to(world, method, intent["customer"])
    world.hide(method["id"], set_up=intent["usage"] == "off_session")
    intent.update(status="succeeded", next_action=None, last_setup_error=None)
    world.save(intent)
    emit(world, "setup_intent.succeeded", intent)
    return intent


def _declined(world: World, intent: Body, method: Body, card: TestCard) -> CardError:
    refusal = card.decline
    assert refusal is not None
    _fail(world, intent, method, refusal, error_type="card_error")
    return CardError(
        refusal.message,
        code=refusal.code,
        param=refusal.param,
        decline_code=refusal.decline_code,
        payment_method=method,
        setup_intent=intent,
    )


def _fail(world: World, intent: Body, method: Body, refusal: Decline, *, error_type: str) -> Body:
    error: Body = {
        "code": refusal.code,
        "doc_url": doc_url(refusal.code),
        "message": refusal.message,
        "payment_method": method,
        "type": error_type,
    }
    if refusal.decline_code:
        error["decline_code"] = refusal.decline_code
    if refusal.param:
        error["param"] = refusal.param
    intent.update(
        status="requires_payment_method",
        payment_method=None,
        next_action=None,
        last_setup_error=error,
    )
    world.save(intent)
    emit(world, "setup_intent.setup_failed", intent)
    return intent


def _set(world: World, intent: Body, call: Call) -> Body:
    if "description" in call.params:
        intent["description"] = call.get("description")
    intent["metadata"] = merged(intent["metadata"], call.get("metadata"))
    if call.get("customer"):
        intent["customer"] = world.get("customer", call.get("customer"), param="customer")["id"]
    if call.get("payment_method"):
        method = own_copy(world, call.get("payment_method"), param="payment_method")
        intent.update(payment_method=method["id"], status="requires_confirmation", next_action=None)
    return world.save(intent)


def _blank(call: Call) -> Body:
    return {
        "application": None,
        "automatic_payment_methods": None,
        "cancellation_reason": None,
        "client_secret": None,
        "customer": None,
        "description": None,
        "flow_directions": None,
        "last_setup_error": None,
        "latest_attempt": None,
        "mandate": None,
        "metadata": {},
        "next_action": None,
        "on_behalf_of": None,
        "payment_method": None,
        "payment_method_configuration_details": None,
        "single_use_mandate": None,
        "status": "requires_payment_method",
        "usage": call.get("usage", "off_session"),
    }
