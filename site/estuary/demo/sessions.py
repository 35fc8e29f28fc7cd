"""Sessions that were bought: through the same operations as anybody's, and the Stripe sandbox."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from commerce.bookings import availability, tokens
from commerce.bookings.models import Booking
from commerce.bookings.states import BookingStatus
from commerce.checkout import buying, cancelling
from commerce.checkout import operations as checkout
from commerce.checkout.models import Order
from estuary.demo.accounts import ACCOUNTS, NEIGHBOURS
from estuary.demo.people import Person, person
from estuary.kernel.errors import DomainError
from marketplace.accounts.models import User
from marketplace.catalogue.models import Service

CLARA = ACCOUNTS[-1].email
MARA, TOMAS, NOOR, LENA = (account.email for account in NEIGHBOURS)


@dataclass(frozen=True, slots=True)
class Purchase:
    """Who buys from which practitioner, how many days before or after today it takes place.

    The notes are each another's, so that a later run knows the purchase by them.
    """

    client: str
    practitioner: int
    days: int
    notes: str
    cancelled_because: str = ""


class NoFreeTime(DomainError):
    """The practitioner is away."""


PURCHASES = (
    Purchase(MARA, 0, -6, "I have never done this before."),
    Purchase(CLARA, 0, -4, "A friend told me about you."),
    Purchase(NOOR, 0, 2, "I wake up at four every night."),
    Purchase(CLARA, 0, 3, "I would like to go on where we stopped."),
    Purchase(TOMAS, 0, 3, "My English is slow, I hope that is all right."),
    Purchase(CLARA, 1, 5, "It is about a change of work."),
    Purchase(MARA, 1, 6, "Mornings are best for me.", cancelled_because="I have to travel."),
    Purchase(TOMAS, 2, 9, "I work in shifts."),
)


def buy(*, people: int, now: datetime) -> Iterator[str]:
    """Buy what was not bought yet from the first `people` practitioners; yields what was done.

    Only against the sandbox: a real Stripe account is not filled with a demo.
    """
    if not settings.STRIPE_API_BASE:
        yield "no sessions, since the Stripe sandbox does not run"
        return
    before = Booking.objects.count()
    for purchase in PURCHASES:
        if purchase.practitioner < people:
            _buy(purchase, now)
    yield f"{Booking.objects.count() - before} sessions bought"


def _buy(purchase: Purchase, now: datetime) -> None:
    """What an earlier run has done is found, and gone on from."""
    client = User.objects.with_email(purchase.client).get()
    asked = min(now, now + timedelta(days=purchase.days - 2))
    booking = Booking.objects.filter(client=client, notes=purchase.notes).first()
    try:
        booking = booking or book(
            client,
            person(purchase.practitioner),
            day=now + timedelta(days=purchase.days),
            notes=purchase.notes,
            now=asked,
        )
        pay(booking, method="pm_card_visa", now=asked)
        if purchase.cancelled_because:
            cancel(booking, because=purchase.cancelled_because, now=now)
    except DomainError:
        return  # no free time, or cut off so long ago that the hold has lapsed


def book(client: User, who: Person, *, day: datetime, notes: str, now: datetime) -> Booking:
    """A session of somebody's first service, on a day or soon after. Raises NoFreeTime."""
    service = (
        Service.objects.filter(practitioner__user__email=who.email)
        .select_related("practitioner", "terms")
        .earliest("pk")
    )
    assert service.terms
    free = availability.slots(
        service=service, terms=service.terms, now=now, start=day, end=day + timedelta(days=4)
    )
    if not free:
        raise NoFreeTime
    offer = tokens.SlotOffer(
        service_id=service.public_id, terms_id=service.terms.pk, starts_at=free[0].start
    )
    return buying.book(
        client=client,
        service_id=service.public_id,
        slot=tokens.seal(offer),
        notes=notes,
        claim=None,
        now=now,
    )


def pay(booking: Booking, *, method: str, now: datetime) -> None:
    """Pay for it, unless that is done."""
    order = Order.objects.get(lines__booking=booking)
    if order.paid_at is None:
        checkout.pay(
            user=booking.client,
            order_id=order.public_id,
            payment_method=method,
            return_url=settings.FRONTEND_URL,
            claim=None,
            now=now,
        )


def cancel(booking: Booking, *, because: str, now: datetime) -> None:
    """Let its client give it up, unless that is done."""
    booking.refresh_from_db()
    if booking.status == BookingStatus.CONFIRMED:
        cancelling.cancel(
            public_id=booking.public_id, by=booking.client, reason=because, claim=None, now=now
        )
