"""What the clock asks of pages and snippets."""

from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task, lock_task

from cms.releases import operations as releases
from cms.releases.models import Release
from cms.workflows import clock


@db_periodic_task(crontab(minute="*"))
@lock_task("publish-what-is-due")
def publish_what_is_due() -> None:
    """Publish and unpublish what has a time; a missed run is made up by the next.

    Each is a task of its own, so that one that fails does not keep the others waiting.
    """
    now = timezone.now()
    for label, key in clock.expired(now=now):
        expire(label=label, key=key)
    for revision_id in clock.due(now=now):
        publish(revision_id=revision_id)
    for release_id in Release.objects.due(now).values_list("pk", flat=True):
        publish_release(release_id=release_id)


@db_task()
def publish(*, revision_id: int, **_added_later: object) -> None:
    """Publish one revision whose time has come."""
    clock.publish(revision_id=revision_id, now=timezone.now())


@db_task()
def expire(*, label: str, key: str, **_added_later: object) -> None:
    """Unpublish one thing whose time is over."""
    clock.expire(label=label, key=key, now=timezone.now())


@db_task()
def publish_release(*, release_id: int, **_added_later: object) -> None:
    """Publish one release whose time has come, or stop it."""
    releases.publish_due(release_id=release_id, now=timezone.now())
