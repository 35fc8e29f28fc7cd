"""What the waitlist offers, bought by itself for those who wish it.

The same way as at the counter: book, then pay. Each step is kept before the next begins, under
keys made of the entry, so that whoever comes again goes on from there and buys once.
"""

from datetime import datetime, timedelta

from django.conf import settings

from commerce.bookings import holds
from commerce.bookings.availability import Slot
from commerce.bookings.models import Booking, WaitlistEntry
from commerce.bookings.states import WaitlistStatus
from commerce.checkout import buying, seats
from commerce.checkout import operations as orders
from commerce.checkout.events import WaitlistPurchaseFailed
from commerce.checkout.models import Order
from commerce.checkout.seats import Guests
from commerce.checkout.states import OrderStatus
from commerce.payments.models import SavedCard
from commerce.payments.operations import PaymentsUnavailable
from commerce.payments.states import PaymentStatus
from estuary.kernel import db, events, idempotency
from estuary.kernel.errors import DomainError
from estuary.kernel.idempotency import Claim

# A provider that is silent for longer is not waited for: the client is told while there is time.
PATIENCE = timedelta(minutes=30)
# The bank wants to see the client, or has declined.
_CLIENT_NEEDED = (PaymentStatus.OPEN, PaymentStatus.ACTION_NEEDED)


def buy_offered(*, entry_id: int, now: datetime) -> None:
    """Buy what was offered to somebody in line, with their default card, if they wished it so.

    Safe to repeat. Whatever keeps it from being bought (no card, a declined one, a bank that
    asks, other terms than they saw), the offer stands until its deadline, or what was booked
    waits as long for its payment, and the client is told. Raises PaymentsUnavailable in the
    first half hour: try again.
    """
    entry = WaitlistEntry.objects.with_details().select_related("client").get(pk=entry_id)
    if not entry.is_automatic or not _is_ours_to_buy(entry):
        return
    try:
        if _is_paid(entry, now=now):
            return
    except PaymentsUnavailable:
        if entry.offered_at is None or now < entry.offered_at + PATIENCE:
            raise
    except DomainError:
        pass  # for whatever reason: the client decides what to do about it
    _give_up(entry_id=entry_id)


def _is_ours_to_buy(entry: WaitlistEntry) -> bool:
    """Offered, or booked by us; not what the client has booked meanwhile, or left."""
    if entry.status == WaitlistStatus.BOOKED and entry.booking is not None:
        return idempotency.reference(_claim(entry, "book")) == str(entry.booking.public_id)
    return entry.status == WaitlistStatus.OFFERED


def _is_paid(entry: WaitlistEntry, *, now: datetime) -> bool:
    """Whether all went through, as far as it needs the client."""
    cards = SavedCard.objects.of(entry.client).standing()
    card = cards.filter(is_default=True).first()
    if card is None and entry.terms.price_cents:
        return False
    booking = _booked(entry, now=now)
    order = Order.objects.get(lines__booking=booking)
    if card is not None and order.payment_id is not None:
        order = orders.pay(
            user=entry.client,
            order_id=order.public_id,
            payment_method=str(card.public_id),
            return_url=f"{settings.FRONTEND_URL}/checkout/return",
            claim=_claim(entry, "pay"),
            now=now,
        )
    is_open = order.status == OrderStatus.OPEN and order.payment is not None
    return not (is_open and order.payment and order.payment.status in _CLIENT_NEEDED)


def _booked(entry: WaitlistEntry, *, now: datetime) -> Booking:
    """The booking of what is offered, under the terms the client saw; the same when repeated."""
    assert entry.session
    kept, claim = entry.session, _claim(entry, "book")
    if entry.day is None:
        return seats.book_seats(
            client=entry.client,
            service_id=entry.service.public_id,
            session_id=kept.public_id,
            guests=Guests(seats=entry.seats, terms_version=entry.terms.version, only_offered=True),
            notes="",
            claim=claim,
            now=now,
        )
    offered = [Slot(kept.starts_at, kept.ends_at)]
    [slot] = holds.offers(entry.service, entry.terms, offered)
    return buying.book(
        client=entry.client,
        service_id=entry.service.public_id,
        slot=slot["slot"],
        notes="",
        claim=claim,
        now=now,
    )


def _claim(entry: WaitlistEntry, step: str) -> Claim:
    return Claim(caller=f"waitlist:{entry.public_id}", key=step, fingerprint=step)


@db.transaction
def _give_up(*, entry_id: int) -> None:
    events.record(WaitlistPurchaseFailed(entry_id=entry_id))
