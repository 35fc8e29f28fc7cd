"""What the database refuses; each of these fails when the constraint it names is dropped."""

import pytest

from cms.models import PractitionerPage
from tests.factories import PractitionerPageFactory
from tests.refusals import refused

pytestmark = pytest.mark.django_db

REFUSED = {
    "practitioner_is_told_by_one_page": lambda: PractitionerPage.objects.update(
        practitioner=PractitionerPage.objects.first().practitioner
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_the_database_refuses(name):
    PractitionerPageFactory.create_batch(2)

    with refused(name):
        REFUSED[name]()
