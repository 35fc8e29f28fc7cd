"""Who asks: a server with a secret key, or a browser with a publishable one."""

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass

from sandbox.stripe.contract import API_VERSION
from sandbox.stripe.errors import ApiError, Forbidden, Unauthorized
from sandbox.stripe.world import World

ACCEPTED = re.compile(r"(sk|pk)_test_\w+")


@dataclass(frozen=True)
class Key:
    """An accepted API key. Only its kind matters: the sandbox has one account."""

    secret: bool

    @property
    def kind(self) -> str:
        return "secret" if self.secret else "publishable"


def authenticate(headers: Mapping[str, str], *, in_body: str | None = None) -> Key:
    """The key of a request, from Bearer, Basic or, as Stripe.js sends it, the form."""
    key = _from_header(headers.get("authorization", "")) or in_body
    if not key:
        raise Unauthorized(
            "You did not provide an API key. You need to provide your API key in the "
            "Authorization header, using Bearer auth (e.g. 'Authorization: Bearer "
            "YOUR_SECRET_KEY'). See https://stripe.com/docs/api#authentication for details, or "
            "we can help at https://support.stripe.com/."
        )
    if not ACCEPTED.fullmatch(key):
        raise Unauthorized(f"Invalid API Key provided: {_masked(key)}")
    return Key(secret=key.startswith("sk_"))


def check_version(headers: Mapping[str, str], *, v2: bool = False) -> None:
    """The sandbox speaks one version; another one asked for is a mistake worth hearing of.

    An account has a default version in `/v1` only, so `/v2` must be told one.
    """
    wanted = headers.get("stripe-version", "none" if v2 else API_VERSION)
    if wanted != API_VERSION:
        raise ApiError(
            f"Invalid Stripe API version: {wanted[:40]}. This sandbox speaks {API_VERSION} only.",
            code="api_version_mismatch",
        )
    for name in ("stripe-context", "stripe-account") if v2 else ("stripe-context",):
        if name in headers:
            raise ApiError(
                f"This sandbox does not act on the header {name.title()} here.",
                code="sandbox_not_implemented",
            )


def check_account(world: World, account: str | None, *, allowed: bool) -> None:
    """A header `Stripe-Account` names an account of ours, on an operation that heeds it."""
    if account is None:
        return
    with world.store.transaction():  # a job may be acting for somebody else right now
        known = world.find("v2.core.account", account)
    if known is None:
        raise Forbidden(
            f"The provided key does not have access to account '{account}' (or that account does "
            "not exist). Application access may have been revoked.",
            code="account_invalid",
        )
    if not allowed:
        raise ApiError(
            "This sandbox does not act on the header Stripe-Account here.",
            code="sandbox_not_implemented",
        )


def refuse_browsers() -> ApiError:
    """A publishable key where only a secret one will do."""
    return Unauthorized(
        "This API call cannot be made with a publishable API key. Please use a secret API key. "
        "You can find a list of your API keys at https://dashboard.stripe.com/account/apikeys.",
        code="secret_key_required",
    )


def _from_header(header: str) -> str | None:
    scheme, _, value = header.partition(" ")
    if scheme.lower() == "bearer":
        return value.strip()
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(value, validate=True).decode().partition(":")[0]
        except (binascii.Error, UnicodeDecodeError):
            return value
    return None


def _masked(key: str) -> str:
    return key[:8] + "*" * max(0, min(len(key), 40) - 12) + key[-4:] if len(key) > 12 else "****"
