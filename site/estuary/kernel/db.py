"""Our five words for transactions.

`transaction` begins one and never nests; `transaction_required` must be inside one;
`transaction_if_not_already` is for the few that cannot know; `savepoint` is a part that may
fail alone; `after_commit` is for what must not happen unless the rest did.

The idea is django-subatomic's (https://github.com/kraken-tech/django-subatomic).
"""

import functools
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import ParamSpec, TypeVar

from django.db import transaction as _django

P = ParamSpec("P")
R = TypeVar("R")


class _TransactionMissing(RuntimeError):
    """A step that must be part of a transaction was called outside one. A bug, never caught."""


class _TransactionHeld(RuntimeError):
    """An outside service was called inside a transaction. A bug, never caught."""


@contextmanager
def in_transaction() -> Iterator[None]:
    """Begin a transaction; refuse when one is open already (a test's own does not count)."""
    with _django.atomic(durable=True):
        yield


def transaction(function: Callable[P, R]) -> Callable[P, R]:
    """Run `function` in a transaction of its own; nesting is refused."""

    @functools.wraps(function)
    def inner(*args: P.args, **kwargs: P.kwargs) -> R:
        with in_transaction():
            return function(*args, **kwargs)

    return inner


def transaction_required(function: Callable[P, R]) -> Callable[P, R]:
    """Refuse to run `function` outside a transaction."""

    @functools.wraps(function)
    def inner(*args: P.args, **kwargs: P.kwargs) -> R:
        require_transaction()
        return function(*args, **kwargs)

    return inner


def transaction_if_not_already(function: Callable[P, R]) -> Callable[P, R]:
    """Join the open transaction, or begin one. Only for callers that cannot know."""

    @functools.wraps(function)
    def inner(*args: P.args, **kwargs: P.kwargs) -> R:
        with _django.atomic():
            return function(*args, **kwargs)

    return inner


def require_transaction() -> None:
    """Raise unless a transaction is open."""
    # A test's own transaction does not count, or a missing one would never show in tests.
    blocks = _django.get_connection().atomic_blocks
    if all(block._from_testcase for block in blocks):
        raise _TransactionMissing("This must run inside a transaction.")


def leave_for_outside() -> None:
    """Call before waiting for an outside service: never in a transaction, never with a connection.

    Refuses inside a transaction, since its locks would be held as long as the service takes;
    gives the connection back otherwise, so that a slow service cannot use them all up.
    """
    connection = _django.get_connection()
    if not connection.in_atomic_block:
        connection.close()
    elif not all(block._from_testcase for block in connection.atomic_blocks):
        raise _TransactionHeld("An outside service was called inside a transaction.")


def savepoint() -> AbstractContextManager[None]:
    """A part of a transaction that may fail alone; the `except` belongs beside it."""
    require_transaction()
    return _django.atomic()


def after_commit(function: Callable[[], object]) -> None:
    """Call `function` once the transaction has committed, never if it rolls back."""
    require_transaction()
    _django.on_commit(function)
