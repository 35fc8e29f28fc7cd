"""Whether an index can answer what is asked, which few rows would not show by themselves."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def looked_up_in(index: str) -> Iterator[None]:
    """What happens inside must look into `index`, wherever in the database it is asked from."""
    with connection.cursor() as cursor:
        # So few rows are read faster without any index.
        cursor.execute("SET LOCAL enable_seqscan TO off")
    before = _scans(index)
    yield
    assert _scans(index) > before, f"{index} was not used"


def _scans(index: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_get_xact_numscans(%s::regclass)", [index])
        return cursor.fetchone()[0]
