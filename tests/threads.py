"""Doing one thing many times at once, for tests of races. Needs `django_db(transaction=True)`."""

import threading
import time
from collections.abc import Callable
from typing import Any

from django.db import connection, connections


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Run all calls at the same moment; what each answered, or the exception it raised."""
    ready = threading.Barrier(len(calls))
    results: list[Any] = [None] * len(calls)

    def run(at: int, call: Callable[[], Any]) -> None:
        try:
            ready.wait(10)
            results[at] = call()
        except Exception as error:  # noqa: BLE001 - the test judges it
            results[at] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def until_somebody_waits(*, seconds: float = 10) -> None:
    """Return when another connection to this database waits for a lock, or when time is up."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with connection.cursor() as cursor:
            # A transaction sees all the time what it has seen first of the others.
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone() != (0,):
                return
        time.sleep(0.02)
