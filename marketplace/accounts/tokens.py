"""Signed, expiring tokens for the links in mails; values in, values out.

A token names an account and is bound to a `state` of it: verifying changes `is_verified`, and
resetting changes the password, so each link works once. Only a digest of the state is inside.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac


class Purpose(StrEnum):
    """What a link is for; one for verifying never resets a password."""

    VERIFY_EMAIL = "verify-email"
    RESET_PASSWORD = "reset-password"


class TokenMalformed(ValueError):
    """Not a token of ours, or one for another purpose."""


class TokenOutdated(ValueError):
    """A token of ours whose time is over."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a genuine token says."""

    purpose: Purpose
    user_id: UUID
    digest: str

    def is_bound_to(self, state: str) -> bool:
        """Whether the account is still in the state the token was made for."""
        return constant_time_compare(self.digest, _digest(self.purpose, state))


def mint(*, purpose: Purpose, user_id: UUID, state: str, now: datetime, lasts: timedelta) -> str:
    """A token for one account, good until `lasts` from `now` while `state` holds."""
    content = {
        "u": user_id.hex,
        "e": int((now + lasts).timestamp()),
        "s": _digest(purpose, state),
    }
    return _signer(purpose).sign_object(content)


def read(token: str, *, purpose: Purpose, now: datetime) -> Claim:
    """What `token` says. Raises TokenMalformed or TokenOutdated."""
    try:
        content = _signer(purpose).unsign_object(token)
        claim = Claim(purpose, UUID(hex=content["u"]), content["s"])
        expires_at = datetime.fromtimestamp(content["e"], UTC)
    except (signing.BadSignature, ValueError, KeyError, TypeError) as error:
        raise TokenMalformed from error
    if now >= expires_at:
        raise TokenOutdated
    return claim


def verification_state(*, email: str, is_verified: bool) -> str:
    """What a verification link is bound to: this address, while it is not verified."""
    return f"{email} {is_verified}"


def reset_state(*, email: str, password_hash: str) -> str:
    """What a reset link is bound to: this address, and the password it replaces."""
    return f"{email} {password_hash}"


def _signer(purpose: Purpose) -> signing.Signer:
    # With a dot, unlike a colon, the token stands in an address as it is.
    return signing.Signer(salt=f"estuary.accounts.{purpose}", sep=".")


def _digest(purpose: Purpose, state: str) -> str:
    return salted_hmac(f"estuary.accounts.{purpose}.state", state, algorithm="sha256").hexdigest()
