"""What readers leave with a post: plain rows, never revisioned."""

import uuid

from django.db import models
from django.db.models import F, Q

from cms.streams.models import Post
from cms.streams.querysets import CommentQuerySet, ReactionQuerySet
from cms.streams.states import CommentState, HiddenBy, ReportReason
from estuary.kernel.models import PublicModel


class _Reaction(models.Model):
    """Something a person does to a post once. The key tells whether an insert was the first."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    post = models.ForeignKey(Post, models.CASCADE, related_name="+")
    user = models.ForeignKey("marketplace.User", models.CASCADE, related_name="+")
    made_at = models.DateTimeField()

    objects = ReactionQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.user_id} on {self.post_id}"


class Like(_Reaction):
    class Meta:
        constraints = [
            models.UniqueConstraint(name="like_once_each", fields=["post", "user"]),
        ]
        indexes = [models.Index(name="like_by_day", fields=["post", "made_at"])]


class Save(_Reaction):
    """A post that somebody keeps to read again."""

    class Meta:
        constraints = [
            models.UniqueConstraint(name="save_once_each", fields=["post", "user"]),
        ]
        indexes = [
            models.Index(name="save_by_day", fields=["post", "made_at"]),
            models.Index(name="save_of_user", fields=["user", "-made_at"]),
        ]


class View(models.Model):
    """That somebody looked at a post on a day. Who and from where is told by digests only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    post = models.ForeignKey(Post, models.CASCADE, related_name="+")
    day = models.DateField()
    viewer = models.CharField(max_length=64)
    address = models.CharField(max_length=64, blank=True, help_text="Of visitors without account.")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="view_once_each_a_day", fields=["post", "day", "viewer"]),
        ]
        indexes = [
            models.Index(
                name="view_by_address",
                fields=["post", "day", "address"],
                condition=~Q(address=""),
            ),
            models.Index(name="view_by_day", fields=["day"]),
        ]

    def __str__(self) -> str:
        return f"{self.post_id} on {self.day}"


class Comment(PublicModel):
    """What somebody says below a post, or in answer to a comment; answers are not answered.

    Never deleted: what its author removes loses its words, what is hidden keeps them.
    """

    post = models.ForeignKey(Post, models.CASCADE, related_name="comments_below")
    author = models.ForeignKey("marketplace.User", models.PROTECT, related_name="comments")
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replies"
    )
    text = models.TextField(blank=True)
    written_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_by = models.CharField(max_length=9, choices=HiddenBy.choices, blank=True)
    hidden_reason = models.CharField(max_length=500, blank=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="comment_has_words_unless_removed",
                condition=(Q(removed_at=None) & ~Q(text="")) | Q(removed_at__isnull=False, text=""),
            ),
            models.CheckConstraint(
                name="comment_is_hidden_for_a_reason",
                condition=Q(hidden_at=None, hidden_by="", hidden_reason="")
                | (
                    Q(hidden_at__isnull=False, hidden_by__in=HiddenBy.values) & ~Q(hidden_reason="")
                ),
            ),
            models.CheckConstraint(
                name="comment_does_not_answer_itself",
                condition=Q(parent=None) | ~Q(parent=F("id")),
            ),
        ]
        indexes = [
            models.Index(
                name="comment_roots",
                fields=["post", "-written_at", "-id"],
                condition=Q(parent=None),
            ),
            models.Index(name="comment_replies", fields=["parent", "written_at", "id"]),
        ]

    def __str__(self) -> str:
        return self.text[:60] or f"removed comment {self.pk}"

    @property
    def state(self) -> CommentState:
        """How it stands: what its author removed is removed, hidden or not."""
        if self.removed_at:
            return CommentState.REMOVED
        return CommentState.HIDDEN if self.hidden_at else CommentState.SHOWN

    @property
    def is_shown(self) -> bool:
        """Whether everybody who may read the post reads it, and it is counted."""
        return self.state == CommentState.SHOWN


class CommentReport(models.Model):
    """Somebody says that a comment should not stand; settled when a moderator has decided."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="reports")
    reporter = models.ForeignKey("marketplace.User", models.CASCADE, related_name="+")
    reason = models.CharField(max_length=11, choices=ReportReason.choices)
    note = models.CharField(max_length=500, blank=True)
    made_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="comment_report_once_each", fields=["comment", "reporter"]
            ),
            models.CheckConstraint(
                name="comment_report_reason_is_known",
                condition=Q(reason__in=ReportReason.values),
            ),
        ]
        indexes = [
            models.Index(
                name="comment_report_open", fields=["comment"], condition=Q(settled_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_reason_display()}: {self.note}".rstrip(": ")
