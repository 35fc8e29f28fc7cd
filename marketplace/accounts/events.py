from dataclasses import dataclass
from typing import ClassVar

from estuary.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class UserRegistered(Event):
    """Somebody opened an account; the address is not verified yet."""

    name: ClassVar[str] = "marketplace.account.registered"
    user_id: int


@dataclass(frozen=True, kw_only=True)
class EmailVerificationAsked(Event):
    """Somebody wants the verification mail again."""

    name: ClassVar[str] = "marketplace.account.verification_asked"
    user_id: int


@dataclass(frozen=True, kw_only=True)
class PasswordResetAsked(Event):
    """Somebody named an address to reset its password; None when nobody has that address."""

    name: ClassVar[str] = "marketplace.account.reset_asked"
    user_id: int | None
