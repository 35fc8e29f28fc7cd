"""PORT: what we ask of a provider that pays practitioners, in our own words.

The errors are those of `commerce.payments.gateway`: `PaymentsUnavailable`, `PaymentRefused` with
the provider's reason, `UnknownToProvider`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from commerce.payouts.states import BankStatus

# Reasons of refusals that mean something to us; each provider's adapter answers with these.
BALANCE_INSUFFICIENT = "balance_insufficient"
ACCOUNT_NOT_READY = "account_not_ready"


@dataclass(frozen=True)
class Requirement:
    """One thing the provider wants to know of an account's owner, or is looking at itself."""

    name: str
    is_owners: bool
    is_past_due: bool = False
    due_at: datetime | None = None


@dataclass(frozen=True)
class ProviderAccount:
    """A connected account as the provider has it now.

    `transfers` and `payouts` are `active`, `pending`, `restricted`, `unsupported`, or empty when
    never asked for; `reason` says why they are not active.
    """

    id: str
    transfers: str = ""
    payouts: str = ""
    reason: str = ""
    is_closed: bool = False
    requirements: tuple[Requirement, ...] = ()
    due_at: datetime | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Link:
    """Where the owner goes on at the provider; it opens once, and not for long."""

    url: str
    expires_at: datetime | None = None


@dataclass(frozen=True)
class Transfer:
    """Money sent from us to an account, as the provider has it now.

    `payment` is what it is called on the account's side; `reversal` is what took it back, if one
    step did.
    """

    id: str
    amount_cents: int
    currency: str
    destination: str
    payment: str
    reversed_cents: int = 0
    reversal: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_reversed(self) -> bool:
        """Whether all of it was taken back."""
        return self.reversed_cents >= self.amount_cents


@dataclass(frozen=True)
class BankPayout:
    """Money on its way from an account to its owner's bank.

    `carries` are the names, on the account's side, of what is in it: payments of ours, and
    earlier payouts that the bank sent back. `failed_at` is when the bank sent it back.
    """

    id: str
    status: BankStatus
    failure_code: str = ""
    failure_message: str = ""
    failed_at: datetime | None = None
    carries: frozenset[str] = frozenset()


class PayoutGateway(Protocol):
    """Each write carries `key`: the same key twice does it once."""

    def create_account(
        self, *, email: str, name: str, country: str, metadata: Mapping[str, str], key: str
    ) -> ProviderAccount:
        """Make an account that can be sent money once its owner has told what is wanted."""

    def fetch_account(self, *, account_id: str) -> ProviderAccount:
        """What the provider has now."""

    def find_account(self, *, reference: str) -> ProviderAccount | None:
        """The account that we made for `reference`, if the provider has one."""

    def onboarding_link(
        self, *, account_id: str, return_url: str, refresh_url: str, is_first: bool, key: str
    ) -> Link:
        """Where the owner tells what is wanted, for the first time or later."""

    def dashboard_link(self, *, account_id: str, key: str) -> Link:
        """Where the owner sees their money and changes their bank."""

    def returned_to(self, *, event_id: str) -> str:
        """The account whose owner came back from a link, of an event that does not name it."""

    def transfer(
        self,
        *,
        account_id: str,
        amount_cents: int,
        currency: str,
        group: str,
        metadata: Mapping[str, str],
        key: str,
    ) -> Transfer:
        """Send money to an account."""

    def fetch_transfer(self, *, transfer_id: str) -> Transfer:
        """What the provider has now."""

    def find_transfers(self, *, group: str) -> list[Transfer]:
        """Every transfer made under `group`."""

    def reverse(self, *, transfer_id: str, amount_cents: int, key: str) -> Transfer:
        """Take a transfer back; answers the transfer as it is then."""

    def fetch_bank_payout(self, *, account_id: str, payout_id: str) -> BankPayout:
        """How a payout to the owner's bank stands, and what is in it."""

    def bank_payouts(self, *, account_id: str, since: datetime) -> list[str]:
        """The account's payouts to its bank that were made since then, oldest first."""


@lru_cache(maxsize=1)
def gateway() -> PayoutGateway:
    """The provider in force, as settings name it."""
    adapter: type[PayoutGateway] = import_string(settings.PAYOUT_GATEWAY)
    return adapter()
