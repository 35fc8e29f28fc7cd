"""What the database refuses; each of these fails when the constraint it names is dropped."""

import pytest

from commerce.models import CreditLot
from tests.factories import UserFactory, granted
from tests.refusals import refused

pytestmark = pytest.mark.django_db


def test_the_database_refuses_two_lots_of_one_event():
    for _ in range(2):
        granted(UserFactory())

    with refused("commerce_creditlot.key"):
        CreditLot.objects.update(key="same")
