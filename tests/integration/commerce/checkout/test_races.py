"""Many at once. Each of these fails when the guard it names is taken away."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from commerce.bookings.holds import SlotTaken
from commerce.bookings.operations import BookingClosed
from commerce.checkout import buying, cancelling, operations
from commerce.ledger.states import AccountKind
from commerce.models import Booking, Entry, Order, Payment, Refund, Session
from commerce.payments import operations as payments
from estuary.kernel.idempotency import Claim
from tests.factories import ServiceFactory, SessionFactory, UserFactory
from tests.factories.schedules import open_all_week
from tests.integration.commerce.checkout import steps
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)

RACERS = 8


@pytest.fixture
def service():
    service = ServiceFactory()
    open_all_week(service.practitioner)
    return service


def test_one_of_many_gets_the_slot(service, stripe_sandbox):
    """Guards: session_never_overlaps, and ON CONFLICT against deadlocks."""
    starts_at = steps.first_start(service)
    offsets = [timedelta(minutes=15 * (n % 3)) for n in range(RACERS)]
    clients = UserFactory.create_batch(RACERS)

    results = at_once(
        *[
            lambda client=client, offset=offset: steps.booked(
                service, client, starts_at=starts_at + offset
            )
            for client, offset in zip(clients, offsets, strict=True)
        ]
    )

    won = [result for result in results if isinstance(result, Order)]
    lost = [result for result in results if isinstance(result, SlotTaken)]
    assert (len(won), len(lost)) == (1, RACERS - 1), results
    assert Session.objects.standing().count() == 1


def test_the_database_itself_refuses_an_overlap():
    session = SessionFactory()

    with pytest.raises(IntegrityError, match="session_never_overlaps"):
        SessionFactory(service=session.service, starts_at=session.starts_at + timedelta(minutes=74))


def test_one_key_sent_many_times_at_once_books_once(service, stripe_sandbox):
    """Guard: idempotency_key_once_per_caller, in the transaction of the effect."""
    client = UserFactory()
    word = steps.word(service, steps.first_start(service))
    claim = Claim(caller=f"user:{client.pk}", key="k", fingerprint="f")

    def book():
        return buying.book(
            client=client,
            service_id=service.public_id,
            slot=word,
            notes="",
            claim=claim,
            now=timezone.now(),
        )

    results = at_once(*[book] * RACERS)

    assert {getattr(result, "pk", result) for result in results} == {Booking.objects.get().pk}
    assert (Order.objects.count(), Payment.objects.count()) == (1, 1)


def test_cancelling_many_times_at_once_refunds_once(service, stripe_sandbox, relay):
    """Guard: the lock on the booking."""
    order = steps.paid(steps.booked(service, UserFactory()))
    booking = steps.booking_of(order)

    def cancel():
        return cancelling.cancel(
            public_id=booking.public_id,
            by=order.user,
            reason="",
            claim=None,
            now=timezone.now(),
        )

    results = at_once(*[cancel] * RACERS)
    relay()

    assert sum(isinstance(result, BookingClosed) for result in results) == RACERS - 1, results
    assert [refund.amount_cents for refund in Refund.objects.all()] == [8000]
    assert (steps.shared(), steps.balance(AccountKind.REFUNDS_DUE)) == ((0, 0), 0)


def test_settling_many_times_at_once_counts_the_money_once(service, stripe_sandbox, relay):
    """Guards: the lock on the payment, and the key of the ledger's entry."""
    order = steps.booked(service, UserFactory())
    payment = steps.charged_behind_our_back(order)

    def settle():
        payments.refresh(payment_id=payment.pk)
        operations.complete(payment_id=payment.pk, now=timezone.now())

    results = at_once(*[settle] * RACERS)
    relay()

    assert [result for result in results if result is not None] == []
    assert Entry.objects.filter(key__endswith=":received").count() == 1
    assert steps.shared() == (7600, 400)
    assert steps.booking_of(order).status == "confirmed"


def test_lapse_and_payment_at_once_end_in_a_seat_or_in_money_back(service, stripe_sandbox, relay):
    """Guard: Session, then Booking, then Order are locked by both sides."""
    order = steps.booked(service, UserFactory())
    starts_at = steps.booking_of(order).session.starts_at
    payment = steps.charged_behind_our_back(order)
    late = order.expires_at + timedelta(seconds=1)
    other = UserFactory()

    results = at_once(
        lambda: operations.let_lapse(order_id=order.pk, now=late),
        lambda: payments.refresh(payment_id=payment.pk),
        lambda: operations.complete(payment_id=payment.pk, now=late),
        lambda: steps.booked(service, other, starts_at=starts_at, now=late),
    )
    relay()

    unforeseen = [r for r in results if isinstance(r, Exception) and not isinstance(r, SlotTaken)]
    order.refresh_from_db()
    confirmed = steps.booking_of(order).status == "confirmed"
    assert unforeseen == []
    assert order.status == ("paid" if confirmed else "cancelled")
    assert Refund.objects.filter(status="succeeded").count() == (0 if confirmed else 1)
    assert steps.balance(AccountKind.RECEIVED) == 0
