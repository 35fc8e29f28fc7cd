"""Embedded PostgreSQL and Valkey, for a machine that has neither; standard library only.

Addresses can be computed without starting anything. Whoever needs the services borrows them; a
small keeper process starts them for the first borrower and stops them after the last one, however
that one ended.
"""

from estuary.embedded.addresses import database_url, place, redis_url
from estuary.embedded.borrowing import alive, borrowed, last_words
from estuary.embedded.errors import EmbeddedError

__all__ = [
    "EmbeddedError",
    "alive",
    "borrowed",
    "database_url",
    "last_words",
    "place",
    "redis_url",
]
