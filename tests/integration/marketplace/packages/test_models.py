"""What the database refuses; each of these fails when the constraint it names is dropped."""

import pytest

from marketplace.models import Package, PackageTerms
from tests.factories import PackageFactory
from tests.refusals import refused

pytestmark = pytest.mark.django_db


def another_version_one():
    PackageTerms.objects.create(
        package=Package.objects.first(), version=1, price_cents=100, list_price_cents=200
    )


REFUSED = {
    "package_kind_is_known": lambda: Package.objects.update(kind="parcel"),
    "package_terms_version_once": another_version_one,
    "marketplace_package.slug": lambda: Package.objects.update(slug="same"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_the_database_refuses(name):
    PackageFactory.create_batch(2)

    with refused(name):
        REFUSED[name]()
