from dataclasses import dataclass
from typing import ClassVar

from estuary.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class PostPublished(Event):
    """A post was published for the first time."""

    name: ClassVar[str] = "cms.post.published"
    post_id: int
    practitioner_id: int


@dataclass(frozen=True, kw_only=True)
class CommentWritten(Event):
    """Somebody commented on a post, or answered a comment."""

    name: ClassVar[str] = "cms.comment.written"
    comment_id: int
    post_id: int


@dataclass(frozen=True, kw_only=True)
class CommentReported(Event):
    """Somebody says that a comment should not stand; the first report since the last decision."""

    name: ClassVar[str] = "cms.comment.reported"
    comment_id: int
