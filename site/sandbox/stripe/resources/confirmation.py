"""What happens when a payment intent is confirmed: authentication, charge, decline, bank debit."""

from typing import Any

from sandbox.stripe.cards import (
    AUTHENTICATION_REQUIRED,
    BANK_DECLINES,
    BY_NUMBER,
    Decline,
    TestCard,
)
from sandbox.stripe.errors import ApiError, CardError, doc_url
from sandbox.stripe.events import emit
from sandbox.stripe.resources import charging
from sandbox.stripe.resources.instruments import SPENT, attach_to, card_behind
from sandbox.stripe.world import Body, World

AUTHENTICATION_FAILED = Decline(
    "payment_intent_authentication_failure",
    "",
    "We are unable to authenticate your payment method. Please choose a different payment method "
    "and try again.",
)


def attempt(
    world: World,
    intent: Body,
    *,
    return_url: str | None = None,
    halt_at_authentication: bool = False,
    authenticated: bool = False,
) -> Body:
    """Try to pay: the intent in its new state, or CardError with it when declined."""
    method = world.get("payment_method", intent["payment_method"])
    check_usable(world, intent, method)
    card = card_behind(world, method)
    intent.update(last_payment_error=None, next_action=None)
    if card is None:
        return _debit_bank(world, intent, method)
    if _must_authenticate(intent, card) and not authenticated:
        if halt_at_authentication:
            raise _declined(world, intent, method, AUTHENTICATION_REQUIRED)
        return _ask_for_authentication(world, intent, return_url)
    if card.decline:
        raise _declined(world, intent, method, card.decline, blocked=card.blocked)
    return _accept(world, intent, method, card, authenticated=authenticated)


def authenticate(world: World, intent_id: str, *, passed: bool) -> Body:
    """The holder's answer to the bank's question.

    Never raises for a decline: a page is asking, not the API.
    """
    intent = world.get("payment_intent", intent_id)
    if intent["status"] != "requires_action":
        return intent
    if not passed:
        return _fail(world, intent, AUTHENTICATION_FAILED, charge=None)
    if intent["confirmation_method"] == "manual":
        world.hide(intent_id, authenticated=True)
        intent.update(status="requires_confirmation", next_action=None)
        return world.save(intent)
    try:
        return attempt(world, intent, authenticated=True)
    except CardError:
        return world.get("payment_intent", intent_id)


def check_usable(world: World, intent: Body, method: Body) -> None:
    """Whether this payment method may be used by this intent's customer, once more."""
    hidden = world.hidden(method["id"])
    if hidden.get("spent") and not method["customer"]:
        raise ApiError(SPENT, code="payment_method_unexpected_state", param="payment_method")
    if method["customer"] and not intent["customer"]:
        raise ApiError(
            f"The payment method you provided ({method['id']}) is attached to a customer so for "
            "security purposes you must provide the customer in the request.",
            code="payment_method_customer_mismatch",
            param="payment_method",
        )
    if method["customer"] and method["customer"] != intent["customer"]:
        raise ApiError(
            f"The provided PaymentMethod ({method['id']}) does not belong to the Customer you "
            f"supplied ({intent['customer']}).",
            code="payment_method_customer_mismatch",
            param="payment_method",
        )
    if method["type"] not in intent["payment_method_types"]:
        raise ApiError(
            f"The PaymentMethod provided ({method['type']}) is not allowed for this "
            "PaymentIntent. Please attempt the transaction again with a different payment "
            "method.",
            code="payment_intent_incompatible_payment_method",
            param="payment_method",
        )


def bank_clears(world: World, charge_id: str) -> None:
    """The job that ends a bank debit: the money came, or the bank refused."""
    charge = world.get("charge", charge_id)
    intent = world.get("payment_intent", charge["payment_intent"])
    if charge["status"] != "pending":
        return
    refusal = BANK_DECLINES.get(world.hidden(charge["payment_method"]).get("account", ""))
    if refusal:
        charge.update(
            status="failed",
            paid=False,
            failure_code=refusal.decline_code,
            failure_message=refusal.message,
        )
        world.save(charge)
        emit(world, "charge.failed", charge)
        _fail(world, intent, refusal, charge=charge)
        return
    charge.update(status="succeeded", paid=True, captured=True, amount_captured=charge["amount"])
    charging.settle(world, charge)
    _succeed(world, intent, charge)


def _must_authenticate(intent: Body, card: TestCard) -> bool:
    options = (intent["payment_method_options"] or {}).get("card", {})
    asked = options.get("request_three_d_secure") in ("any", "challenge")
    return asked or card.authentication != "never"


def _ask_for_authentication(world: World, intent: Body, return_url: str | None) -> Body:
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
    emit(world, "payment_intent.requires_action", intent)
    return intent


def _accept(
    world: World, intent: Body, method: Body, card: TestCard, *, authenticated: bool
) -> Body:
    charge = charging.authorise(world, intent, method, card, authenticated=authenticated)
    intent["latest_charge"] = charge["id"]
    _keep_method(world, intent, method, authenticated)
    if intent["capture_method"] == "manual":
        intent.update(status="requires_capture", amount_capturable=intent["amount"])
        world.save(intent)
        emit(world, "charge.succeeded", charge)
        emit(world, "payment_intent.amount_capturable_updated", intent)
        return intent
    if intent["capture_method"] == "automatic_async" and world.timing.settle:
        world.later(world.timing.settle, "settle", charge["id"])
    else:
        charging.settle(world, charge, at_once=card.funds_at_once)
    if card.dispute:
        world.later(world.timing.bank, "charge_is_disputed", f"{charge['id']} {card.dispute}")
    return _succeed(world, intent, charge)


def _succeed(world: World, intent: Body, charge: Body) -> Body:
    intent.update(status="succeeded", amount_received=charge["amount_captured"], processing=None)
    world.save(intent)
    emit(world, "charge.succeeded", charge)
    emit(world, "payment_intent.succeeded", intent)
    _tell_invoice(world, intent)
    return intent


def _tell_invoice(world: World, intent: Body) -> None:
    """An invoice hears a moment later how its intent went, unless it is asking itself."""
    hidden = world.hidden(intent["id"])
    if hidden.get("invoice") and not hidden.get("paying"):
        world.later(0, "invoice_intent_moves", intent["id"])


def _debit_bank(world: World, intent: Body, method: Body) -> Body:
    charge = charging.make(
        world,
        intent,
        method,
        captured=False,
        paid=False,
        status="pending",
        payment_method_details=charging.bank_details(method),
    )
    intent.update(status="processing", latest_charge=charge["id"])
    _keep_method(world, intent, method, False)
    world.save(intent)
    emit(world, "charge.pending", charge)
    emit(world, "payment_intent.processing", intent)
    world.later(world.timing.bank, "bank_clears", charge["id"])
    return intent


def _declined(
    world: World, intent: Body, method: Body, refusal: Decline, *, blocked: bool = False
) -> CardError:
    charge = charging.decline(world, intent, method, refusal, blocked=blocked)
    _fail(world, intent, refusal, charge=charge)
    return CardError(
        refusal.message,
        code=refusal.code,
        param=refusal.param,
        decline_code=refusal.decline_code,
        charge=charge["id"],
        payment_intent=intent,
        payment_method=method,
    )


def _fail(world: World, intent: Body, refusal: Decline, *, charge: Body | None) -> Body:
    method = world.get("payment_method", intent["payment_method"])
    error: dict[str, Any] = {
        "code": refusal.code,
        "doc_url": doc_url(refusal.code),
        "message": refusal.message,
        "payment_method": method,
        "type": "card_error" if charge else "invalid_request_error",
    }
    if charge:
        error["charge"] = charge["id"]
        intent["latest_charge"] = charge["id"]
    if refusal.decline_code:
        error["decline_code"] = refusal.decline_code
    if refusal.param:
        error["param"] = refusal.param
    intent.update(
        status="requires_payment_method",
        last_payment_error=error,
        next_action=None,
        payment_method=None,
        processing=None,
    )
    world.save(intent)
    if not method["customer"]:
        world.hide(method["id"], spent=True)
    emit(world, "payment_intent.payment_failed", intent)
    _tell_invoice(world, intent)
    return intent


def _keep_method(world: World, intent: Body, method: Body, authenticated: bool) -> None:
    """A method that pays without a customer is used up; one for future use goes to the customer."""
    if intent["setup_future_usage"] and intent["customer"]:
        attach_to(world, method, intent["customer"])
        if authenticated or method["type"] != "card" or _needs_nothing(world, method):
            world.hide(method["id"], set_up=intent["setup_future_usage"] == "off_session")
    elif not method["customer"]:
        world.hide(method["id"], spent=True)


def _needs_nothing(world: World, method: Body) -> bool:
    card = BY_NUMBER.get(world.hidden(method["id"]).get("number", ""))
    return card is None or card.authentication == "never"
