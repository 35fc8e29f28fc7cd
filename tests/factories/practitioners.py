import factory
from django.utils import timezone

from marketplace.models import Place, Practitioner
from marketplace.practitioners.states import PractitionerStatus
from tests.factories.accounts import UserFactory


class PractitionerFactory(factory.django.DjangoModelFactory):
    """Verified and listed, in Lisbon's time zone, with no hours yet."""

    class Meta:
        model = Practitioner

    user = factory.SubFactory(
        UserFactory,
        is_practitioner=True,
        email=factory.Sequence(lambda n: f"practitioner{n}@example.test"),
    )
    status = PractitionerStatus.VERIFIED
    verified_at = factory.LazyFunction(timezone.now)
    is_listed = True
    slug = factory.Sequence(lambda n: f"ines-duarte-{n}")
    display_name = "Inês Duarte"
    timezone = "Europe/Lisbon"


class PlaceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Place

    practitioner = factory.SubFactory(PractitionerFactory)
    city = "Lisbon"
    country = "PT"
    latitude = 38.7223
    longitude = -9.1393
