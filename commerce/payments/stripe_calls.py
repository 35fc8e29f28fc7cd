"""How Stripe is called: what the adapters of all rooms share.

A call is made between transactions, speaks one version of the API, gives up after a while, and
answers or raises one of the port's errors (see `gateway`). Which of Stripe's errors means which
is its real work: a test walks all subclasses of StripeError.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeVar

import stripe
from django.conf import settings

from commerce.payments.gateway import PaymentRefused, PaymentsUnavailable, UnknownToProvider
from estuary.kernel import db

# Sent with every call: a new library version must not change what we are answered.
API_VERSION = "2026-08-26.dahlia"
TIMEOUT_SECONDS = 10

T = TypeVar("T")


def client() -> stripe.StripeClient:
    """The library's client as settings have it; `STRIPE_API_BASE` may point at the sandbox."""
    return _client(settings.STRIPE_SECRET_KEY, settings.STRIPE_API_BASE)


def is_live() -> bool:
    """Whether our key moves real money."""
    return settings.STRIPE_SECRET_KEY.startswith(("sk_live", "rk_live"))


@lru_cache(maxsize=8)
def _client(key: str, base: str) -> stripe.StripeClient:
    return stripe.StripeClient(
        key,
        stripe_version=API_VERSION,
        base_addresses={"api": base} if base else {},
        http_client=stripe.RequestsClient(timeout=TIMEOUT_SECONDS),
        max_network_retries=1,
    )


def options(key: str = "", *, account: str = "") -> Any:
    """A call's last argument: a write's `key`, under which twice is once, and whose it is.

    `account` names the connected account that a call concerns; without it, it is the platform's.
    """
    said = {"idempotency_key": f"estuary:{key}"} if key else {}
    return said | ({"stripe_account": account} if account else {})


def ask(call: Callable[[], T]) -> T:
    """Make a call, and translate what may go wrong into the port's errors.

    Raises PaymentsUnavailable, PaymentRefused, UnknownToProvider.
    """
    db.leave_for_outside()
    try:
        return call()
    except stripe.StripeError as error:
        raise translated(error) from error


def look(call: Callable[[], T]) -> T:
    """The same for a call that asks how things stand, and changes nothing.

    A refusal of it says nothing of what it asks about: it is no answer, where a refusal would be
    taken for one. Raises PaymentsUnavailable, UnknownToProvider.
    """
    try:
        return ask(call)
    except PaymentRefused as refused:
        raise PaymentsUnavailable from refused


def translated(error: stripe.StripeError) -> Exception:
    """Stripe's error in the port's words.

    A refusal is final. Everything of which we cannot be sure that nothing was done (network,
    5xx, rate limit, a key in use) is `Unavailable`. Errors that only a mistake of ours explains
    (bad key, malformed request) are `Unavailable` too: the money is where it was, staff must act.
    """
    if isinstance(error, stripe.CardError):
        return PaymentRefused(error.user_message or "", reason=error.code or "")
    if isinstance(error, stripe.InvalidRequestError):
        if error.code == "resource_missing" or error.http_status == 404:
            return UnknownToProvider()
        return PaymentRefused(reason=error.code or "invalid_request")
    spent = isinstance(error, stripe.APIError) and (error.http_status or 0) >= 500
    return PaymentsUnavailable(key_is_spent=spent)


def told(thing: Any, name: str) -> str:
    """One word of an object; Stripe leaves out what it has nothing to say about."""
    return getattr(thing, name, None) or ""


def metadata_of(thing: Any) -> dict[str, str]:
    """What we wrote on an object."""
    return thing.metadata.to_dict() if thing.metadata else {}


def name_of(thing: Any) -> str:
    """The id of what may be expanded, or only named, or not there."""
    return thing if isinstance(thing, str) else (thing.id if thing else "")
