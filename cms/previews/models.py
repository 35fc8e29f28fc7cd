from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from cms.previews import policies
from cms.previews.querysets import PreviewSnapshotQuerySet, ReviewLinkQuerySet
from cms.previews.states import LinkState
from estuary.kernel.models import PublicModel


class PreviewSnapshot(PublicModel):
    """What one editor has on the screen of one object, saved or not: one row, written over.

    What was never saved has no `object_id`; its `parent_id` tells new pages apart.
    """

    editor = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    content_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+")
    object_id = models.CharField(max_length=64, blank=True)
    parent_id = models.CharField(max_length=64, blank=True)
    content = models.JSONField(encoder=DjangoJSONEncoder)
    version = models.PositiveIntegerField(default=1, help_text="Counts the changes.")
    expires_at = models.DateTimeField(db_index=True)

    objects = PreviewSnapshotQuerySet.as_manager()

    class Meta:
        verbose_name = "preview"
        constraints = [
            models.UniqueConstraint(
                name="preview_once_per_editor_and_object",
                fields=["editor", "content_type", "object_id", "parent_id"],
            ),
            models.CheckConstraint(
                name="preview_has_a_parent_only_while_new",
                condition=Q(object_id="") | Q(parent_id=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.content_type} {self.object_id} by {self.editor_id}"


class ReviewLink(PublicModel):
    """An address that shows one draft to whoever has it, for a while, without signing in.

    Its token is not here, only the digest: the address is shown once, when it is made.
    """

    content_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+")
    object_id = models.CharField(max_length=64)
    subject: Any = GenericForeignKey("content_type", "object_id", for_concrete_model=False)
    revision = models.ForeignKey(
        "wagtailcore.Revision",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        help_text="The one draft that is shown; the latest one, if there is none.",
    )
    label = models.CharField(max_length=120, help_text="For whom it is, or what for.")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    opened = models.PositiveIntegerField("times opened", default=0)
    last_opened_at = models.DateTimeField("last opened", null=True, blank=True)

    objects = ReviewLinkQuerySet.as_manager()

    class Meta:
        verbose_name = "review link"
        indexes = [
            models.Index(name="review_link_by_subject", fields=["content_type", "object_id"])
        ]
        constraints = [
            models.CheckConstraint(
                name="review_link_lasts_30_days_at_most",
                condition=Q(expires_at__gt=F("issued_at"))
                & Q(expires_at__lte=F("issued_at") + policies.REVIEW_LASTS_AT_MOST),
            ),
            models.CheckConstraint(
                name="review_link_once_opened_says_when",
                condition=Q(opened=0, last_opened_at=None)
                | Q(opened__gt=0, last_opened_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def state_at(self, now: datetime) -> LinkState:
        """How it stands; whether its object is still there is another question."""
        return policies.state_of_link(
            revoked_at=self.revoked_at, expires_at=self.expires_at, now=now
        )

    @property
    def is_open(self) -> bool:
        """For the back office's buttons; operations ask with a `now` of their own."""
        return self.state_at(timezone.now()) == LinkState.OPEN
