"""What happens to accounts: opened, verified, changed, and given a new password."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from estuary.kernel import db, events
from estuary.kernel.errors import DomainError, Kind
from marketplace.accounts import tokens
from marketplace.accounts.events import (
    EmailVerificationAsked,
    PasswordResetAsked,
    UserRegistered,
)
from marketplace.accounts.models import User, UserProfile
from marketplace.accounts.querysets import normalise_email
from marketplace.accounts.tokens import Purpose


class EmailTaken(DomainError):
    """Somebody has an account under this address."""

    kind, code = Kind.INVALID, "validation_error"
    message = "Some of what was sent is not valid."

    def __init__(self) -> None:
        super().__init__(details={"email": ["There is an account with this address already."]})


class PasswordRefused(DomainError):
    """Too short, too common, too like the person; `details` says which."""

    kind, code = Kind.INVALID, "validation_error"
    message = "Some of what was sent is not valid."


class CredentialsRefused(DomainError):
    """The same answer for an unknown address, a wrong password and a closed account."""

    kind, code = Kind.UNAUTHENTICATED, "invalid_credentials"
    message = "No active account has this address and password."


class LinkInvalid(DomainError):
    kind, message = Kind.INVALID, "This link is not valid, or has been used already."


class LinkExpired(DomainError):
    kind, message = Kind.INVALID, "This link has expired. Ask for a new one."


class AlreadyVerified(DomainError):
    kind, message = Kind.CONFLICT, "This address is verified already."


@db.transaction
def register(
    *, email: str, password: str, first_name: str = "", last_name: str = "", timezone: str = "UTC"
) -> User:
    """Open an account with its profile, and ask for the verification mail.

    Two at once for one address make one account. Raises EmailTaken or PasswordRefused.
    """
    user = User(email=normalise_email(email), first_name=first_name, last_name=last_name)
    if User.objects.with_email(email).exists():
        raise EmailTaken
    _set_password(user, password, field="password")
    try:
        with db.savepoint():
            user.save()
    except IntegrityError as error:
        if User.objects.with_email(email).exists():
            raise EmailTaken from error
        raise
    UserProfile.objects.create(user=user, timezone=timezone)
    events.record(UserRegistered(user_id=user.pk))
    return user


def sign_in(*, email: str, password: str) -> User:
    """The account that these belong to.

    Takes as long for an unknown address as for a wrong password: Django's backend hashes in both
    cases. Raises CredentialsRefused.
    """
    user = authenticate(username=email, password=password)
    if not isinstance(user, User):
        raise CredentialsRefused
    return user


@db.transaction
def ask_for_verification(*, user_id: int) -> None:
    """Ask for the verification mail again. Raises AlreadyVerified."""
    if User.objects.filter(pk=user_id, is_verified=True).exists():
        raise AlreadyVerified
    events.record(EmailVerificationAsked(user_id=user_id))


def verification_token(user: User, *, email: str, now: datetime) -> str:
    """A token that proves that its bearer reads mail to `email`."""
    return tokens.mint(
        purpose=Purpose.VERIFY_EMAIL,
        user_id=user.public_id,
        state=tokens.verification_state(email=email, is_verified=user.is_verified),
        now=now,
        lasts=timedelta(seconds=settings.EMAIL_VERIFICATION_TIMEOUT),
    )


@db.transaction
def verify_email(*, token: str, now: datetime) -> User:
    """Take the address for verified. Raises LinkInvalid or LinkExpired."""
    claim, user = _bearer(token, purpose=Purpose.VERIFY_EMAIL, now=now)
    state = tokens.verification_state(email=user.email, is_verified=user.is_verified)
    if user.is_verified or not claim.is_bound_to(state):
        raise LinkInvalid
    user.is_verified = True
    user.save(update_fields=["is_verified", "updated_at"])
    return user


@db.transaction
def ask_for_reset(*, email: str) -> None:
    """Ask for a reset mail, if there is such an account; the caller cannot tell.

    A fact is written either way, so that an unknown address costs exactly the same.
    """
    user_id = User.objects.active().with_email(email).values_list("pk", flat=True).first()
    events.record(PasswordResetAsked(user_id=user_id))


def reset_token(user: User, *, email: str, now: datetime) -> str:
    """A token that lets its bearer, who reads mail to `email`, choose a new password."""
    return tokens.mint(
        purpose=Purpose.RESET_PASSWORD,
        user_id=user.public_id,
        state=tokens.reset_state(email=email, password_hash=user.password),
        now=now,
        lasts=timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT),
    )


@db.transaction
def reset_password(*, token: str, password: str, now: datetime) -> None:
    """Set a new password by a link; every session and every other link ends with the old one.

    Raises LinkInvalid, LinkExpired or PasswordRefused; a refused password leaves the link good.
    """
    claim, user = _bearer(token, purpose=Purpose.RESET_PASSWORD, now=now)
    if not claim.is_bound_to(tokens.reset_state(email=user.email, password_hash=user.password)):
        raise LinkInvalid
    _set_password(user, password, field="password")
    user.save(update_fields=["password", "updated_at"])


@db.transaction
def change_password(*, user_id: int, current_password: str, new_password: str) -> User:
    """Replace one's own password; every session begun under the old one ends.

    Raises PasswordRefused, also when `current_password` is wrong.
    """
    user = User.objects.lock().get(pk=user_id)
    if not user.check_password(current_password):
        raise PasswordRefused(details={"current_password": ["This is not your password."]})
    _set_password(user, new_password, field="new_password")
    user.save(update_fields=["password", "updated_at"])
    return user


@db.transaction
def update_profile(
    *, user_id: int, about_user: Mapping[str, Any], about_profile: Mapping[str, Any]
) -> User:
    """Write what a person says about themselves; keys that are not given stay as they are."""
    user = User.objects.lock().get(pk=user_id)
    profile, _ = UserProfile.objects.get_or_create(user=user)
    _write(user, about_user)
    _write(profile, about_profile)
    return User.objects.with_details().get(pk=user_id)


def _write(row: User | UserProfile, values: Mapping[str, Any]) -> None:
    for field, value in values.items():
        setattr(row, field, value)
    if values:
        row.save(update_fields=[*values, "updated_at"])


def _bearer(token: str, *, purpose: Purpose, now: datetime) -> tuple[tokens.Claim, User]:
    """What the token says, and the active account it names, locked: a link works once."""
    try:
        claim = tokens.read(token, purpose=purpose, now=now)
    except tokens.TokenOutdated as error:
        raise LinkExpired from error
    except tokens.TokenMalformed as error:
        raise LinkInvalid from error
    user = User.objects.active().lock().filter(public_id=claim.user_id).first()
    if user is None:
        raise LinkInvalid
    return claim, user


def _set_password(user: User, password: str, *, field: str) -> None:
    try:
        validate_password(password, user=user)
    except ValidationError as error:
        raise PasswordRefused(details={field: error.messages}) from error
    user.set_password(password)


@db.transaction
def switch_off(*, user_id: int) -> None:
    """Let nobody sign in with an account any more; what it bought and booked stays."""
    User.objects.filter(pk=user_id).update(is_active=False)
