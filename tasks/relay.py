"""Carries facts from the outbox to their subscribers. Every task here is only a hint:
the rows say what is to be done, and the clock finds what a lost hint forgot."""

from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task, lock_task

from estuary.kernel import outbox
from tasks.subscriptions import SUBSCRIBERS


def wake() -> None:
    """Tell a worker that facts wait; called after the commit that wrote them."""
    relay()


@db_task(priority=50)
def relay() -> None:
    """Turn waiting facts into deliveries, and ask for each."""
    while deliveries := outbox.fan_out(SUBSCRIBERS):
        for delivery_id in deliveries:
            deliver(delivery_id=delivery_id)


@db_task(priority=50)
def deliver(*, delivery_id: int, **_added_later: object) -> None:
    """Hand one fact to one subscriber; after a failure, again and again with longer pauses."""
    pause = outbox.deliver(delivery_id, SUBSCRIBERS)
    if pause is not None:
        deliver.schedule(kwargs={"delivery_id": delivery_id}, delay=pause.total_seconds())


@db_periodic_task(crontab(minute="*"))
@lock_task("sweep-outbox")
def sweep() -> None:
    """Find the facts and deliveries whose hint was lost, or whose time to try again has come."""
    relay.call_local()
    for delivery_id in outbox.overdue(now=timezone.now()):
        deliver(delivery_id=delivery_id)
