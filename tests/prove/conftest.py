from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings as django_settings

from commerce.payments.gateway import gateway
from tests.prove import figures
from tests.prove.house import House
from tests.prove.tally import Tally

_tally = Tally()


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


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Count the cases of C1, wherever they ran."""
    _tally.note(report)


def pytest_sessionfinish(session: Any) -> None:
    """Once all cases of C1 have run, they are one figure."""
    if not hasattr(session.config, "workerinput") and _tally.is_complete:
        figures.write(_tally.figure(), root=django_settings.ROOT)
