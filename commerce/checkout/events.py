from dataclasses import dataclass
from typing import ClassVar

from estuary.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class OrderPaid(Event):
    """Everything due was paid, and what was bought is the client's."""

    name: ClassVar[str] = "commerce.order.paid"
    order_id: int


@dataclass(frozen=True, kw_only=True)
class OrderAbandoned(Event):
    """An open order ended without payment; its payment is to be ended at the provider too."""

    name: ClassVar[str] = "commerce.order.abandoned"
    order_id: int


@dataclass(frozen=True, kw_only=True)
class BookingGivenBack(Event):
    """Staff gave money back for a session after it was held, or after its time."""

    name: ClassVar[str] = "commerce.booking.given_back"
    booking_id: int
    cents: int
    why: str


@dataclass(frozen=True, kw_only=True)
class PaymentReturned(Event):
    """Money came for something that could not be given any more, and goes back in full."""

    name: ClassVar[str] = "commerce.payment.returned"
    payment_id: int


@dataclass(frozen=True, kw_only=True)
class WaitlistPurchaseFailed(Event):
    """What was offered could not be bought by itself; it is kept until its deadline."""

    name: ClassVar[str] = "commerce.waitlist.purchase_failed"
    entry_id: int
