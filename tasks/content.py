"""What changed of what the public reads: forgotten, numbered, told, purged."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task, lock_task
from wagtail.models import Page

from cms import caching, receivers
from cms.changes import operations as changes
from cms.changes import tags as names
from cms.changes.states import ChangeKind
from cms.changes.untold import untold
from cms.listings.models import ServicePage
from cms.profiles.models import PractitionerPage
from cms.purging import purging
from live.realtime import operations as feeds
from live.webhooks import operations as webhooks
from live.webhooks import sending
from live.webhooks.models import WebhookDelivery

FEED = "content"
AT_A_TIME = 200
LOOK_BACK = timedelta(hours=1)
# Published a moment ago, and about to be told.
IN_SOMEBODYS_HANDS = timedelta(minutes=2)


def forget(*, tags: str, **_added_later: object) -> None:
    """Have kept answers made anew; done at once after the commit, and here should that be lost."""
    caching.forget(names.parted(tags))


def tell_frontends(*, event_id: str, **fact: Any) -> None:
    """Number it, tell it to open sockets, and send it to those who gave an address."""
    entry = feeds.append(
        feed=FEED,
        key=event_id,
        type="content.changed",
        data={
            "kind": fact["kind"],
            "object": fact["object"],
            "id": fact["object_id"],
            "locale": fact["locale"],
            "path": fact["path"],
            "tags": names.parted(fact["tags"]),
            "at": fact["at"],
        },
    )
    for delivery_id in webhooks.plan(entry_id=entry.pk, now=timezone.now()):
        send_webhook(delivery_id=delivery_id)


def tell_of_practitioner(*, practitioner_id: int, **_added_later: object) -> None:
    """Somebody is public again, or no more: their published words come and go with them."""
    for page in PractitionerPage.objects.filter(live=True, practitioner=practitioner_id):
        changes.tell_of_page(page=page, kind=ChangeKind.SAVED, now=timezone.now())


def tell_of_service(*, service_id: int, **_added_later: object) -> None:
    """What it costs, or whether it is on sale, is on cards in pages."""
    for page in ServicePage.objects.filter(live=True, service=service_id):
        changes.tell_of_page(page=page, kind=ChangeKind.SAVED, now=timezone.now())


def purge(*, tags: str, **_added_later: object) -> None:
    """Have the CDN throw away what shows it; a CDN that does not answer raises, and is repeated."""
    purging().purge(tags=names.parted(tags))


@db_periodic_task(crontab(minute="*/5"))
@lock_task("tell-what-nobody-told")
def tell_what_nobody_told() -> None:
    """Tell what an editor published just before the process was killed, to its row as well."""
    now = timezone.now()
    for thing in untold(since=now - LOOK_BACK, until=now - IN_SOMEBODYS_HANDS):
        if isinstance(thing, Page):
            receivers.on_page_published(instance=thing)
        else:
            receivers.on_published(instance=thing)


# After everything else: an endpoint may take its time, and nobody waits for it.
@db_task(priority=-10)
def send_webhook(*, delivery_id: int, **_added_later: object) -> None:
    """Send one webhook, then hint at the next one to the same endpoint."""
    pause = sending.send(delivery_id=delivery_id, now=timezone.now())
    if pause is not None:
        send_webhook.schedule(kwargs={"delivery_id": delivery_id}, delay=pause.total_seconds())
    following = WebhookDelivery.objects.due(timezone.now()).filter(endpoint__deliveries=delivery_id)
    for next_id in following.order_by("due_at", "pk").values_list("pk", flat=True)[:1]:
        send_webhook.schedule(kwargs={"delivery_id": next_id}, delay=0)


@db_periodic_task(crontab(minute="*"))
@lock_task("sweep-webhooks")
def sweep_webhooks() -> None:
    """Send what waits: its hint was lost, its lease has ended, or its time has come."""
    due = WebhookDelivery.objects.due(timezone.now()).order_by("due_at", "pk")
    for delivery_id in due.values_list("pk", flat=True)[:AT_A_TIME]:
        send_webhook(delivery_id=delivery_id)
