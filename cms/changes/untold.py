"""What was published and never told: the process was killed between Wagtail's save and us.

Wagtail saves what it publishes, and then says so; an editor's publication is not one transaction.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.apps import apps
from wagtail.models import DraftStateMixin, Page

from cms.changes.events import ContentChanged
from estuary.kernel.models import OutboxEvent


def untold(*, since: datetime, until: datetime) -> list[Any]:
    """What went live in this time, pages and snippets, of which no fact has been recorded since."""
    facts = OutboxEvent.objects.filter(name=ContentChanged.name, recorded_at__gte=since)
    told: dict[tuple[str, str], datetime] = {}
    for payload, moment in facts.order_by("recorded_at").values_list("payload", "recorded_at"):
        told[payload["object"], payload["object_id"]] = moment
    return [
        thing
        for thing in _published(since, until)
        if told.get((thing._meta.label, _key(thing)), since) < thing.last_published_at
    ]


def _published(since: datetime, until: datetime) -> Iterable[Any]:
    when = {"live": True, "last_published_at__gte": since, "last_published_at__lt": until}
    yield from Page.objects.filter(**when).specific()
    for model in apps.get_models():
        if issubclass(model, DraftStateMixin) and not issubclass(model, Page):
            yield from model._default_manager.filter(**when)


def _key(thing: Any) -> str:
    return str(thing.pk if isinstance(thing, Page) else getattr(thing, "public_id", thing.pk))
