"""Advisory locks by name, held until the transaction ends and taken in one order."""

import hashlib

from django.db import connection

from estuary.kernel import db


def _number(name: str) -> int:
    """A name as PostgreSQL's signed 64-bit lock number."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)


@db.transaction_required
def take(*names: str) -> None:
    """Wait for the locks called `names`; they are taken sorted, so two callers cannot cross."""
    with connection.cursor() as cursor:
        for number in sorted({_number(name) for name in names}):
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])


@db.transaction_required
def take_if_free(name: str) -> bool:
    """Take the lock called `name` if nobody holds it; never wait."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_number(name)])
        row = cursor.fetchone()
    return bool(row and row[0])
