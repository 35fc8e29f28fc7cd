"""Facts: what happened, in the past tense, written in the transaction that made it true.

A fact is a frozen dataclass of primitives with a `name` such as `commerce.booking.confirmed`.
`record` writes it to the outbox; `tasks.relay` carries it to exactly those named in
`tasks/subscriptions.py`, at least once. Subscribers are therefore idempotent.
"""

import dataclasses
from typing import ClassVar

from django.conf import settings
from django.utils.module_loading import import_string

from estuary.kernel import db
from estuary.kernel.models import OutboxEvent

Primitive = str | int | bool | None


@dataclasses.dataclass(frozen=True, kw_only=True)
class Event:
    """The base of all facts. Fields are ids and numbers, times are ISO strings."""

    name: ClassVar[str]

    def payload(self) -> dict[str, Primitive]:
        """The fields as the outbox keeps them."""
        return dataclasses.asdict(self)


@db.transaction_required
def record(*facts: Event) -> None:
    """Write facts to the outbox, and wake the relay once they are committed.

    The wake-up is a hint that may be lost; the relay also looks by the clock.
    """
    OutboxEvent.objects.bulk_create(
        OutboxEvent(name=fact.name, payload=fact.payload()) for fact in facts
    )
    if settings.OUTBOX_WAKE:
        db.after_commit(import_string(settings.OUTBOX_WAKE))
