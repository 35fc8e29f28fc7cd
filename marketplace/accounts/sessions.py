"""Being signed in: a pair of tokens, opened, renewed and ended.

The access token says who asks, for an hour. The refresh token buys the next pair, once. Both
carry a digest of the password's hash, so a new password ends every pair given before it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rest_framework_simplejwt.exceptions import ExpiredTokenError, TokenError
from rest_framework_simplejwt.settings import api_settings
from rest_framework_simplejwt.token_blacklist.models import OutstandingToken
from rest_framework_simplejwt.tokens import RefreshToken
from rest_framework_simplejwt.utils import get_md5_hash_password

from estuary.kernel import db
from estuary.kernel.errors import DomainError, Kind
from marketplace.accounts.models import User


class TokenExpired(DomainError):
    kind, message = Kind.UNAUTHENTICATED, "The token has expired."


class TokenInvalid(DomainError):
    kind, message = Kind.UNAUTHENTICATED, "The token is not valid."


class TokenUsed(DomainError):
    kind, message = Kind.UNAUTHENTICATED, "This refresh token has been used already."


class PasswordChanged(DomainError):
    kind, message = Kind.UNAUTHENTICATED, "The password has been changed since. Sign in again."


@dataclass(frozen=True, slots=True)
class TokenPair:
    """What a client keeps to stay signed in."""

    access: str
    refresh: str


class _PresentedToken(RefreshToken):
    """A refresh token somebody shows us; whether it was used is found by using it."""

    def check_blacklist(self) -> None:
        """Left to `renew`: looking first and writing after would let two through at once."""


@db.transaction
def begin(*, user: User) -> TokenPair:
    """Sign somebody in."""
    return _pair(user)


@db.transaction
def renew(*, refresh: str) -> TokenPair:
    """The next pair for a refresh token, which is then worth nothing; of two at once, one gets it.

    Raises TokenExpired, TokenInvalid, TokenUsed or PasswordChanged.
    """
    presented = _read(refresh)
    public_id = presented.get(api_settings.USER_ID_CLAIM)
    user = User.objects.active().filter(public_id=public_id).first()
    if user is None:
        raise TokenInvalid
    # simplejwt checks this for access tokens only.
    if presented.get(api_settings.REVOKE_TOKEN_CLAIM) != get_md5_hash_password(user.password):
        raise PasswordChanged
    answer: Any = presented.blacklist()  # annotated as a row, it answers what get_or_create does
    _, is_first_use = answer
    if not is_first_use:
        raise TokenUsed
    return _pair(user)


@db.transaction
def end(*, refresh: str) -> None:
    """Sign out: the refresh token buys nothing any more. Safe to repeat. Raises TokenInvalid."""
    try:
        _read(refresh).blacklist()
    except TokenExpired:
        return


@db.transaction
def forget_expired(*, now: datetime) -> int:
    """Drop what we know of tokens that have expired anyway; answers how many."""
    count, _ = OutstandingToken.objects.filter(expires_at__lte=now).delete()
    return count


def _pair(user: User) -> TokenPair:
    token = RefreshToken.for_user(user)
    return TokenPair(access=str(token.access_token), refresh=str(token))


def _read(refresh: str) -> _PresentedToken:
    try:
        return _PresentedToken(refresh)  # type: ignore[arg-type]
    except ExpiredTokenError as error:
        raise TokenExpired from error
    except TokenError as error:
        raise TokenInvalid from error
