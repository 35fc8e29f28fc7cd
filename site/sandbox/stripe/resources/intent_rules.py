"""The rules of payment intents that need nothing but the intent and the request."""

from typing import Any

from sandbox.stripe import ids
from sandbox.stripe.errors import ApiError, NotFound
from sandbox.stripe.operation import Call
from sandbox.stripe.world import Body

# What Stripe leaves of an intent when a browser asks with the client secret.
_PUBLIC = """
id object amount amount_details automatic_payment_methods canceled_at cancellation_reason
capture_method client_secret confirmation_method created currency description last_payment_error
livemode next_action payment_method payment_method_configuration_details payment_method_types
processing receipt_email setup_future_usage shipping status
"""
PUBLIC = frozenset(_PUBLIC.split())
KNOWN_TYPES = ("card", "us_bank_account")
KNOWN_OPTIONS = ("request_three_d_secure",)


def blank(call: Call) -> Body:
    """A new intent before anything was said about it but the amount."""
    return {
        "amount": 0,
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": 0,
        "application": None,
        "application_fee_amount": None,
        "automatic_payment_methods": None,
        "canceled_at": None,
        "cancellation_reason": None,
        "capture_method": "automatic_async",
        "client_secret": ids.client_secret("new"),
        "confirmation_method": call.get("confirmation_method", "automatic"),
        "currency": "usd",
        "customer": None,
        "description": None,
        "last_payment_error": None,
        "latest_charge": None,
        "metadata": {},
        "next_action": None,
        "on_behalf_of": None,
        "payment_method": None,
        "payment_method_configuration_details": None,
        "payment_method_options": None,
        "payment_method_types": [],
        "processing": None,
        "receipt_email": None,
        "review": None,
        "setup_future_usage": None,
        "shipping": None,
        "statement_descriptor": None,
        "statement_descriptor_suffix": None,
        "status": "requires_payment_method",
        "transfer_data": None,
        "transfer_group": None,
    }


def new_types(call: Call) -> Body:
    """Which kinds of payment a new intent takes: those named, or whatever is switched on."""
    automatic, named = call.get("automatic_payment_methods"), call.get("payment_method_types")
    if automatic and automatic["enabled"] and named:
        raise ApiError(
            "You may only specify one of these parameters: automatic_payment_methods, "
            "payment_method_types.",
            code="parameters_exclusive",
        )
    result = options({"payment_method_types": ["card"]}, call)
    if not named and (automatic is None or automatic["enabled"]):
        result["automatic_payment_methods"] = {
            "allow_redirects": (automatic or {}).get("allow_redirects", "always"),
            "enabled": True,
        }
    return result


def options(intent: Body, call: Call) -> Body:
    """The kinds of payment and their options, refused where this sandbox would only pretend."""
    types = call.get("payment_method_types") or intent["payment_method_types"]
    for kind in types:
        if kind not in KNOWN_TYPES:
            raise ApiError(
                f"The payment method type provided: {kind} is invalid. This sandbox knows: "
                f"{', '.join(KNOWN_TYPES)}.",
                code="payment_intent_invalid_parameter",
                param="payment_method_types",
            )
    chosen: dict[str, Any] = {}
    for kind, values in (call.get("payment_method_options") or {}).items():
        unknown = set(values or {}) - set(KNOWN_OPTIONS)
        if kind != "card" or unknown:
            raise ApiError(
                f"This sandbox does not act on payment_method_options[{kind}] {sorted(unknown)} "
                "yet.",
                code="sandbox_not_implemented",
                param=f"payment_method_options[{kind}]",
            )
        chosen = values
    card = {
        "installments": None,
        "mandate_options": None,
        "network": None,
        "request_three_d_secure": chosen.get("request_three_d_secure", "automatic"),
    }
    shown = {"card": card} if "card" in types else {}
    return {"payment_method_types": types, "payment_method_options": shown}


def require_return_url(intent: Body, call: Call) -> None:
    """Stripe insists on a way back when redirecting methods are on, even if a card is used."""
    automatic = intent["automatic_payment_methods"]
    if call.get("return_url") or not automatic or automatic["allow_redirects"] == "never":
        return
    raise ApiError(
        "This PaymentIntent is configured to accept payment methods enabled in your Dashboard. "
        "Because some of these payment methods might redirect your customer off of your page, "
        "you must provide a `return_url`. If you don't want to accept redirect-based payment "
        "methods, set `automatic_payment_methods[enabled]` to `true` and "
        "`automatic_payment_methods[allow_redirects]` to `never` when creating Setup Intents and "
        "Payment Intents.",
        code="payment_intent_invalid_parameter",
        param="return_url",
    )


def require_status(intent: Body, allowed: tuple[str, ...], verb: str, done: str) -> None:
    """Refuse a step that the intent's state does not allow: `cancel` and `canceled`."""
    status, kind = intent["status"], intent["object"]
    if status in allowed:
        return
    name = kind.replace("_", " ").title().replace(" ", "")
    only = f"Only a {name} with one of the following statuses may be {done}: {', '.join(allowed)}."
    message = f"You cannot {verb} this {name} because it has a status of {status}. {only}"
    if verb == "confirm" and status == "succeeded":
        message = (
            f"You cannot confirm this {name} because it has already succeeded after being "
            "previously confirmed."
        )
    elif verb == "capture":
        message = f"This {name} could not be captured because it has a status of {status}. {only}"
    details: dict[str, Any] = {kind: intent}
    raise ApiError(message, code=f"{kind}_unexpected_state", **details)


def check_secret(intent: Body, call: Call) -> None:
    """A browser must know the intent's client secret; a server may leave it out."""
    given = call.get("client_secret")
    if given is None and not call.secret:
        raise ApiError(
            "Missing required param: client_secret.",
            code="parameter_missing",
            param="client_secret",
        )
    if given is None or given == intent["client_secret"]:
        return
    if not call.secret:
        # A stranger is not to learn which intents exist.
        raise NotFound(
            f"No such {intent['object']}: '{intent['id']}'", code="resource_missing", param="intent"
        )
    raise ApiError(
        "The client_secret provided does not match the client_secret associated with this "
        f"{intent['object']}.",
        code=f"{intent['object']}_invalid_parameter",
        param="client_secret",
    )


def for_browsers(intent: Body) -> Body:
    """The intent without what only the merchant may see."""
    return {name: value for name, value in intent.items() if name in PUBLIC}
