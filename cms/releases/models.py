from django.db import models
from django.db.models import Q

from cms.releases.querysets import ReleaseItemQuerySet, ReleaseQuerySet
from cms.releases.states import ReleaseStatus
from estuary.kernel.models import PublicModel


class Release(PublicModel):
    """Pages and snippets that are published together: all of them, or none."""

    name = models.CharField(max_length=120)
    status = models.CharField(
        max_length=10, choices=ReleaseStatus.choices, default=ReleaseStatus.DRAFT
    )
    publish_at = models.DateTimeField(null=True, blank=True)
    # In whose name it is published; asked again when its time has come.
    scheduled_by = models.ForeignKey(
        "marketplace.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    stopped_because = models.TextField("why it was stopped", blank=True)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="release_scheduled_has_time_and_person",
                condition=~Q(status=ReleaseStatus.SCHEDULED)
                | Q(publish_at__isnull=False, scheduled_by__isnull=False),
            ),
            models.CheckConstraint(
                name="release_published_says_when",
                condition=Q(status=ReleaseStatus.PUBLISHED, published_at__isnull=False)
                | (~Q(status=ReleaseStatus.PUBLISHED) & Q(published_at__isnull=True)),
            ),
        ]
        indexes = [
            models.Index(
                name="release_due",
                fields=["publish_at"],
                condition=Q(status=ReleaseStatus.SCHEDULED),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ReleaseItem(models.Model):
    """One page or snippet, as one of its revisions has it."""

    release = models.ForeignKey(Release, models.CASCADE, related_name="items")
    content_type = models.ForeignKey("contenttypes.ContentType", models.CASCADE, related_name="+")
    object_id = models.CharField(max_length=255)
    # Null once the page is deleted: the release must not go out as if it had never been in it.
    revision = models.ForeignKey(
        "wagtailcore.Revision", models.SET_NULL, null=True, related_name="+"
    )
    title = models.CharField(max_length=255)

    objects = ReleaseItemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="release_has_each_item_once", fields=["release", "content_type", "object_id"]
            ),
        ]

    def __str__(self) -> str:
        return self.title
