"""A pytest plugin: the Stripe sandbox, which the house talks to by the official library."""

from collections.abc import Iterator

import pytest
import stripe

from commerce.payments.gateway import gateway
from sandbox.stripe.server import Running, serve_in_thread
from sandbox.stripe.world import Timing

SOON = Timing(refund=0.0, bank=0.0)


@pytest.fixture(scope="session")
def _stripe_server() -> Iterator[Running]:
    with pytest.MonkeyPatch.context() as patch, serve_in_thread(timing=SOON) as running:
        # How long the library waits before it asks a second time what was not answered well.
        patch.setattr(stripe.HTTPClient, "INITIAL_DELAY", 0.01)
        yield running


@pytest.fixture
def stripe_sandbox(_stripe_server: Running, settings) -> Iterator[Running]:
    """An empty sandbox behind the payment gateway; events wait to be delivered by hand."""
    _stripe_server.sandbox.reset()
    settings.STRIPE_API_BASE = _stripe_server.url
    gateway.cache_clear()
    yield _stripe_server
    gateway.cache_clear()
