"""What the database refuses; each of these fails when the constraint it names is dropped."""

import pytest

from cms.models import ServicePage
from tests.factories import ServicePageFactory
from tests.refusals import refused

pytestmark = pytest.mark.django_db

REFUSED = {
    "service_is_told_by_one_page": lambda: ServicePage.objects.update(
        service=ServicePage.objects.first().service
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_the_database_refuses(name):
    ServicePageFactory.create_batch(2)

    with refused(name):
        REFUSED[name]()
