"""What the database refuses; each of these fails when the constraint it names is dropped."""

import pytest

from marketplace.models import Follow
from tests.factories import PractitionerFactory, UserFactory
from tests.refusals import refused

pytestmark = pytest.mark.django_db


def follows_twice():
    one = {"user": UserFactory(), "practitioner": PractitionerFactory()}
    for _ in range(2):
        Follow.objects.create(**one)


REFUSED = {"follow_once_per_practitioner": follows_twice}


@pytest.mark.parametrize("name", REFUSED)
def test_the_database_refuses(name):
    with refused(name):
        REFUSED[name]()
