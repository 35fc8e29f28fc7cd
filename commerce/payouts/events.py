from dataclasses import dataclass
from typing import ClassVar

from estuary.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ConnectNeedsAction(Event):
    """The provider wants something of an account that was active, or has restricted it."""

    name: ClassVar[str] = "commerce.connect.needs_action"
    account_id: int


@dataclass(frozen=True, kw_only=True)
class PayoutWithheld(Event):
    """A weekly run could not pay a practitioner who has earned enough."""

    name: ClassVar[str] = "commerce.payout.withheld"
    practitioner_id: int
    run_id: int


@dataclass(frozen=True, kw_only=True)
class PayoutRequested(Event):
    """Earnings are set aside; the provider has not been asked yet."""

    name: ClassVar[str] = "commerce.payout.requested"
    payout_id: int


@dataclass(frozen=True, kw_only=True)
class PayoutDelayed(Event):
    """The platform's own balance does not cover it at the moment."""

    name: ClassVar[str] = "commerce.payout.delayed"
    payout_id: int


@dataclass(frozen=True, kw_only=True)
class PayoutSent(Event):
    """The money is on the practitioner's account at the provider."""

    name: ClassVar[str] = "commerce.payout.sent"
    payout_id: int


@dataclass(frozen=True, kw_only=True)
class PayoutPaid(Event):
    """It has arrived at the bank."""

    name: ClassVar[str] = "commerce.payout.paid"
    payout_id: int


@dataclass(frozen=True, kw_only=True)
class PayoutReturning(Event):
    """The bank sent it back; it is to be taken back from the account."""

    name: ClassVar[str] = "commerce.payout.returning"
    payout_id: int


@dataclass(frozen=True, kw_only=True)
class PayoutFailed(Event):
    """It came to nothing; the earnings are open again."""

    name: ClassVar[str] = "commerce.payout.failed"
    payout_id: int


@dataclass(frozen=True, kw_only=True)
class PayoutCancelled(Event):
    """It was given up before it was sent."""

    name: ClassVar[str] = "commerce.payout.cancelled"
    payout_id: int


@dataclass(frozen=True, kw_only=True)
class PayoutNeedsReview(Event):
    """Something does not fit, and only staff can say how it goes on."""

    name: ClassVar[str] = "commerce.payout.needs_review"
    payout_id: int
