"""What is said below posts: written, changed, removed, hidden, reported.

A post's `comments` counts those that everybody reads; whatever changes that of one comment moves
the counter in the same transaction, with the comment's row locked.
"""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import F

from cms.streams import policies
from cms.streams.events import CommentReported, CommentWritten
from cms.streams.models import Post
from cms.streams.operations import read_by
from cms.streams.responses import Comment, CommentReport
from cms.streams.states import HiddenBy
from estuary.kernel import db, events
from estuary.kernel.errors import DomainError, Kind
from marketplace.accounts.models import User


class CommentNotFound(DomainError):
    kind, message = Kind.MISSING, "There is no such comment."


class ReplyToReply(DomainError):
    kind = Kind.CONFLICT
    message = "This answers a comment itself. Answer the comment it stands below."


class CommentTooOld(DomainError):
    kind, message = Kind.CONFLICT, "This was written too long ago to be changed. Remove it instead."


class CommentIsHidden(DomainError):
    kind, message = Kind.CONFLICT, "This comment was hidden."


class HiddenByModerator(DomainError):
    kind, message = Kind.CONFLICT, "A moderator hid this comment; only a moderator shows it again."


class CommentIsShown(DomainError):
    kind, message = Kind.CONFLICT, "This comment is not hidden."


class OwnComment(DomainError):
    kind, message = Kind.CONFLICT, "This is your own. Remove it instead."


class NothingReported(DomainError):
    kind, message = Kind.CONFLICT, "There is no report to decide on."


@db.transaction
def write(
    *, name: str, by: User, text: str, now: datetime, reply_to: UUID | None = None
) -> Comment:
    """Say something below a post, or in answer to a comment there.

    Raises PostNotFound, AccessNeeded, CommentNotFound, and ReplyToReply: answers are not
    answered, so that everybody sees what an answer is to.
    """
    post = read_by(by, name)
    parent = None
    if reply_to is not None:
        parent = post.comments_below.standing().filter(public_id=reply_to).first()
        if parent is None:
            raise CommentNotFound
        if parent.parent_id is not None:
            raise ReplyToReply
    comment = Comment.objects.create(post=post, author=by, parent=parent, text=text, written_at=now)
    _count(comment, 1)
    events.record(CommentWritten(comment_id=comment.pk, post_id=post.pk))
    return comment


@db.transaction
def edit(*, name: str, comment_id: UUID, by: User, text: str, now: datetime) -> Comment:
    """Say it in other words, for a few minutes.

    Raises PostNotFound, AccessNeeded, CommentNotFound, CommentIsHidden and CommentTooOld.
    """
    comment = _own(name, comment_id, by)
    if comment.hidden_at:
        raise CommentIsHidden
    if not policies.may_be_edited(
        written_at=comment.written_at, now=now, minutes=settings.COMMENT_EDIT_MINUTES
    ):
        raise CommentTooOld
    comment.text, comment.edited_at = text, now
    comment.save(update_fields=["text", "edited_at", "updated_at"])
    return comment


@db.transaction
def remove(*, name: str, comment_id: UUID, by: User, now: datetime) -> None:
    """Take back what one has said: its words are deleted, and answers to it stay.

    Raises PostNotFound, AccessNeeded and CommentNotFound.
    """
    comment = _own(name, comment_id, by)

    def change() -> None:
        comment.removed_at, comment.text = now, ""

    _change(comment, change)
    comment.reports.filter(settled_at=None).update(settled_at=now)


@db.transaction
def hide(*, name: str, comment_id: UUID, by: User, reason: str, now: datetime) -> Comment:
    """Take a comment below one's own post out of sight; its writer sees it, and why.

    Raises PostNotFound, CommentNotFound and CommentIsHidden.
    """
    comment = _below_own(name, comment_id, by)
    return _hide(comment, by=HiddenBy.AUTHOR, reason=reason, now=now)


@db.transaction
def show(*, name: str, comment_id: UUID, by: User) -> Comment:
    """Show again what one has hidden oneself.

    Raises PostNotFound, CommentNotFound, CommentIsShown and HiddenByModerator.
    """
    comment = _below_own(name, comment_id, by)
    if comment.hidden_by == HiddenBy.MODERATOR:
        raise HiddenByModerator
    return _show(comment)


@db.transaction
def report(
    *,
    name: str,
    comment_id: UUID,
    by: User,
    reason: str,
    now: datetime,
    note: str = "",
) -> None:
    """Say that a comment should not stand; once each, and again changes nothing.

    Raises PostNotFound, AccessNeeded, CommentNotFound and OwnComment.
    """
    comment = _locked(read_by(by, name), comment_id, standing=True)
    if comment.author_id == by.pk:
        raise OwnComment
    was_open = comment.reports.filter(settled_at=None).exists()
    made = CommentReport(comment=comment, reporter=by, reason=reason, note=note, made_at=now)
    CommentReport.objects.bulk_create([made], ignore_conflicts=True)
    if not was_open and comment.reports.filter(settled_at=None).exists():
        events.record(CommentReported(comment_id=comment.pk))


@db.transaction
def hide_as_moderator(*, comment_id: int, reason: str, now: datetime) -> Comment:
    """Take a comment out of sight, or take over that it is; reports of it are settled.

    Raises CommentNotFound, also for what its author removed.
    """
    comment = _row(comment_id)
    comment.reports.filter(settled_at=None).update(settled_at=now)
    return _hide(comment, by=HiddenBy.MODERATOR, reason=reason, now=now, again=True)


@db.transaction
def show_as_moderator(*, comment_id: int) -> Comment:
    """Show a hidden comment again, whoever hid it. Raises CommentNotFound, CommentIsShown."""
    return _show(_row(comment_id))


@db.transaction
def dismiss_reports(*, comment_id: int, now: datetime) -> None:
    """Let the comment stand. Raises CommentNotFound and NothingReported."""
    comment = _row(comment_id)
    if not comment.reports.filter(settled_at=None).update(settled_at=now):
        raise NothingReported


def _own(name: str, comment_id: UUID, by: User) -> Comment:
    comment = _locked(read_by(by, name), comment_id)
    if comment.author_id != by.pk:
        raise CommentNotFound
    return comment


def _below_own(name: str, comment_id: UUID, by: User) -> Comment:
    post = read_by(by, name)
    if post.practitioner.user_id != by.pk:
        raise CommentNotFound
    return _locked(post, comment_id)


def _locked(post: Post, comment_id: UUID, *, standing: bool = False) -> Comment:
    comments = post.comments_below.filter(public_id=comment_id, removed_at=None)
    comment = (comments.standing() if standing else comments).lock().first()
    if comment is None:
        raise CommentNotFound
    return comment


def _row(comment_id: int) -> Comment:
    comment = Comment.objects.filter(pk=comment_id, removed_at=None).lock().first()
    if comment is None:
        raise CommentNotFound
    return comment


def _hide(
    comment: Comment, *, by: HiddenBy, reason: str, now: datetime, again: bool = False
) -> Comment:
    if comment.hidden_at and not again:
        raise CommentIsHidden

    def change() -> None:
        comment.hidden_at, comment.hidden_by, comment.hidden_reason = now, by, reason

    return _change(comment, change)


def _show(comment: Comment) -> Comment:
    if not comment.hidden_at:
        raise CommentIsShown

    def change() -> None:
        comment.hidden_at, comment.hidden_by, comment.hidden_reason = None, "", ""

    return _change(comment, change)


@db.transaction_required
def _change(comment: Comment, change: Callable[[], None]) -> Comment:
    """Write down how a locked comment stands now, and count it no more, or again."""
    was_shown = comment.is_shown
    change()
    comment.save()
    _count(comment, int(comment.is_shown) - int(was_shown))
    return comment


@db.transaction_required
def _count(comment: Comment, difference: int) -> None:
    if difference:
        Post.objects.filter(pk=comment.post_id).update(comments=F("comments") + difference)
