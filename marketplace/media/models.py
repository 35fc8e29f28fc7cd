from django.db import models
from django.db.models import Q

from estuary.kernel.models import PublicModel
from marketplace.media.querysets import MediaAssetQuerySet, MediaRemnantQuerySet
from marketplace.media.states import FINISHED, AssetState, MediaKind, Purpose


class MediaAsset(PublicModel):
    """A file that somebody uploads: announced, then sent to the store, then looked through.

    Until it is stored, type and size are as announced; then they are as found. What is looked
    through lies under a key of its own, for which nobody has been given a signature.
    """

    owner = models.ForeignKey("marketplace.User", models.PROTECT, related_name="media")
    purpose = models.CharField(max_length=16, choices=Purpose.choices)
    kind = models.CharField(max_length=10, choices=MediaKind.choices)
    state = models.CharField(max_length=10, choices=AssetState.choices, default=AssetState.BEGUN)
    incoming_key = models.CharField(max_length=160, unique=True, editable=False)
    storage_key = models.CharField(max_length=160, unique=True, null=True, editable=False)  # noqa: DJ001
    file_name = models.CharField(max_length=120, help_text="As it was called, without its folder.")
    content_type = models.CharField(max_length=80)
    size_bytes = models.PositiveBigIntegerField()
    checksum = models.CharField(
        max_length=64, blank=True, help_text="SHA-256; of large files, soon after."
    )
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    duration_seconds = models.PositiveIntegerField(null=True, blank=True)
    begun_at = models.DateTimeField()
    expires_at = models.DateTimeField(help_text="Until when the upload may begin.")
    stored_at = models.DateTimeField(null=True, blank=True)
    attached_at = models.DateTimeField(null=True, blank=True)
    discarded_at = models.DateTimeField(null=True, blank=True)

    objects = MediaAssetQuerySet.as_manager()

    class Meta:
        verbose_name = "upload"
        constraints = [
            models.CheckConstraint(
                name="media_asset_purpose_is_known", condition=Q(purpose__in=Purpose.values)
            ),
            models.CheckConstraint(
                name="media_asset_kind_is_known", condition=Q(kind__in=MediaKind.values)
            ),
            models.CheckConstraint(
                name="media_asset_state_is_known", condition=Q(state__in=AssetState.values)
            ),
            models.CheckConstraint(
                name="media_asset_holds_something", condition=Q(size_bytes__gt=0)
            ),
            models.CheckConstraint(
                name="media_asset_lies_somewhere_once_finished",
                condition=~Q(state__in=FINISHED)
                | Q(storage_key__isnull=False, stored_at__isnull=False),
            ),
            models.CheckConstraint(
                name="media_asset_has_its_times",
                condition=(~Q(state=AssetState.ATTACHED) | Q(attached_at__isnull=False))
                & (~Q(state=AssetState.DISCARDED) | Q(discarded_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(name="media_asset_of_owner", fields=["owner", "-begun_at"]),
            models.Index(
                name="media_asset_not_attached",
                fields=["state", "expires_at", "stored_at"],
                condition=Q(state__in=[AssetState.BEGUN, AssetState.STORED]),
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_finished(self) -> bool:
        """Whether it lies in the store, looked through."""
        return self.state in FINISHED


class MediaRemnant(models.Model):
    """An object in the store that will be deleted, unless this row goes first.

    Written before the object is, so that whatever is cut off leaves nothing behind for ever.
    """

    key = models.CharField(max_length=160, unique=True)
    due_at = models.DateTimeField()
    is_being_deleted = models.BooleanField(default=False)

    objects = MediaRemnantQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(name="media_remnant_due", fields=["due_at"])]

    def __str__(self) -> str:
        return self.key
