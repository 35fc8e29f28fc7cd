import pytest

from tests.factories import UserFactory


@pytest.fixture
def owner(db):
    return UserFactory()
