"""Telling a story again and again: what was heard of it, how it ended, and taking it back."""

import random
import re
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from django.apps import apps
from django.db import models, transaction
from django.utils import timezone
from huey.contrib.djhuey import HUEY

from commerce.models import MatchedEntry, Movement, Posting, Reconciliation, WebhookReceipt
from commerce.payments import webhooks
from commerce.payments.gateway import Notice, gateway
from estuary.kernel import outbox
from estuary.kernel.models import OutboxDelivery, OutboxEvent
from live.notifications.models import Notification
from sandbox.stripe.deliveries import recorded, sealed
from sandbox.stripe.server import Running
from tasks.subscriptions import SUBSCRIBERS
from tests.integration.commerce.payments.steps import SECRET

# How it was heard of, which may differ; not what came of it.
HEARSAY = (WebhookReceipt, Movement, MatchedEntry, Reconciliation)
NAME = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\b[a-z]+_[A-Za-z0-9]{8,}|\d+")

State = dict[str, Counter[Any]]


@contextmanager
def taken_back(sandbox: Running | None = None) -> Iterator[None]:
    """What happens inside has not happened afterwards, here or at the provider."""
    ours = transaction.atomic()  # noqa: TID251
    ours._from_testcase = True  # as that of the test itself, it is none of the house's
    with _provider_taken_back(sandbox) if sandbox else nullcontext(), ours:
        yield
        transaction.set_rollback(True)


@contextmanager
def _provider_taken_back(sandbox: Running) -> Iterator[None]:
    store, kept = sandbox.sandbox.store, sqlite3.connect(":memory:")
    with store._lock:
        store._connection.backup(kept)
    try:
        yield
    finally:
        with store._lock:
            kept.backup(store._connection)
        kept.close()


# --- what is told ---


def told(sandbox: Running) -> list[str]:
    """The names of everything the provider had to tell so far, in order."""
    kinds = "kind IN ('event', 'v2.core.event')"
    rows = sandbox.sandbox.store.rows(f"SELECT id FROM objects WHERE {kinds} ORDER BY seq")
    return [row["id"] for row in rows]


def letter(sandbox: Running, event_id: str) -> tuple[bytes, str]:
    """An event as it is sent now, with its signature."""
    event = recorded(sandbox.world, event_id)
    body, headers = sealed(event, SECRET, at=int(time.time()))
    return body.encode(), headers["Stripe-Signature"]


def notices(sandbox: Running, events: list[str]) -> list[Notice]:
    """What is read of events as they arrive; the address is no part of it, so that it is quick."""
    read = [gateway().read_notice(body=b, signature=s) for b, s in _letters(sandbox, events)]
    assert None not in read
    return cast(list[Notice], read)


def hear(events: Iterable[Notice]) -> None:
    """Events arrive."""
    for notice in events:
        webhooks.receive(notice=notice)


def hear_thrice(events: list[Notice], dice: random.Random, relay: Callable[[], None]) -> None:
    """Each three times, in any order; now and then the worker gets to it."""
    for notice in dice.sample(events * 3, k=3 * len(events)):
        webhooks.receive(notice=notice)
        if dice.random() < 0.2:
            relay()
    finish(relay)


def _letters(sandbox: Running, events: list[str]) -> Iterator[tuple[bytes, str]]:
    return (letter(sandbox, event_id) for event_id in events)


def finish(relay: Callable[[], None]) -> None:
    """The worker does everything that waits, and what has to be tried again."""
    relay()
    for _ in range(3):
        waiting = OutboxDelivery.objects.filter(done_at=None, parked_at=None)
        waiting.update(due_at=timezone.now())
        for delivery in list(waiting.values_list("pk", flat=True)):
            outbox.deliver(delivery, SUBSCRIBERS)
        relay()


# --- how it ended ---


def state(*, without_letters: tuple[str, ...] = ()) -> State:
    """Every row of commerce but for names and times, every posting, every letter."""
    found: State = {}
    for model in apps.get_app_config("commerce").get_models():
        if model not in HEARSAY and model is not Posting:
            fields = [field for field in model._meta.concrete_fields if _tells(field)]
            found[model.__name__] = Counter(
                tuple(_said(field, row) for field in fields) for row in model._base_manager.all()
            )
    postings = Posting.objects.values_list(
        "entry__key", "account__kind", "account__currency", "amount_cents"
    )
    found["Posting"] = Counter((NAME.sub("*", key), *rest) for key, *rest in postings)
    letters = Notification.objects.exclude(kind__in=without_letters)
    found["letters"] = Counter(letters.values_list("kind", flat=True))
    return found


def facts() -> Counter[str]:
    """What was recorded as having happened, but for that we heard of it."""
    heard = webhooks.WebhookReceived.name
    return Counter(OutboxEvent.objects.exclude(name=heard).values_list("name", flat=True))


def apart(one: State, other: State) -> list[str]:
    """Where two ends differ, in words."""
    return [
        f"{name}: {dict(one[name] - other[name])} / {dict(other[name] - one[name])}"
        for name in one
        if one[name] != other[name]
    ]


def _tells(field: models.Field) -> bool:
    return (
        bool(field.choices)
        or field.name.endswith("_cents")
        or field.name in ("last4", "failure_code", "during")
        or isinstance(field, models.BooleanField)
        or (field.null and isinstance(field, (models.DateTimeField, models.ForeignKey)))
    )


def _said(field: models.Field, row: models.Model) -> Any:
    value = getattr(row, field.attname)
    if field.is_relation or isinstance(field, models.DateTimeField):
        return value is not None
    return str(value)


# --- the clock ---

# Until when the clock goes on: every job has its turn, and what it waits for has passed.
MOMENTS = {
    "6 minutes": timedelta(minutes=6),
    "70 minutes": timedelta(minutes=70),
    "25 hours": timedelta(hours=25),
}


class Clock:
    """Time, for us and the provider, and the jobs that it asks for."""

    def __init__(self, sandbox: Running, monkeypatch, relay: Callable[[], None]) -> None:
        self.sandbox, self.relay = sandbox, relay
        self.offset, self.begun = timedelta(), datetime.now(UTC)
        monkeypatch.setattr("django.utils.timezone.now", self.now)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.offset

    def goes_on(self, until: timedelta) -> None:
        """Every job that is due until then runs once, in the order in which it is due first."""
        before, after = self.begun + self.offset, self.begun + until
        self.sandbox.sandbox.move_clock((until - self.offset).total_seconds())
        self.offset = until
        self.sandbox.sandbox.do_jobs()
        minutes = [
            before + timedelta(minutes=n)
            for n in range(1, int((after - before) / timedelta(minutes=1)) + 1)
        ]
        due = []
        for job in HUEY._registry.periodic_tasks:
            first = next((moment for moment in minutes if job.validate_datetime(moment)), None)
            if first is not None:
                due.append((first, job.name, job))
        for _, _, job in sorted(due, key=lambda one: one[:2]):
            job.execute()
            self.relay()
        finish(self.relay)

    def starts_anew(self) -> None:
        self.offset = timedelta()
