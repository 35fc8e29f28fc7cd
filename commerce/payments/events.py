from dataclasses import dataclass
from typing import ClassVar

from estuary.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class PaymentSettled(Event):
    """The provider has the money."""

    name: ClassVar[str] = "commerce.payment.settled"
    payment_id: int


@dataclass(frozen=True, kw_only=True)
class CardSaved(Event):
    """A person keeps a card for later."""

    name: ClassVar[str] = "commerce.card.saved"
    card_id: int


@dataclass(frozen=True, kw_only=True)
class CardDetached(Event):
    """A saved card is gone, by its owner's wish or at the provider."""

    name: ClassVar[str] = "commerce.card.detached"
    card_id: int


@dataclass(frozen=True, kw_only=True)
class WebhookReceived(Event):
    """The provider told us of something; the receipt says of what."""

    name: ClassVar[str] = "commerce.webhook.received"
    receipt_id: int


@dataclass(frozen=True, kw_only=True)
class RefundPlanned(Event):
    """Money is to go back; the provider has not been asked yet."""

    name: ClassVar[str] = "commerce.refund.planned"
    refund_id: int


@dataclass(frozen=True, kw_only=True)
class RefundPostponed(Event):
    """The provider gives nothing back, since the payment is disputed; the refund waits."""

    name: ClassVar[str] = "commerce.refund.postponed"
    payment_id: int


@dataclass(frozen=True, kw_only=True)
class RefundCompleted(Event):
    """Money went back."""

    name: ClassVar[str] = "commerce.refund.completed"
    refund_id: int


@dataclass(frozen=True, kw_only=True)
class RefundFailed(Event):
    """The provider could not give money back: operations staff must."""

    name: ClassVar[str] = "commerce.refund.failed"
    refund_id: int
