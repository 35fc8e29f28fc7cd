import factory
from django.utils import timezone

from estuary.kernel.models import OutboxDelivery, OutboxEvent


class OutboxEventFactory(factory.django.DjangoModelFactory):
    """A fact that has become deliveries already."""

    class Meta:
        model = OutboxEvent

    name = "test.weather.rained"
    payload = factory.Sequence(lambda n: {"millimetres": n})
    relayed_at = factory.LazyFunction(timezone.now)


class OutboxDeliveryFactory(factory.django.DjangoModelFactory):
    """A delivery that waits; `parked=True` is one that failed too often."""

    class Meta:
        model = OutboxDelivery

    class Params:
        parked = factory.Trait(
            attempts=12,
            parked_at=factory.LazyFunction(timezone.now),
            last_error="ConnectionRefusedError: no gauge",
        )

    event = factory.SubFactory(OutboxEventFactory)
    subscriber = "read the gauge"
