import pytest


@pytest.fixture
def anybody(api):
    """A client of the API that is not signed in."""
    return api()
