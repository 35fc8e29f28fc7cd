"""What the database refuses; each of these fails when the constraint it names is dropped."""

import pytest

from live.models import Delivery, Notification
from tests.factories import UserFactory
from tests.factories.notifications import DeliveryFactory, NotificationFactory
from tests.refusals import refused

pytestmark = pytest.mark.django_db


def told_twice(**same):
    NotificationFactory.create_batch(2, user=UserFactory(), **same)


def sent_twice():
    first = DeliveryFactory()
    Delivery.objects.create(notification=first.notification, road=first.road, address=first.address)


def unnumbered():
    NotificationFactory()
    Notification.objects.update(seq=None)


REFUSED = {
    "notification_once_per_occasion": lambda: told_twice(key="booking:1"),
    "notification_seq_once": lambda: told_twice(seq=1),
    "notification_in_app_is_numbered": unnumbered,
    "delivery_once_per_road": sent_twice,
}


@pytest.mark.parametrize("name", REFUSED)
def test_the_database_refuses(name):
    with refused(name):
        REFUSED[name]()
