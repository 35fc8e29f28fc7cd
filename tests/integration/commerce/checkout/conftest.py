from collections.abc import Callable

import pytest

from marketplace.models import Package, Service
from tests.factories import PackageFactory, ServiceFactory, UserFactory
from tests.factories.schedules import open_all_week
from tests.integration.commerce.checkout import steps


@pytest.fixture
def service(db) -> Service:
    """An hour for $80 on the moderate policy, any day from nine to five."""
    service = ServiceFactory()
    open_all_week(service.practitioner)
    return service


@pytest.fixture
def client_user(db):
    return UserFactory()


@pytest.fixture
def package(service) -> Package:
    """Three hours for $200 instead of $240: $66.67, $66.67 and $66.66."""
    return PackageFactory(practitioner=service.practitioner, terms__holds=[(service, 3)])


@pytest.fixture
def slot() -> Callable[[Service], str]:
    """The word of a free slot three days from now."""
    return lambda service: steps.word(service, steps.first_start(service))
