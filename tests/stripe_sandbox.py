"""A pytest plugin: the Stripe sandbox, which the house talks to by the official library."""

from collections.abc import Iterator

import pytest

from commerce.payments.gateway import gateway
from sandbox.stripe.server import Running, serve_in_thread
from sandbox.stripe.world import Timing


@pytest.fixture(scope="session")
def _stripe_server() -> Iterator[Running]:
    with serve_in_thread(timing=Timing(refund=0.0, bank=0.0)) as running:
        yield running


@pytest.fixture
def stripe_sandbox(_stripe_server: Running, settings) -> Iterator[Running]:
    """An empty sandbox behind the payment gateway; events wait to be delivered by hand."""
    _stripe_server.sandbox.reset()
    settings.STRIPE_API_BASE = _stripe_server.url
    gateway.cache_clear()
    yield _stripe_server
    gateway.cache_clear()
