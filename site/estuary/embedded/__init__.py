"""Embedded PostgreSQL and Valkey, for a machine that has neither; standard library only.

Addresses can be computed without starting anything. Whoever needs the services borrows them; a
small keeper process starts them for the first borrower and stops them after the last one, however
that one ended.
"""

from estuary.embedded.addresses import database_url, place, redis_url
from estuary.embedded.borrowing import SERVICES, alive, borrowed, last_words, wanted
from estuary.embedded.errors import EmbeddedError

__all__ = [
    "SERVICES",
    "EmbeddedError",
    "alive",
    "borrowed",
    "database_url",
    "last_words",
    "place",
    "redis_url",
    "wanted",
]
