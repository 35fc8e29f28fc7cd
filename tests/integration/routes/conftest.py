"""One world for all tests of this folder: what each does to it is undone with its transaction."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import override_settings

from commerce.memberships.plans import lay_plans
from commerce.payments.gateway import gateway
from sandbox.stripe.server import Running
from tests.integration.routes import world as people
from tests.integration.routes.world import World


@pytest.fixture(scope="module")
def provider(_stripe_server: Running) -> Iterator[Running]:
    """As `stripe_sandbox`, for as long as the world lasts."""
    _stripe_server.sandbox.reset()
    with override_settings(STRIPE_API_BASE=_stripe_server.url, CREDITS_TRANSFER=True):
        gateway.cache_clear()
        yield _stripe_server
    gateway.cache_clear()


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker, provider: Running) -> Iterator[World]:
    """Each test's own transaction lies in this one, which never ends well."""
    around = transaction.atomic()  # noqa: TID251 - as pytest-django does
    around._from_testcase = True  # so that ours may begin in it, as in a test's own
    with django_db_blocker.unblock(), around:
        lay_plans()
        yield people.made(provider)
        transaction.set_rollback(True)
