"""Fixtures many tests share; the smaller the better."""

from collections.abc import Callable

import pytest
from rest_framework.test import APIClient
from rest_framework_simplejwt.tokens import AccessToken

from estuary.kernel import outbox
from tasks.subscriptions import SUBSCRIBERS

pytest_plugins = ["tests.services", "tests.stripe_sandbox"]


@pytest.fixture
def api() -> Callable[..., APIClient]:
    """A client of the API: `api()` is nobody, `api(user)` is signed in."""

    def client(user=None) -> APIClient:
        client = APIClient()
        if user is not None:
            client.credentials(HTTP_AUTHORIZATION=f"Bearer {AccessToken.for_user(user)}")
        return client

    return client


@pytest.fixture
def relay() -> Callable[[], None]:
    """Carry the facts that wait to their subscribers, until it is quiet."""

    def carry() -> None:
        while deliveries := outbox.fan_out(SUBSCRIBERS):
            for delivery in deliveries:
                outbox.deliver(delivery, SUBSCRIBERS)

    return carry
