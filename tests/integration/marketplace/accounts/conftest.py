import pytest
from rest_framework.test import APIClient

from marketplace.accounts import sessions


@pytest.fixture
def anybody():
    """A client that is not signed in."""
    return APIClient()


@pytest.fixture
def signed_in():
    """A client of the API for one person, with a token of theirs."""

    def _signed_in(user):
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {sessions.begin(user=user).access}")
        return client

    return _signed_in
