"""What becomes public, or stops being so, at a time that was set for it: one thing at a time."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.apps import apps
from wagtail.models import DraftStateMixin, Page, Revision

from estuary.kernel import db

Expiring = tuple[str, str]  # a model's label, and a key


def due(*, now: datetime) -> list[int]:
    """The revisions whose time has come, the longest due first."""
    revisions = Revision.objects.filter(approved_go_live_at__lte=now)
    return list(revisions.order_by("approved_go_live_at", "pk").values_list("pk", flat=True))


def expired(*, now: datetime) -> list[Expiring]:
    """What is public and should not be any more."""
    return [
        (model._meta.label, str(key))
        for model in _with_drafts()
        for key in model._base_manager.filter(live=True, expire_at__lte=now)
        .order_by("expire_at", "pk")
        .values_list("pk", flat=True)
    ]


@db.transaction
def publish(*, revision_id: int, now: datetime) -> bool:
    """Publish one revision if it is still due, and answer whether that was done now.

    Of two at once one does it, the other finds it taken. Killed halfway, nothing has happened.
    """
    due = Revision.objects.filter(pk=revision_id, approved_go_live_at__lte=now)
    revision = due.select_for_update(of=("self",), skip_locked=True).first()
    if revision is None:
        return False
    revision.publish(log_action="wagtail.publish.scheduled")
    return True


@db.transaction
def expire(*, label: str, key: str, now: datetime) -> bool:
    """Unpublish one thing if it is still due, and answer whether that was done now."""
    model: Any = apps.get_model(label)
    due = model._base_manager.filter(pk=key, live=True, expire_at__lte=now)
    thing = due.select_for_update(of=("self",), skip_locked=True).first()
    if thing is None:
        return False
    if isinstance(thing, Page):
        thing = thing.specific
    thing.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
    return True


def _with_drafts() -> Iterator[Any]:
    """Every kind of thing that can be a draft; pages of all types at once."""
    yield Page
    for model in apps.get_models():
        if issubclass(model, DraftStateMixin) and not issubclass(model, Page):
            yield model
