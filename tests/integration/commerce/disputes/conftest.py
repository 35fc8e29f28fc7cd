import pytest

from tests.factories import ServiceFactory, UserFactory
from tests.factories.schedules import open_all_week
from tests.integration.commerce.checkout import steps as buying


@pytest.fixture
def service(db):
    """An hour for $80, any day from nine to five."""
    service = ServiceFactory()
    open_all_week(service.practitioner)
    return service


@pytest.fixture
def order(service, stripe_sandbox, relay):
    """Paid by card, for a session three days from now."""
    paid = buying.paid(buying.booked(service, UserFactory()))
    relay()
    return paid
