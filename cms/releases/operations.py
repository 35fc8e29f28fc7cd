"""Publishing several things at once: what may be published, when, and all of it or nothing."""

import logging
from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from wagtail.models import Page, Revision, TaskState, WorkflowState
from wagtail.permissions import policy_registry

from cms.releases import states
from cms.releases.models import Release, ReleaseItem
from cms.releases.states import ReleaseStatus
from estuary.kernel import db, locks
from estuary.kernel.errors import DomainError, Kind
from marketplace.accounts.models import User

logger = logging.getLogger(__name__)


class ReleaseNotFound(DomainError):
    kind, message = Kind.MISSING, "There is no such release."


class ReleaseNotInThisState(DomainError):
    kind, message = Kind.CONFLICT, "The release's standing does not allow this."


class NothingToRelease(DomainError):
    kind, message = Kind.CONFLICT, "There is no draft of this that could be published."


class InAnotherRelease(DomainError):
    kind, message = Kind.CONFLICT, "This is in another release already."


class NotInTheRelease(DomainError):
    kind, message = Kind.MISSING, "This is not in the release."


class ReleaseIsEmpty(DomainError):
    kind, message = Kind.CONFLICT, "There is nothing in this release yet."


class ReleaseRefused(DomainError):
    """Some of it cannot be published; `details` say what, by title."""

    kind, message = Kind.CONFLICT, "Some of this release cannot be published."


@db.transaction
def add(*, release_id: int, thing: Any) -> ReleaseItem:
    """Put a page or snippet in, as its latest revision has it; again takes the latest anew.

    Raises ReleaseNotFound, ReleaseNotInThisState, NothingToRelease and InAnotherRelease.
    """
    release = _in_one_of(states.MAY_BE_CHANGED, release_id)
    revision = thing.latest_revision
    if revision is None or (thing.live and not thing.has_unpublished_changes):
        raise NothingToRelease
    content_type = thing.get_base_content_type()
    locks.take(f"release-item:{content_type.pk}:{thing.pk}")  # or two releases would both have it
    if ReleaseItem.objects.of(thing).open().exclude(release=release).exists():
        raise InAnotherRelease
    item, _ = ReleaseItem.objects.update_or_create(
        release=release,
        content_type=content_type,
        object_id=str(thing.pk),
        defaults={"revision": revision, "title": revision.object_str[:255]},
    )
    return item


@db.transaction
def remove(*, release_id: int, item_id: int) -> None:
    """Take something out. Raises ReleaseNotFound, ReleaseNotInThisState and NotInTheRelease."""
    release = _in_one_of(states.MAY_BE_CHANGED, release_id)
    if not release.items.filter(pk=item_id).delete()[0]:
        raise NotInTheRelease


@db.transaction
def schedule(*, release_id: int, by: User, publish_at: datetime | None, now: datetime) -> Release:
    """Have it published at a time, or (None) at the next tick of the clock.

    Raises ReleaseNotFound, ReleaseNotInThisState, ReleaseIsEmpty and ReleaseRefused.
    """
    release = _in_one_of(states.MAY_BE_CHANGED, release_id)
    _refuse_what_is_in_the_way(release, by)
    release.status, release.scheduled_by = ReleaseStatus.SCHEDULED, by
    release.publish_at, release.stopped_because = publish_at or now, ""
    release.save()
    return release


@db.transaction
def take_back(*, release_id: int) -> Release:
    """Make it a draft again. Raises ReleaseNotFound and ReleaseNotInThisState."""
    release = _in_one_of(states.MAY_BE_TAKEN_BACK, release_id)
    release.status, release.stopped_because = ReleaseStatus.DRAFT, ""
    release.save()
    return release


def publish_now(*, release_id: int, by: User, now: datetime) -> bool:
    """Schedule it for now, and publish it without waiting for the clock. Raises as `schedule`."""
    schedule(release_id=release_id, by=by, publish_at=None, now=now)
    return publish_due(release_id=release_id, now=now)


def publish_due(*, release_id: int, now: datetime) -> bool:
    """Publish all of a release whose time has come, and answer whether that was done now.

    When one of its items cannot be published nothing is, and the release is stopped with the
    reasons. Of two at once one does it; killed halfway, nothing has happened, and the next run
    does it.
    """
    try:
        return _publish(release_id=release_id, now=now)
    except ReleaseRefused as refused:
        why = "\n".join(f"{title}: {said}" for title, (said, *_) in refused.details.items())
    except Exception as error:  # whatever it is, the others must be published
        logger.exception("The release %s could not be published", release_id)
        why = f"{type(error).__name__}: {error}"
    _stop(release_id=release_id, why=why)
    return False


def obstacles(release: Release, by: User) -> dict[str, list[str]]:
    """By title, why items cannot be published now in the name of `by`; empty when all can."""
    found = {}
    for item in release.items.select_related("revision", "content_type").order_by("pk"):
        if (reason := _obstacle(item, by)) is not None:
            found[item.title] = [reason]
    return found


@db.transaction
def _publish(*, release_id: int, now: datetime) -> bool:
    due = Release.objects.due(now).filter(pk=release_id)
    release = due.select_for_update(of=("self",), skip_locked=True).first()
    if release is None:
        return False
    by = User.objects.get(pk=release.scheduled_by_id)
    _refuse_what_is_in_the_way(release, by)
    for revision in sorted(_revisions(release), key=_first_what_others_use):
        revision.publish(user=by, log_action=True)
    release.status, release.published_at = ReleaseStatus.PUBLISHED, now
    release.save()
    return True


@db.transaction
def _stop(*, release_id: int, why: str) -> None:
    """Unless somebody has taken it back, or published it, meanwhile."""
    Release.objects.filter(pk=release_id, status=ReleaseStatus.SCHEDULED).update(
        status=ReleaseStatus.STOPPED, stopped_because=why, updated_at=timezone.now()
    )


def _refuse_what_is_in_the_way(release: Release, by: User) -> None:
    if not release.items.exists():
        raise ReleaseIsEmpty
    if found := obstacles(release, by):
        said = " ".join(f"“{title}”: {reason}" for title, (reason,) in found.items())
        raise ReleaseRefused(said, details=found)


def _revisions(release: Release) -> list[Revision]:
    return list(Revision.objects.filter(pk__in=release.items.values("revision")))


def _first_what_others_use(revision: Revision) -> tuple[bool, str]:
    """Snippets before pages, which carry copies of them; pages from the top down."""
    thing = revision.content_object
    return (isinstance(thing, Page), getattr(thing, "path", ""))


def _obstacle(item: ReleaseItem, by: User) -> str | None:
    revision = item.revision
    thing = revision.content_object if revision else None
    if revision is None or thing is None:
        return "It has been deleted."
    if thing.latest_revision_id != revision.pk:
        return "It has been changed since it was put into the release."
    if not _is_approved(thing, revision):
        return "It has not been approved."
    lock = thing.get_lock()
    if lock is not None and lock.for_user(by):
        return "It is locked."
    if not _may_publish(thing, by):
        return f"{by} may not publish it."
    if (go_live_at := revision.as_object().go_live_at) and go_live_at > timezone.now():
        return "It has a date of its own."
    return None


def _is_approved(thing: Any, revision: Revision) -> bool:
    if thing.get_workflow() is None:
        return True
    return TaskState.objects.filter(
        revision=revision,
        status=TaskState.STATUS_APPROVED,
        workflow_state__status=WorkflowState.STATUS_APPROVED,
    ).exists()


def _may_publish(thing: Any, by: User) -> bool:
    if isinstance(thing, Page):
        return thing.permissions_for_user(by).can_publish()
    return policy_registry.get(thing).user_has_permission(by, "publish")


def _in_one_of(allowed: Collection[ReleaseStatus], release_id: int) -> Release:
    release = Release.objects.select_for_update().filter(pk=release_id).first()
    if release is None:
        raise ReleaseNotFound
    if release.status not in allowed:
        standing = ReleaseStatus(release.status).label.lower()
        raise ReleaseNotInThisState(f"The release is “{standing}”: this is not possible.")
    return release


def thing_at(content_type_id: int, object_id: str) -> Any:
    """The page or snippet that a form names."""
    model: Any = ContentType.objects.get_for_id(content_type_id).model_class()
    thing = model._base_manager.get(pk=object_id)
    return getattr(thing, "specific", thing)
