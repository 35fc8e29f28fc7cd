"""Fixtures many tests share; the smaller the better."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.conf import LazySettings
from rest_framework.test import APIClient
from rest_framework_simplejwt.tokens import AccessToken

from estuary.kernel import outbox
from tasks.subscriptions import SUBSCRIBERS
from tests import contract

pytest_plugins = ["tests.services", "tests.stripe_sandbox"]


class Client(APIClient):
    """Holds every answer against the schema."""

    def request(self, **kwargs):
        response = super().request(**kwargs)
        contract.check(response)
        return response


@pytest.fixture
def api() -> Callable[..., APIClient]:
    """A client of the API: `api()` is nobody, `api(user)` is signed in."""

    def client(user=None) -> APIClient:
        client = Client()
        if user is not None:
            client.credentials(HTTP_AUTHORIZATION=f"Bearer {AccessToken.for_user(user)}")
        return client

    return client


@pytest.fixture
def fresh_cache(settings: LazySettings) -> None:
    """A cache that holds nothing yet. Clearing it would empty that of the other workers as well."""
    settings.CACHES = {"default": settings.CACHES["default"] | {"KEY_PREFIX": f"{uuid4()}"}}


@pytest.fixture
def relay() -> Callable[[], None]:
    """Carry the facts that wait to their subscribers, until it is quiet."""

    def carry() -> None:
        while deliveries := outbox.fan_out(SUBSCRIBERS):
            for delivery in deliveries:
                outbox.deliver(delivery, SUBSCRIBERS)

    return carry
