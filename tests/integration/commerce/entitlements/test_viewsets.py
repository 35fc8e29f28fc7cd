import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from tests.factories import PackageFactory, UserFactory
from tests.factories.packages import sold
from tests.integration.commerce.entitlements import steps

pytestmark = pytest.mark.django_db


@pytest.fixture
def support(client):
    user = UserFactory()
    user.groups.add(Group.objects.get(name="Support"))
    client.force_login(user)
    return client


def test_support_sees_every_unit_and_its_booking(support, package, service):
    bought = sold(package)
    booking = steps.redeemed(bought, service)

    page = support.get(reverse("entitlement:inspect", args=[bought.pk])).content.decode()

    assert f"Breathwork for sleep, $66.67: Booked ({booking.public_id})" in page
    assert "Breathwork for sleep, $66.66: To be used" in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_listing_costs_the_same_queries_however_many(
    support, count, django_assert_max_num_queries
):
    for _ in range(count):
        sold(PackageFactory())
    support.get(reverse("entitlement:index"))

    with django_assert_max_num_queries(14):
        assert support.get(reverse("entitlement:index")).status_code == 200
