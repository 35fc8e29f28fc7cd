"""Drafts and who may look at them: an editor's own screen, and links for reviewers."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import F, Model
from modelcluster.models import get_serializable_data_for_fields, model_from_serializable_data
from wagtail.models import Page, Revision

from cms.previews import tokens
from cms.previews.models import PreviewSnapshot, ReviewLink
from cms.previews.policies import PREVIEW_LASTS, REVIEW_LASTS_AT_MOST
from cms.previews.querysets import type_of
from cms.previews.states import Shows
from estuary.kernel import db, locks
from estuary.kernel.errors import DomainError, Kind
from marketplace.accounts.models import User

# How long an editor who has the page open may be silent; closed laptops do not count.
SEEN_WITHIN = timedelta(minutes=10)


class PreviewOver(DomainError):
    """Forged, expired, or of something that is gone: which of them is nobody's business."""

    kind, message = Kind.MISSING, "This preview is over. Open it again from the editor."


class ReviewLinkOver(DomainError):
    kind = Kind.MISSING
    message = "This link is over. Ask whoever sent it for a new one."


class ReviewTooLong(DomainError):
    kind = Kind.UNPROCESSABLE
    message = f"A link lasts at least a day, and at most {REVIEW_LASTS_AT_MOST.days} days."


class NothingToReview(DomainError):
    kind, message = Kind.CONFLICT, "There is no saved draft yet. Save it first."


@dataclass(frozen=True, slots=True)
class Look:
    """What somebody sees of a draft: nothing but the version, if they have that one already."""

    version: int
    draft: Any | None


@dataclass(frozen=True, slots=True)
class Issued:
    """A new link with the secret, which is not kept."""

    link: ReviewLink
    token: str


@db.transaction
def keep_snapshot(*, editor: User, draft: Any, now: datetime) -> PreviewSnapshot:
    """Keep what an editor has on the screen, over what was there before.

    The token stays the same while the preview is current, and is a new one afterwards. Any
    number of calls at once leave one row.
    """
    place = _place_of(draft)
    locks.take(f"preview:{editor.pk}:{':'.join(str(part) for part in place.values())}")
    content = _content_of(draft)
    row = PreviewSnapshot.objects.filter(editor=editor, **place).first()
    if row is not None and row.expires_at <= now:
        row.delete()
        row = None
    if row is None:
        row = PreviewSnapshot(editor=editor, **place, content=content)
    elif row.content != content:
        row.content, row.version = content, row.version + 1
    row.expires_at = now + PREVIEW_LASTS
    row.save()
    return row


def look(*, token: str, review: str, seen: int | None, now: datetime) -> Look:
    """What a token shows, or else a review link, unless it is the version that was `seen`.

    Raises PreviewOver and ReviewLinkOver.
    """
    if review and not token:
        return look_at_review(token=review, seen=seen, now=now)
    return look_at_snapshot(token=token, seen=seen, now=now)


def look_at_snapshot(*, token: str, seen: int | None, now: datetime) -> Look:
    """What the editor has on the screen now, unless it is the version that was `seen`.

    Raises PreviewOver.
    """
    public_id = tokens.read(token)
    if public_id is None:
        raise PreviewOver
    row = PreviewSnapshot.objects.current(now).filter(public_id=public_id).first()
    if row is None:
        raise PreviewOver
    if row.version == seen:
        return Look(row.version, None)
    draft = _restored(row)
    if draft is None:
        raise PreviewOver
    return Look(row.version, draft)


@db.transaction
def sweep(*, now: datetime) -> int:
    """Prolong what is still being edited, and forget what is over; how many were forgotten."""
    rows = PreviewSnapshot.objects
    editing = rows.current(now).being_edited(now, seen_within=SEEN_WITHIN)
    editing.update(expires_at=now + PREVIEW_LASTS)
    return rows.over(now).delete()[0]


@db.transaction
def share(
    *, subject: Any, label: str, shows: Shows, lasts: timedelta, by: User, now: datetime
) -> Issued:
    """Make a link that shows the draft of one page or snippet.

    Raises ReviewTooLong, and NothingToReview when one draft is to be shown and none was saved.
    """
    if not timedelta(days=1) <= lasts <= REVIEW_LASTS_AT_MOST:
        raise ReviewTooLong
    if shows == Shows.REVISION and subject.latest_revision is None:
        raise NothingToReview
    token = tokens.draw()
    link = ReviewLink.objects.create(
        content_type=type_of(subject),
        object_id=str(subject.pk),
        revision=subject.latest_revision if shows == Shows.REVISION else None,
        label=label,
        created_by=by,
        token_digest=tokens.digest(token),
        issued_at=now,
        expires_at=now + lasts,
    )
    return Issued(link, token)


@db.transaction
def revoke(*, link_id: int, now: datetime) -> ReviewLink:
    """Take a link back; doing it twice is no harm. Raises ReviewLinkOver when it had ended."""
    link = ReviewLink.objects.select_for_update().get(pk=link_id)
    if link.revoked_at is None:
        if link.expires_at <= now:
            raise ReviewLinkOver
        link.revoked_at = now
        link.save(update_fields=["revoked_at", "updated_at"])
    return link


@db.transaction
def look_at_review(*, token: str, seen: int | None, now: datetime) -> Look:
    """The draft that a link shows, unless it is the version that was `seen`.

    Opening is counted, looking whether something has changed is not. Raises ReviewLinkOver.
    """
    rows = ReviewLink.objects.open(now).select_related("revision")
    link = rows.filter(token_digest=tokens.digest(token)).first()
    if link is None or (subject := link.subject) is None:
        raise ReviewLinkOver
    revision: Revision | None = link.revision or subject.latest_revision
    version = revision.pk if revision else 0
    if version == seen:
        return Look(version, None)
    if seen is None:
        ReviewLink.objects.filter(pk=link.pk).update(opened=F("opened") + 1, last_opened_at=now)
    return Look(version, revision.as_object() if revision else subject)


def _place_of(draft: Any) -> dict[str, Any]:
    """Where a draft is kept: by its object, or by its type and parent while it is new."""
    is_new = draft.pk is None
    parent = draft.get_parent() if is_new and isinstance(draft, Page) else None
    return {
        "content_type": type_of(draft),
        "object_id": "" if is_new else str(draft.pk),
        "parent_id": str(parent.pk) if parent else "",
    }


def _content_of(draft: Any) -> Any:
    """As revisions have it, with children and relations; as plain JSON."""
    own = getattr(draft, "serializable_data", None)
    content = own() if own else get_serializable_data_for_fields(draft)
    return json.loads(json.dumps(content, cls=DjangoJSONEncoder))


def _restored(row: PreviewSnapshot) -> Any | None:
    """The draft again, or None when its object or what it cannot be without is gone."""
    model = row.content_type.model_class()
    if model is None:
        return None
    if not row.object_id:
        return _made_of(model, row.content)
    saved = model._default_manager.filter(pk=row.object_id).first()
    if saved is None:
        return None
    if isinstance(saved, Page):
        draft = saved.with_content_json(row.content)
        draft.first_published_at = saved.first_published_at  # JSON would cut its microseconds
        return draft
    draft = _made_of(model, row.content)
    if draft is not None:
        draft.pk = saved.pk
    return draft


def _made_of(model: type[Model], content: Any) -> Any | None:
    own = getattr(model, "from_serializable_data", None)
    return own(content) if own else model_from_serializable_data(model, content)
