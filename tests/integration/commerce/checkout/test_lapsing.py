"""Holds that are not paid in time, and money that comes when nobody expects it any more."""

from datetime import timedelta

import pytest
from django.utils import timezone

from commerce.bookings.holds import SlotTaken
from commerce.bookings.states import CancelledBy
from commerce.checkout import cancelling, operations
from commerce.checkout.events import OrderPaid
from commerce.ledger.states import AccountKind
from commerce.models import Refund
from commerce.payments import operations as payments
from estuary.kernel.models import OutboxEvent
from tests.factories import UserFactory
from tests.integration.commerce.checkout import steps

pytestmark = pytest.mark.django_db


def after_the_hold(order):
    return order.expires_at + timedelta(seconds=1)


def test_a_hold_that_is_not_paid_gives_the_time_back(service, client_user, stripe_sandbox, relay):
    order = steps.booked(service, client_user)
    starts_at = steps.booking_of(order).session.starts_at

    operations.let_lapse(order_id=order.pk, now=after_the_hold(order))
    relay()

    order.refresh_from_db()
    booking = steps.booking_of(order)
    assert (order.status, order.payment.status) == ("cancelled", "cancelled")
    assert (booking.status, booking.cancelled_by) == ("cancelled", CancelledBy.LAPSED)
    assert steps.booked(service, UserFactory(), starts_at=starts_at).status == "open"


def test_a_hold_does_not_lapse_early(service, client_user, stripe_sandbox):
    order = steps.booked(service, client_user)

    operations.let_lapse(order_id=order.pk, now=order.expires_at - timedelta(seconds=1))

    assert steps.booking_of(order).status == "pending"


def test_an_expired_hold_gives_way_to_the_next_client_at_once(
    service, client_user, stripe_sandbox, relay
):
    order = steps.booked(service, client_user)
    starts_at = steps.booking_of(order).session.starts_at
    later = after_the_hold(order)

    second = steps.booked(service, UserFactory(), starts_at=starts_at, now=later)
    relay()

    order.refresh_from_db()
    assert (order.status, order.payment.status) == ("cancelled", "cancelled")
    assert steps.booking_of(order).cancelled_by == CancelledBy.LAPSED
    assert steps.booking_of(second).status == "pending"


def test_a_hold_that_stands_does_not_give_way(service, client_user, stripe_sandbox):
    order = steps.booked(service, client_user)
    starts_at = steps.booking_of(order).session.starts_at

    with pytest.raises(SlotTaken):
        steps.booked(service, UserFactory(), starts_at=starts_at)


def test_a_payment_that_got_through_before_the_lapse_is_honoured(
    service, client_user, stripe_sandbox, relay
):
    order = steps.booked(service, client_user)
    steps.charged_behind_our_back(order)

    operations.let_lapse(order_id=order.pk, now=after_the_hold(order))
    relay()

    order.refresh_from_db()
    assert (order.status, steps.booking_of(order).status) == ("paid", "confirmed")


def test_a_late_payment_takes_the_time_again_if_it_is_still_free(
    service, client_user, stripe_sandbox, relay
):
    order = steps.booked(service, client_user)
    before = steps.booking_of(order).session
    payment = steps.charged_behind_our_back(order)
    operations._lapse(order_id=order.pk, now=after_the_hold(order))

    payments.refresh(payment_id=payment.pk)
    relay()

    order.refresh_from_db()
    booking = steps.booking_of(order)
    assert (order.status, booking.status) == ("paid", "confirmed")
    assert booking.session.period == before.period
    assert (booking.session.pk != before.pk, booking.session.held_until) == (True, None)
    assert not Refund.objects.exists()


def test_a_late_payment_goes_back_in_full_if_the_time_is_taken(
    service, client_user, stripe_sandbox, relay
):
    order = steps.booked(service, client_user)
    starts_at = steps.booking_of(order).session.starts_at
    payment = steps.charged_behind_our_back(order)
    operations._lapse(order_id=order.pk, now=after_the_hold(order))
    steps.paid(steps.booked(service, UserFactory(), starts_at=starts_at))

    payments.refresh(payment_id=payment.pk)
    relay()

    order.refresh_from_db()
    assert (order.status, steps.booking_of(order).status) == ("cancelled", "cancelled")
    refund = Refund.objects.get()
    assert (refund.status, refund.amount_cents, refund.payment_id) == (
        "succeeded",
        8000,
        payment.pk,
    )
    assert (steps.balance(AccountKind.RECEIVED), steps.shared()) == (0, (7600, 400))


def test_a_client_who_cancelled_while_paying_gets_the_payment_back(
    service, client_user, stripe_sandbox, relay
):
    order = steps.booked(service, client_user)
    payment = steps.charged_behind_our_back(order)
    booking = steps.booking_of(order)
    cancelling.cancel(
        public_id=booking.public_id, by=client_user, reason="", claim=None, now=timezone.now()
    )

    relay()

    payment.refresh_from_db()
    order.refresh_from_db()
    assert (payment.status, order.status) == ("succeeded", "cancelled")
    assert Refund.objects.get().status == "succeeded"
    assert steps.booking_of(order).status == "cancelled"


def test_completing_again_changes_nothing(service, client_user, stripe_sandbox, relay):
    order = steps.paid(steps.booked(service, client_user))

    for _ in range(3):
        operations.complete(payment_id=order.payment.pk, now=timezone.now())
        relay()

    assert OutboxEvent.objects.filter(name=OrderPaid.name).count() == 1
    assert steps.shared() == (7600, 400)


def test_when_the_provider_is_down_the_hold_stands_and_can_be_paid_later(
    service, client_user, stripe_sandbox
):
    stripe_sandbox.faults.plan(
        {"operation": "POST /v1/payment_intents", "kind": "error_500", "times": 1}
    )

    order = steps.booked(service, client_user)
    assert order.payment.intent_id is None

    assert steps.paid(order).status == "paid"


def test_an_unanswered_confirmation_is_found_to_have_succeeded(
    service, client_user, stripe_sandbox, relay
):
    order = steps.booked(service, client_user)
    stripe_sandbox.faults.plan(
        {
            "operation": "POST /v1/payment_intents/{intent}/confirm",
            "kind": "timeout_after",
            "times": 2,
        }
    )

    with pytest.raises(payments.PaymentsUnavailable):
        steps.paid(order)
    settled = operations.pay(
        user=client_user,
        order_id=order.public_id,
        payment_method="",
        return_url="",
        claim=None,
        now=timezone.now(),
    )

    assert settled.status == "paid"
    charges = stripe_sandbox.journal.entries(method="POST", path="/v1/refunds")
    assert (steps.shared(), charges) == ((7600, 400), [])
