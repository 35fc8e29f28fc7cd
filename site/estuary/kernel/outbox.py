"""The outbox out: facts become deliveries, one per subscriber, each under a lease.

A delivery is done when its subscriber has returned. One that was cut off (its process killed)
is taken up again when its lease ends; one that fails is tried again later, and parked for
operations staff after `MOST_ATTEMPTS`. So each is handed over at least once.
"""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q
from django.utils import timezone

from estuary.kernel import db
from estuary.kernel.errors import DomainError, Kind
from estuary.kernel.models import OutboxDelivery, OutboxEvent

Subscriber = Callable[..., Any]
Subscribers = Mapping[str, Mapping[str, Subscriber]]

BATCH = 500
# As long as two calls to a provider that does not answer; with the sweep of every minute, what a
# killed process held is taken up again within two minutes.
LEASE = timedelta(seconds=45)
MOST_ATTEMPTS = 12
LONGEST_PAUSE = timedelta(hours=1)

logger = logging.getLogger(__name__)


class NotParked(DomainError):
    kind, message = Kind.CONFLICT, "Only a parked delivery can be run again."


@db.transaction
def fan_out(subscribers: Subscribers) -> list[int]:
    """Turn waiting facts into deliveries; answers the deliveries' keys, none when none wait.

    Facts that another process is about to fan out are left to it.
    """
    waiting = list(
        OutboxEvent.objects.filter(relayed_at=None)
        .order_by("recorded_at", "pk")
        .select_for_update(skip_locked=True)[:BATCH]
    )
    deliveries = OutboxDelivery.objects.bulk_create(
        OutboxDelivery(event=event, subscriber=name)
        for event in waiting
        for name in subscribers.get(event.name, {})
    )
    OutboxEvent.objects.filter(pk__in=[event.pk for event in waiting]).update(
        relayed_at=timezone.now()
    )
    return [delivery.pk for delivery in deliveries]


def overdue(*, now: datetime) -> list[int]:
    """Deliveries that should be tried now, and are in nobody's hands."""
    return list(_claimable(now).order_by("due_at").values_list("pk", flat=True)[:BATCH])


def deliver(delivery_id: int, subscribers: Subscribers) -> timedelta | None:
    """Hand one fact to one subscriber; answers after which pause to try again, if it failed.

    Several calls at once hand it over once, as long as it takes less than `LEASE`.
    """
    now = timezone.now()
    taken = (
        _claimable(now)
        .filter(pk=delivery_id)
        .update(leased_until=now + LEASE, attempts=F("attempts") + 1)
    )
    if not taken:
        return None
    delivery = OutboxDelivery.objects.select_related("event").get(pk=delivery_id)
    try:
        handle = subscribers[delivery.event.name][delivery.subscriber]
        handle(**delivery.event.payload, event_id=str(delivery.event_id))
    except Exception as error:  # noqa: BLE001 - whatever it is, the fact must not be lost
        return _postpone(delivery, error)
    OutboxDelivery.objects.filter(pk=delivery_id).update(
        done_at=timezone.now(), leased_until=None, last_error=""
    )
    return None


def pause_after(attempts: int) -> timedelta:
    """How long to wait after the nth failure: 1 s, 2 s, 4 s ... an hour at most."""
    return min(timedelta(seconds=2 ** (attempts - 1)), LONGEST_PAUSE)


@db.transaction
def run_again(delivery_id: int) -> None:
    """Take a parked delivery up again, with all its attempts. Raises NotParked."""
    parked = OutboxDelivery.objects.filter(pk=delivery_id).exclude(parked_at=None)
    if not parked.update(parked_at=None, attempts=0, due_at=timezone.now()):
        raise NotParked


def _claimable(now: datetime) -> Any:
    return OutboxDelivery.objects.filter(
        Q(leased_until=None) | Q(leased_until__lt=now),
        done_at=None,
        parked_at=None,
        due_at__lte=now,
    )


def _postpone(delivery: OutboxDelivery, error: Exception) -> timedelta | None:
    now, pause = timezone.now(), pause_after(delivery.attempts)
    parked = delivery.attempts >= MOST_ATTEMPTS
    logger.log(
        logging.ERROR if parked else logging.WARNING,
        "%s of %s failed, attempt %s%s",
        delivery.subscriber,
        delivery.event.name,
        delivery.attempts,
        "; parked" if parked else "",
        exc_info=error,
    )
    OutboxDelivery.objects.filter(pk=delivery.pk).update(
        leased_until=None,
        due_at=now + pause,
        parked_at=now if parked else None,
        last_error=f"{type(error).__name__}: {error}"[:2000],
    )
    return None if parked else pause
