import pytest

from commerce.memberships.plans import lay_plans
from tests.integration.commerce.memberships.steps import Member


@pytest.fixture
def member(db, stripe_sandbox):
    """Makes practitioners with a saved card, each on a test clock of their own."""
    lay_plans()
    return lambda card="pm_card_visa": Member(stripe_sandbox, card)
