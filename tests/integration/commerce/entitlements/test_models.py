"""What the database refuses; each of these fails when the constraint it names is dropped."""

import pytest

from commerce.models import Entitlement, EntitlementUnit, UnitReturn
from tests.factories import BookingFactory, PackageFactory
from tests.factories.packages import sold
from tests.refusals import refused

pytestmark = pytest.mark.django_db


def came_back_twice():
    booking = BookingFactory()
    for unit in EntitlementUnit.objects.all()[:2]:
        UnitReturn.objects.create(unit=unit, booking=booking)


def booked_twice():
    EntitlementUnit.objects.update(booking=BookingFactory(), status="redeemed")


REFUSED = {
    "commerce_entitlement.reference": lambda: Entitlement.objects.update(reference="same"),
    "commerce_entitlementunit.booking_id": booked_twice,
    "commerce_unitreturn.booking_id": came_back_twice,
}


@pytest.mark.parametrize("name", REFUSED)
def test_the_database_refuses(name):
    for _ in range(2):
        sold(PackageFactory())

    with refused(name):
        REFUSED[name]()
