"""What publishing makes of posts, and what a reader may have of them."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from cms.streams.events import PostPublished
from cms.streams.models import Post
from cms.streams.policies import RESERVED_SLUGS
from cms.streams.states import Access
from cms.streams.values import PostWords as PostWords
from estuary.kernel import db, events, locks
from estuary.kernel.errors import DomainError, Kind
from marketplace.practitioners.policies import free_slug


class PostNotFound(DomainError):
    kind, message = Kind.MISSING, "There is no such stream."


class AccessNeeded(DomainError):
    """The reader sees the teaser only; `details` says for whom the rest is."""

    kind, message = Kind.FORBIDDEN, "This is not for everybody."

    def __init__(self, access: str = Access.FOLLOWERS) -> None:
        super().__init__(f"This is for {_FOR[Access(access)]}.", details={"access": [access]})


_FOR = {
    Access.FREE: "everybody",
    Access.FOLLOWERS: "followers of the practitioner",
    Access.PURCHASERS: "clients of the practitioner",
}


# Wagtail publishes inside a transaction when a workflow approves, and outside one when an editor
# or the clock does; whoever hears of it cannot know which.
@db.transaction_if_not_already
def publish(*, post_id: int, words: PostWords, now: datetime) -> None:
    """Take over the words of a page that has been published, and list the post.

    The public sees it while its practitioner is public. A slug that another post has gets a
    number behind it. The first time is told of as PostPublished. What was archived is back.
    Raises PostNotFound.
    """
    row = _locked(post_id)
    row.title = words.title
    row.teaser = words.teaser
    row.slug = slug_for(words.slug, but=row)
    row.kind = words.kind
    row.access = words.access
    row.picture = dict(words.picture) if words.picture else None
    row.modalities = list(words.modalities)
    row.tags = list(words.tags)
    row.service_id = words.service_id
    row.duration_seconds = words.duration_seconds
    row.starts_at = words.starts_at
    row.is_listed, row.archived_at = True, None
    if row.published_at is None:
        row.published_at = now
        events.record(PostPublished(post_id=row.pk, practitioner_id=row.practitioner_id))
    row.save(update_fields=_TOLD)  # never the counters, which move on meanwhile


_TOLD = [
    "title", "teaser", "slug", "kind", "access", "picture", "modalities", "tags", "service",
    "duration_seconds", "starts_at", "is_listed", "archived_at", "published_at", "updated_at",
]  # fmt: skip


# As for `publish`.
@db.transaction_if_not_already
def unpublish(*, post_id: int) -> None:
    """Take the post off the public lists; the words stay. Raises PostNotFound."""
    row = _locked(post_id)
    row.is_listed = False
    row.save(update_fields=["is_listed", "updated_at"])


# As for `publish`.
@db.transaction_if_not_already
def forget(*, post_id: int, now: datetime) -> None:
    """Archive a post whose words are gone; what was said below it stays. Raises PostNotFound."""
    row = _locked(post_id)
    row.is_listed, row.archived_at = False, row.archived_at or now
    row.save(update_fields=["is_listed", "archived_at", "updated_at"])


@db.transaction_required
def slug_for(wanted: str, *, but: Post | None = None, taken: Collection[str] = ()) -> str:
    """`wanted`, or with a number, so that no other post has it; nor is it among `taken`."""
    locks.take(f"post-slug:{wanted}")  # two at once would both find it free
    others = Post.objects.exclude(pk=but.pk) if but else Post.objects.all()
    held = others.filter(slug__startswith=wanted[:100]).values_list("slug", flat=True)
    return free_slug(wanted, taken={*held, *taken, *RESERVED_SLUGS}, longest=160)


def seen_by(user: Any, name: str) -> Post:
    """The post of this id or slug with what a card shows; raises PostNotFound."""
    posts = Post.objects.visible_to(user).called(name).with_card_for(user)
    post = posts.first()
    if post is None:
        raise PostNotFound
    return post


def read_by(user: Any, name: str) -> Post:
    """The same, if the reader may have the whole of it; raises PostNotFound, AccessNeeded."""
    post = seen_by(user, name)
    if not post.can_access:  # type: ignore[attr-defined]
        raise AccessNeeded(post.access)
    return post


def _locked(post_id: int) -> Post:
    row = Post.objects.lock().filter(pk=post_id).first()
    if row is None:
        raise PostNotFound
    return row
