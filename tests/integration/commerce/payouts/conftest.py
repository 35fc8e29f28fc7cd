import pytest

from marketplace.models import Practitioner
from tests.factories import PractitionerFactory
from tests.integration.commerce.payouts import steps


@pytest.fixture
def practitioner(db) -> Practitioner:
    return PractitionerFactory()


@pytest.fixture
def account(practitioner, stripe_sandbox):
    """Where the practitioner is paid, ready; and our balance is full."""
    steps.top_up(stripe_sandbox)
    return steps.onboarded(practitioner, stripe_sandbox)
