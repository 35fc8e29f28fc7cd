import pytest
from django.conf import settings as django_settings

from tests.prove import figures


@pytest.fixture
def figure():
    """Write a figure down, and fail when it does not hold."""

    def measured(name, what, *, must_be, measured, holds):
        row = figures.Figure(name, what, must_be, measured, holds)
        figures.write(row, root=django_settings.ROOT)
        assert holds, f"{name} does not hold: {measured}"

    return measured
