"""PORT: what we ask of a payment provider, in our own words.

Two errors come out of it. `Unavailable`: no answer, so we do not know whether it was done; ask
again with the same key. `Refused`: the answer is no.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from commerce.payments.states import PaymentStatus, RefundStatus, SetupStatus
from estuary.kernel.errors import DomainError, Kind

# Letters that a name of the provider's may have; Stripe promises that none has more.
LONGEST_NAME = 255


class PaymentsUnavailable(DomainError):
    """The provider did not answer, or not with sense; the outcome is unknown.

    `key_is_spent` when it answered with a failure of its own: it will give the same answer to
    the same key, so look whether it was done, and ask under another key.
    """

    kind = Kind.UNAVAILABLE
    message = "The payment provider does not answer at the moment. Nothing is lost; try again."

    def __init__(self, *, key_is_spent: bool = False) -> None:
        super().__init__()
        self.key_is_spent = key_is_spent


class PaymentRefused(DomainError):
    """The provider said no, and will say no again."""

    kind = Kind.PAYMENT
    message = "The payment was refused."

    def __init__(self, message: str = "", *, reason: str = "") -> None:
        super().__init__(message, details={"payment": [reason]} if reason else None)
        self.reason = reason


# The reason of a refusal: the client's bank has taken, or is taking, the payment back.
DISPUTED = "charge_disputed"


class UnknownToProvider(DomainError):
    """The provider has no such object."""

    kind = Kind.MISSING
    message = "The payment provider does not know this."


@dataclass(frozen=True)
class Intent:
    """A payment as the provider has it now."""

    id: str
    status: PaymentStatus
    amount_cents: int
    currency: str
    client_secret: str = ""
    charge_id: str = ""
    fee_cents: int | None = None
    method: Mapping[str, str] | None = None
    next_action: Mapping[str, object] | None = None
    failure_code: str = ""
    failure_message: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ProviderRefund:
    """A refund as the provider has it now."""

    id: str
    status: RefundStatus
    amount_cents: int
    intent_id: str
    failure: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Card:
    """A card as the provider has it now; `customer` is empty once it belongs to nobody."""

    id: str
    customer: str
    brand: str
    last4: str
    exp_month: int
    exp_year: int


@dataclass(frozen=True)
class Setup:
    """The saving of a card as the provider has it now; `card` once there is one."""

    id: str
    status: SetupStatus
    client_secret: str = ""
    card: Card | None = None
    next_action: Mapping[str, object] | None = None
    failure_code: str = ""
    failure_message: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Notice:
    """A verified event of the provider: what happened to which object. A hint, not the truth.

    `account` is the connected account it happened in; empty for what is the platform's own.
    """

    event_id: str
    type: str
    object_id: str
    created_at: datetime
    account: str = ""


class BadSignature(DomainError):
    """Not from the provider, or too old."""

    kind, code = Kind.INVALID, "bad_signature"
    message = "The signature does not fit."


class EventTooLarge(DomainError):
    """Larger than any event; it was not read to its end."""

    message = "This is too large to be an event."


class NotAnEvent(DomainError):
    """From the provider by its signature, and nothing that an event could be."""

    message = "This is not an event."


class PaymentGateway(Protocol):
    """Each write carries `key`: the same key twice does it once."""

    def create_customer(self, *, email: str, name: str, user_id: str, key: str) -> str:
        """Make the person known; answers the provider's id."""

    def find_customer(self, *, email: str, user_id: str) -> str | None:
        """The provider's id of a person whom we made known, if it has one."""

    def create_intent(
        self,
        *,
        customer: str,
        amount_cents: int,
        currency: str,
        description: str,
        metadata: Mapping[str, str],
        key: str,
    ) -> Intent:
        """Open a payment that the client then confirms."""

    def confirm_intent(
        self, *, intent_id: str, payment_method: str, return_url: str, key: str
    ) -> Intent:
        """Try to pay with `payment_method`; a decline comes back as an open intent."""

    def cancel_intent(self, *, intent_id: str, key: str) -> Intent:
        """End a payment that is not wanted any more; answers the truth when it is too late."""

    def fetch_intent(self, *, intent_id: str) -> Intent:
        """What the provider has now."""

    def find_intent(self, *, customer: str, reference: str) -> Intent | None:
        """A payment of this customer that we opened for `reference`, if the provider has one."""

    def refund(
        self, *, intent_id: str, amount_cents: int, metadata: Mapping[str, str], key: str
    ) -> ProviderRefund:
        """Give money back."""

    def fetch_refund(self, *, refund_id: str) -> ProviderRefund:
        """What the provider has now."""

    def find_refund(self, *, intent_id: str, reference: str) -> ProviderRefund | None:
        """A refund of this payment that we asked for under `reference`, if there is one."""

    def create_setup(self, *, customer: str, metadata: Mapping[str, str], key: str) -> Setup:
        """Open the saving of a card that may be charged later without its owner."""

    def confirm_setup(
        self, *, setup_id: str, payment_method: str, return_url: str, key: str
    ) -> Setup:
        """Try to save `payment_method`; a decline comes back as an open one."""

    def cancel_setup(self, *, setup_id: str, key: str) -> Setup:
        """End one that nobody waits for; answers the truth when it is too late."""

    def fetch_setup(self, *, setup_id: str) -> Setup:
        """What the provider has now."""

    def find_setup(self, *, customer: str, reference: str) -> Setup | None:
        """One of this customer that we opened for `reference`, if the provider has one."""

    def fetch_card(self, *, card_id: str) -> Card | None:
        """What the provider has now; None for a way to pay that is no card."""

    def detach_card(self, *, card_id: str, key: str) -> None:
        """Take a card from its customer, for good; one that is gone already is fine."""

    def read_notice(self, *, body: bytes, signature: str) -> Notice | None:
        """Check the signature of a webhook and read it; raises BadSignature, NotAnEvent.

        None for what is of the other mode: what connected accounts do in test mode is told to
        the live address too.
        """


@lru_cache(maxsize=1)
def gateway() -> PaymentGateway:
    """The provider in force, as settings name it."""
    adapter: type[PaymentGateway] = import_string(settings.PAYMENT_GATEWAY)
    return adapter()
