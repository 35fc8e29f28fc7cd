"""What a client does, step by step, for tests that begin in the middle of a story."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from commerce.bookings import availability, tokens
from commerce.checkout import buying, cancelling, operations, prepaid, returning
from commerce.checkout.states import RefundTo
from commerce.credits import operations as credits
from commerce.credits.states import CreditSource
from commerce.ledger.states import AccountKind
from commerce.models import Booking, Entitlement, Order, Payment, Posting
from commerce.payments import operations as payments
from marketplace.catalogue import operations as catalogue
from marketplace.catalogue.operations import Figures
from marketplace.models import Package, Service, User
from marketplace.packages.states import PackageKind
from tests.factories.credits import granted


def first_start(service: Service, *, after: timedelta = timedelta(days=3)) -> datetime:
    """The first free slot of a day, the first that begins `after` from now.

    Of a day, so that hours are left after it at whatever time the tests run.
    """
    now = timezone.now()
    there = (now + after).astimezone(ZoneInfo(service.practitioner.timezone))
    day = datetime.combine(there.date() + timedelta(days=1), time(), tzinfo=there.tzinfo)
    found = availability.slots(
        service=service, terms=service.terms, now=now, start=day, end=day + timedelta(days=2)
    )
    return found[0].start


def word(service: Service, starts_at: datetime) -> str:
    """The slot that begins then, as its availability would give it."""
    return tokens.seal(
        tokens.SlotOffer(
            service_id=service.public_id, terms_id=service.terms_id, starts_at=starts_at
        )
    )


def booked(service: Service, client, *, starts_at: datetime | None = None, now=None) -> Order:
    """A slot held for `client`, with an open order."""
    booking = buying.book(
        client=client,
        service_id=service.public_id,
        slot=word(service, starts_at or first_start(service)),
        notes="",
        claim=None,
        now=now or timezone.now(),
    )
    return order_of(booking)


def paid(order: Order, *, method: str = "pm_card_visa", now=None) -> Order:
    """The order after an attempt to pay it."""
    return operations.pay(
        user=order.user,
        order_id=order.public_id,
        payment_method=method,
        return_url="https://frontend.test/return",
        claim=None,
        now=now or timezone.now(),
    )


def package_paid(package: Package, client: User, **means) -> Order:
    """A package that is the client's, paid by card as far as `means` do not pay."""
    order = prepaid.buy_package(
        client=client,
        name=str(package.public_id),
        kind=PackageKind(package.kind),
        means=buying.Means(**means),
        claim=None,
        now=timezone.now(),
    )
    return paid(order) if order.amount_due_cents else order


def units_given_back(
    order: Order, *, by: User | None = None, now: datetime | None = None, **more
) -> Order:
    """The order, after what is open of its package was given back."""
    bought = Entitlement.objects.get(reference=operations.reference(order))
    asked = {"refund_to": RefundTo.CARD, "claim": None, **more}
    returning.give_back_units(
        public_id=bought.public_id, by=by or order.user, now=now or timezone.now(), **asked
    )
    return Order.objects.select_related("payment", "user").get(pk=order.pk)


def reprice(service: Service, cents: int) -> None:
    """Sell the service for another price from now on."""
    catalogue.set_terms(
        service_id=service.pk, figures=Figures(price_cents=cents, duration_minutes=60)
    )


def cancelled(booking: Booking, *, by: User, now: datetime, **more) -> Booking:
    """The booking, given up by one of its two people."""
    return cancelling.cancel(
        public_id=booking.public_id, by=by, reason="", claim=None, now=now, **more
    )


def charged_behind_our_back(order: Order, *, method: str = "pm_card_visa") -> Payment:
    """The provider has the money, and has not told us."""
    assert order.payment is not None
    payment = payments.open_intent(payment_id=order.payment.pk)
    payments.gateway().confirm_intent(
        intent_id=payment.intent_id or "",
        payment_method=method,
        return_url="https://frontend.test/return",
        key=f"behind-our-back:{payment.public_id}",
    )
    return payment


def order_of(booking: Booking) -> Order:
    return Order.objects.select_related("payment", "user").get(lines__booking=booking)


def booking_of(order: Order) -> Booking:
    return Booking.objects.select_related("session").get(order_line__order=order)


def balance(kind: AccountKind) -> int:
    """Cents on all accounts of a kind; debits are positive."""
    return Posting.objects.on(kind).balance().get("usd", 0)


def shared() -> tuple[int, int]:
    """What practitioners and the platform have of what was sold; nothing of it lies between."""
    assert balance(AccountKind.SALES) == 0
    theirs = (
        AccountKind.EARNINGS_PENDING,
        AccountKind.EARNINGS_AVAILABLE,
        AccountKind.EARNINGS_IN_PAYOUT,
        AccountKind.CARRY,
    )
    return -sum(balance(kind) for kind in theirs), -balance(AccountKind.COMMISSION)


def reterm(service: Service, **figures) -> None:
    """Sell the service under other terms from now on."""
    catalogue.set_terms(service_id=service.pk, figures=Figures(duration_minutes=60, **figures))


def give_credits(user: User, cents: int) -> None:
    """Credits of the house, without an end."""
    granted(user, cents, source=CreditSource.GIFT)


def credits_of(user: User) -> int:
    """What one person has in credits now."""
    return credits.balance(user=user, now=timezone.now(), currency="usd").available_cents
