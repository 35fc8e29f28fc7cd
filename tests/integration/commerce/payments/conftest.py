from collections.abc import Callable

import pytest

from commerce.models import SavedCard
from commerce.payments import setups
from marketplace.models import User
from tests.factories import UserFactory


@pytest.fixture
def owner(db) -> User:
    return UserFactory()


@pytest.fixture
def saved(stripe_sandbox) -> Callable[..., SavedCard]:
    """Save a card for somebody, as a browser would."""

    def save(user: User, method: str = "pm_card_visa") -> SavedCard:
        setup = setups.begin(user=user, claim=None)
        setup = setups.settle(
            user=user,
            setup_id=setup.public_id,
            payment_method=method,
            return_url="https://frontend.test/return",
            claim=None,
            now=setup.created_at,
        )
        assert setup.card is not None
        return setup.card

    return save
