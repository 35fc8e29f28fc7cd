import pytest

from marketplace.models import Package, Service
from tests.factories import PackageFactory, ServiceFactory, UserFactory
from tests.factories.schedules import open_all_week


@pytest.fixture
def service(db) -> Service:
    """An hour for $80 on the moderate policy, any day from nine to five."""
    service = ServiceFactory()
    open_all_week(service.practitioner)
    return service


@pytest.fixture
def package(service) -> Package:
    """Three of it for $200: $66.67, $66.67 and $66.66."""
    return PackageFactory(practitioner=service.practitioner, terms__holds=[(service, 3)])


@pytest.fixture
def client_user(db):
    return UserFactory()
