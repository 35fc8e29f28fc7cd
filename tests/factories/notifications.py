import factory

from live.models import Delivery, Notification
from live.notifications.states import Road
from tests.factories.accounts import UserFactory


class NotificationFactory(factory.django.DjangoModelFactory):
    """Something a person was told in the app, not read yet."""

    class Meta:
        model = Notification

    user = factory.SubFactory(UserFactory)
    kind = "booking_confirmed"
    key = factory.Sequence(lambda n: f"booking:{n}")
    seq = factory.Sequence(lambda n: n + 1)
    title = "Confirmed: Breathwork for sleep"


class DeliveryFactory(factory.django.DjangoModelFactory):
    """A letter of a kind that needs no booking, waiting to be sent."""

    class Meta:
        model = Delivery

    notification = factory.SubFactory(
        NotificationFactory, kind="verify_email", in_app=False, seq=None, user__is_verified=False
    )
    road = Road.EMAIL
    address = factory.SelfAttribute("notification.user.email")
