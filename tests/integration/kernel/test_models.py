"""What the database refuses; each of these fails when the constraint it names is dropped."""

import pytest

from estuary.kernel.models import IdempotencyKey, OutboxDelivery
from tests.factories.outbox import OutboxDeliveryFactory
from tests.refusals import refused

pytestmark = pytest.mark.django_db


def key_twice():
    for fingerprint in ("a", "b"):
        IdempotencyKey.objects.create(caller="user:1", key="k", fingerprint=fingerprint)


def delivered_twice():
    first = OutboxDeliveryFactory()
    OutboxDelivery.objects.create(event=first.event, subscriber=first.subscriber)


REFUSED = {
    "outbox_delivery_once_per_subscriber": delivered_twice,
    "idempotency_key_once_per_caller": key_twice,
}


@pytest.mark.parametrize("name", REFUSED)
def test_the_database_refuses(name):
    with refused(name):
        REFUSED[name]()
