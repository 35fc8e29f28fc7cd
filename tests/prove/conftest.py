from collections.abc import Callable, Iterator

import pytest
from django.conf import settings as django_settings

from commerce.payments.gateway import gateway
from tests.prove import figures
from tests.prove.house import House


@pytest.fixture
def house(transactional_db, database_url, settings) -> Iterator[House]:
    """Two web processes, a worker and a Stripe sandbox, on a database of this test's own."""
    with House(database_url=database_url) as running:
        settings.STRIPE_API_BASE = running.stripe_url
        gateway.cache_clear()
        yield running
    gateway.cache_clear()


@pytest.fixture
def figure() -> Callable[..., None]:
    """Write a figure down, and fail when it does not hold."""

    def measured(name: str, what: str, *, must_be: str, measured: str, holds: bool) -> None:
        row = figures.Figure(name, what, must_be, measured, holds)
        figures.write(row, root=django_settings.ROOT)
        print(f"\n{name}: {measured} ({'holds' if holds else 'DOES NOT HOLD'}; {must_be})")  # noqa: T201
        assert holds, f"{name} does not hold: {measured}"

    return measured
