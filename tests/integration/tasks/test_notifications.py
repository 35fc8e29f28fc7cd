from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from commerce.bookings.states import BookingStatus, CancelledBy
from commerce.models import Payment, Refund
from live.models import Delivery, Notification
from live.notifications.states import DeliveryStatus
from tasks import notifications
from tests.factories.accounts import UserFactory
from tests.factories.bookings import BookingFactory
from tests.factories.notifications import DeliveryFactory

pytestmark = pytest.mark.django_db
EVENT = "0d9f7a52-0000-4000-8000-000000000001"


def told():
    """Who was told what, in the order of telling."""
    return list(Notification.objects.order_by("pk").values_list("user_id", "kind", "key"))


def test_a_new_account_gets_the_verification_mail():
    user = UserFactory(is_verified=False)

    notifications.on_registered(user_id=user.pk, event_id=EVENT)

    assert told() == [(user.pk, "verify_email", EVENT)]
    assert [letter.to for letter in mail.outbox] == [[user.email]]


def test_asking_again_sends_another_letter():
    user = UserFactory(is_verified=False)

    notifications.on_registered(user_id=user.pk, event_id=EVENT)
    notifications.on_verification_asked(user_id=user.pk, event_id="another")

    assert len(mail.outbox) == 2


def test_a_fact_that_comes_twice_is_told_once():
    user = UserFactory(is_verified=False)

    for _ in range(2):
        notifications.on_registered(user_id=user.pk, event_id=EVENT)

    assert len(mail.outbox) == 1


def test_a_reset_is_mailed():
    user = UserFactory()

    notifications.on_reset_asked(user_id=user.pk, event_id=EVENT)

    assert [letter.subject for letter in mail.outbox] == ["Choose a new password"]


def test_a_reset_for_nobody_is_not():
    notifications.on_reset_asked(user_id=None, event_id=EVENT)

    assert (told(), mail.outbox) == ([], [])


def test_a_confirmation_goes_to_both():
    booking = BookingFactory()

    notifications.on_booking_confirmed(booking_id=booking.pk, event_id=EVENT)

    key = f"booking:{booking.pk}"
    practitioner = booking.service.practitioner.user
    assert told() == [
        (booking.client_id, "booking_confirmed", key),
        (practitioner.pk, "practice_booking_confirmed", key),
    ]
    assert [letter.to for letter in mail.outbox] == [[booking.client.email], [practitioner.email]]


def cancelled(**fields):
    return BookingFactory(
        status=BookingStatus.CANCELLED,
        cancelled_by=CancelledBy.CLIENT,
        cancelled_at=timezone.now(),
        **fields,
    )


def test_a_confirmation_that_comes_after_the_cancellation_is_not_told():
    notifications.on_booking_confirmed(booking_id=cancelled().pk, event_id=EVENT)

    assert told() == []


def test_a_cancellation_goes_to_both():
    booking = cancelled()

    notifications.on_booking_cancelled(booking_id=booking.pk, event_id=EVENT)

    assert [kind for _, kind, _ in told()] == ["booking_cancelled", "practice_booking_cancelled"]


def test_a_practitioner_is_not_told_of_a_seat_that_never_was_theirs_to_give():
    booking = cancelled(confirmed_at=None)

    notifications.on_booking_cancelled(booking_id=booking.pk, event_id=EVENT)

    assert [(user, kind) for user, kind, _ in told()] == [(booking.client_id, "booking_cancelled")]


@pytest.fixture
def paid():
    return Payment.objects.create(
        user=UserFactory(),
        reference="order:1",
        amount_cents=8000,
        currency="usd",
        status="succeeded",
        intent_id="pi_1",
        settled_at=timezone.now(),
    )


def test_a_refund_is_told_to_whoever_paid(paid):
    refund = Refund.objects.create(payment=paid, reference="booking:1", amount_cents=4000)

    notifications.on_refund_completed(refund_id=refund.pk, event_id=EVENT)

    assert told() == [(paid.user_id, "payment_refunded", f"refund:{refund.pk}")]


def test_a_late_payment_is_told_to_whoever_paid(paid):
    notifications.on_payment_returned(payment_id=paid.pk, event_id=EVENT)

    assert told() == [(paid.user_id, "payment_returned", f"payment:{paid.pk}")]


def test_the_sweep_sends_what_waits_and_leaves_the_rest():
    now = timezone.now()
    lost = DeliveryFactory(due_at=now - timedelta(minutes=1))
    later = DeliveryFactory(due_at=now + timedelta(minutes=1))
    parked = DeliveryFactory(due_at=now - timedelta(minutes=1), status=DeliveryStatus.PARKED)

    notifications.sweep_notifications.call_local()

    assert [letter.to for letter in mail.outbox] == [[lost.address]]
    assert dict(Delivery.objects.values_list("pk", "status")) == {
        lost.pk: DeliveryStatus.SENT,
        later.pk: DeliveryStatus.WAITING,
        parked.pk: DeliveryStatus.PARKED,
    }
