"""PORT: what we ask of a provider of subscriptions, in our own words.

Its errors are those of payments: PaymentsUnavailable, PaymentRefused, UnknownToProvider. Each
write carries `key`: the same key twice does it once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from commerce.memberships.states import InvoiceStatus, MembershipStatus
from commerce.payments.gateway import ProviderRefund

# The reason of a refusal: the bank wants to ask the card's owner first.
BANK_ASKS = "subscription_payment_intent_requires_action"


@dataclass(frozen=True)
class ProviderInvoice:
    """An invoice as the provider has it now; `price_id` is what it is for, and from when on."""

    id: str
    status: InvoiceStatus
    number: str
    description: str
    amount_cents: int
    paid_cents: int
    currency: str
    issued_at: datetime
    paid_at: datetime | None
    hosted_url: str
    price_id: str
    covers_from: datetime
    covers_until: datetime


@dataclass(frozen=True)
class Subscription:
    """A subscription as the provider has it now, with all of its invoices, oldest first."""

    id: str
    status: MembershipStatus
    item_id: str
    price_id: str
    period_starts_at: datetime
    period_ends_at: datetime
    ends_at: datetime | None = None
    ended_at: datetime | None = None
    next_price_id: str = ""
    schedule_id: str = ""
    card_id: str = ""
    client_secret: str = ""
    next_action: Mapping[str, object] | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)
    invoices: tuple[ProviderInvoice, ...] = ()

    @property
    def is_ending(self) -> bool:
        """Whether it is to end with what is paid."""
        return self.ends_at is not None


class MembershipGateway(Protocol):
    def price(
        self,
        *,
        lookup_key: str,
        product_id: str,
        product_name: str,
        amount_cents: int,
        currency: str,
        interval: str,
    ) -> str:
        """The provider's name of a price, made if it has none under `lookup_key`."""

    def subscribe(
        self,
        *,
        customer: str,
        price_id: str,
        card_id: str,
        bank_may_ask: bool,
        metadata: Mapping[str, str],
        key: str,
    ) -> str:
        """Begin a subscription and charge the first period; answers its id.

        Refused whole when the card is. When the bank asks, it waits as incomplete if
        `bank_may_ask`, and is refused with BANK_ASKS if not.
        """

    def change_now(self, *, subscription_id: str, price_id: str, card_id: str, key: str) -> None:
        """Another price, prorated and charged at once; or refused, and nothing changed."""

    def change_later(self, *, subscription_id: str, price_id: str, interval: str, key: str) -> None:
        """Another price from the period's end on."""

    def end_later(self, *, subscription_id: str, key: str) -> None:
        """No other period after this one."""

    def resume(self, *, subscription_id: str, key: str) -> None:
        """Take back whatever waits for the period's end."""

    def end_now(self, *, subscription_id: str, key: str) -> None:
        """End it; one that is over already is fine."""

    def use_card(self, *, subscription_id: str, card_id: str, key: str) -> None:
        """Charge this card from now on."""

    def pay(self, *, invoice_id: str, card_id: str, key: str) -> None:
        """Try to pay an open invoice; one that is paid already is fine."""

    def fetch(self, *, subscription_id: str) -> Subscription:
        """What the provider has now."""

    def living(self, *, customer: str) -> list[Subscription]:
        """The customer's subscriptions that are not over, without their invoices."""

    def cost_now(self, *, subscription_id: str, price_id: str) -> int:
        """What `change_now` would charge at this moment, in cents."""

    def subscription_of(self, *, invoice_id: str) -> str:
        """The subscription that an invoice is of; empty for any other invoice."""

    def subscription_of_schedule(self, *, schedule_id: str) -> str:
        """The subscription that a schedule changes, or changed."""

    def intent_of(self, *, invoice_id: str) -> str:
        """The payment by which an invoice was paid; empty when there is none."""

    def refunds_of(self, *, intent_id: str) -> list[ProviderRefund]:
        """What went back of a payment."""


@lru_cache(maxsize=1)
def gateway() -> MembershipGateway:
    """The provider in force, as settings name it."""
    adapter: type[MembershipGateway] = import_string(settings.MEMBERSHIP_GATEWAY)
    return adapter()
