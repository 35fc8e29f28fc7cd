"""What the database refuses; each of these fails when the constraint it names is dropped."""

import pytest

from marketplace.models import Place, Practitioner
from tests.factories import PlaceFactory, PractitionerFactory
from tests.refusals import refused

pytestmark = pytest.mark.django_db


def two_primary_places():
    practitioner = Practitioner.objects.first()
    PlaceFactory.create_batch(2, practitioner=practitioner, is_primary=True)


def one_user_twice():
    Practitioner.objects.update(user=Practitioner.objects.first().user)


REFUSED = {
    "practitioner_slot_step_is_5_to_60": lambda: Practitioner.objects.update(slot_step_minutes=4),
    "practitioner_rating_is_1_to_5": lambda: Practitioner.objects.update(
        rating_count=2, rating_sum=1
    ),
    "marketplace_practitioner.user_id": one_user_twice,
    "marketplace_practitioner.slug": lambda: Practitioner.objects.update(slug="same"),
    "place_one_primary_each": two_primary_places,
    "place_is_on_earth": lambda: Place.objects.update(latitude=91),
}


@pytest.mark.parametrize("name", REFUSED)
def test_the_database_refuses(name):
    PractitionerFactory.create_batch(2)
    PlaceFactory()

    with refused(name):
        REFUSED[name]()
