"""What the database refuses; each of these fails when the constraint it names is dropped."""

import pytest
from django.utils import timezone

from live.models import WebhookAttempt, WebhookDelivery
from tests.factories.webhooks import WebhookDeliveryFactory, WebhookEndpointFactory
from tests.refusals import refused

pytestmark = pytest.mark.django_db


def sent_twice():
    first = WebhookDeliveryFactory()
    WebhookDelivery.objects.create(endpoint=first.endpoint, entry=first.entry, body="{}")


def tried(times=1, **fields):
    delivery = WebhookDeliveryFactory()
    for _ in range(times):
        WebhookAttempt.objects.create(
            delivery=delivery, number=1, at=timezone.now(), milliseconds=1, **fields
        )


REFUSED = {
    "webhook_endpoint_is_on_or_says_why": lambda: WebhookEndpointFactory(is_enabled=False),
    "webhook_endpoint_has_a_secret": lambda: WebhookEndpointFactory(secret=""),
    "webhook_endpoint_previous_secret_ends": lambda: WebhookEndpointFactory(previous_secret="x"),
    "webhook_endpoint_fails_since_some_time": lambda: WebhookEndpointFactory(failures=1),
    "webhook_delivery_once_per_entry": sent_twice,
    "webhook_delivery_status_is_known": lambda: WebhookDeliveryFactory(status="lost"),
    "webhook_delivery_has_its_time_exactly_when_delivered": lambda: WebhookDeliveryFactory(
        status="delivered"
    ),
    "webhook_attempt_number_once": lambda: tried(times=2, status_code=200),
    "webhook_attempt_was_answered_or_says_why": tried,
}


@pytest.mark.parametrize("name", REFUSED)
def test_the_database_refuses(name):
    with refused(name):
        REFUSED[name]()
