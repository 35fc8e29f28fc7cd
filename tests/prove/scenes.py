"""The house while the provider fails: time that passes, webhooks that come or do not, sweeps.

One reconciliation is one pass of everything that the clock asks for: what waits is handed over,
every periodic task runs once, and what came of it is handed over.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from huey.contrib.djhuey import HUEY
from huey.signals import SIGNAL_ERROR

from commerce.payments import webhooks
from commerce.payments.gateway import PaymentsUnavailable, gateway
from estuary.kernel.models import OutboxDelivery
from sandbox.stripe.events import notification
from tasks import relay
from tests.integration.commerce.payments.steps import signed

# How long after the one before each reconciliation is: soon, the same day, the next day.
PASSES = (timedelta(minutes=20), timedelta(hours=2), timedelta(hours=25))
_EVENTS = """
SELECT seq, body FROM objects WHERE kind IN ('event', 'v2.core.event') AND seq > ? ORDER BY seq
"""


class Scene:
    """What a story plays in."""

    def __init__(self, sandbox: Any, patch: Any) -> None:
        self.sandbox = sandbox
        self._told = 0
        self._ahead = timedelta(0)
        real = timezone.now
        patch.setattr(timezone, "now", lambda: real() + self._ahead)

    @property
    def now(self) -> datetime:
        return timezone.now()

    def wait(self, time: timedelta) -> None:
        """Time passes, here and at the provider."""
        self._ahead += time
        self.sandbox.sandbox.move_clock(time.total_seconds())
        self.sandbox.sandbox.do_jobs()

    def relay(self) -> None:
        """Hand over what waits, as a worker does."""
        HUEY.execute(relay.sweep.s())

    def tell(self, *, only: str = "") -> None:
        """The provider tells us of what it has not told us of yet: of `only` so much for now."""
        for row in self.sandbox.sandbox.store.rows(_EVENTS, self._told):
            event = json.loads(row["body"])
            if not only:
                self._told = row["seq"]
            if event["type"].startswith(only):
                body = json.dumps(notification(event)).encode()
                webhooks.receive(notice=gateway().read_notice(body=body, signature=signed(body)))

    def tell_nothing(self) -> None:
        """What it has not told us of yet, it never will."""
        rows = self.sandbox.sandbox.store.rows(_EVENTS, self._told)
        self._told = rows[-1]["seq"] if rows else self._told

    def reconcile(self) -> list[str]:
        """One pass of everything; answers what broke in it."""
        with _broken_tasks() as broken:
            self.relay()
            for task in HUEY._registry._periodic_tasks:
                HUEY.execute(task())
            self.relay()
        failing = OutboxDelivery.objects.filter(done_at=None)
        return broken + [f"{one.subscriber}: {one.last_error}" for one in failing]

    @contextmanager
    def failing(self, operation: str, kind: str, *, times: int = 1) -> Iterator[None]:
        """Before the story begins: the provider does not do something, or says nothing of it."""
        self.sandbox.faults.plan({"operation": operation, "kind": kind, "times": times})
        with suppress(PaymentsUnavailable):
            yield
        self.sandbox.faults.clear()


@contextmanager
def _broken_tasks() -> Iterator[list[str]]:
    broken: list[str] = []

    def note(signal: str, task: Any, error: Exception) -> None:
        broken.append(f"{task.name}: {type(error).__name__}: {error}")

    HUEY.signal(SIGNAL_ERROR)(note)
    try:
        yield broken
    finally:
        HUEY.disconnect_signal(note, SIGNAL_ERROR)
