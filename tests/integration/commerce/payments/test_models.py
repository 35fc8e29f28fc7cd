"""What the database refuses; each of these fails when the constraint it names is dropped."""

import pytest

from commerce.models import CardSetup, Payment, PaymentProfile, Refund, SavedCard, WebhookReceipt
from tests.factories import OrderFactory, RefundFactory, UserFactory
from tests.factories.bookings import NOON
from tests.refusals import refused

pytestmark = pytest.mark.django_db


def profiles(**same):
    for number in range(2):
        PaymentProfile.objects.create(
            **{"user": UserFactory(), "customer_id": f"cus_{number}"} | same
        )


def cards(provider_id):
    for _ in range(2):
        SavedCard.objects.create(
            user=UserFactory(),
            provider_id=provider_id,
            brand="visa",
            last4="4242",
            exp_month=1,
            exp_year=2030,
            asked_at=NOON,
        )


def setups(provider_id):
    for _ in range(2):
        CardSetup.objects.create(user=UserFactory(), provider_id=provider_id)


def notices(event_id):
    for _ in range(2):
        WebhookReceipt.objects.create(event_id=event_id, type="charge.succeeded", object_id="ch_1")


def retried_twice():
    first = RefundFactory(order=OrderFactory())
    RefundFactory.create_batch(2, order=OrderFactory(), retry_of=first)


REFUSED = {
    "payment_is_of_something": lambda: Payment.objects.update(amount_cents=0),
    "payment_settled_exactly_when_succeeded": lambda: Payment.objects.update(settled_at=None),
    "payment_known_to_provider_unless_planned": lambda: Payment.objects.update(intent_id=None),
    "refund_is_of_something": lambda: Refund.objects.update(amount_cents=0),
    "refund_completed_exactly_when_succeeded": lambda: Refund.objects.update(status="pending"),
    "commerce_payment.reference": lambda: Payment.objects.update(reference="same"),
    "commerce_payment.intent_id": lambda: Payment.objects.update(intent_id="pi_same"),
    "commerce_refund.reference": lambda: Refund.objects.update(reference="same"),
    "commerce_refund.provider_id": lambda: Refund.objects.update(provider_id="re_same"),
    "commerce_refund.retry_of_id": retried_twice,
    "commerce_paymentprofile.user_id": lambda: profiles(user=UserFactory()),
    "commerce_paymentprofile.customer_id": lambda: profiles(customer_id="cus_same"),
    "commerce_savedcard.provider_id": lambda: cards("pm_same"),
    "commerce_cardsetup.provider_id": lambda: setups("seti_same"),
    "commerce_webhookreceipt.event_id": lambda: notices("evt_same"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_the_database_refuses(name):
    for _ in range(2):
        RefundFactory(order=OrderFactory())

    with refused(name):
        REFUSED[name]()
