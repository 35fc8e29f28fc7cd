from django.db import models

from estuary.kernel.models import TimestampedModel
from marketplace.followers.querysets import FollowQuerySet


class Follow(TimestampedModel):
    """That somebody follows a practitioner; counted in the practitioner's row."""

    user = models.ForeignKey("marketplace.User", models.CASCADE, related_name="follows")
    practitioner = models.ForeignKey(
        "marketplace.Practitioner", models.CASCADE, related_name="follows"
    )

    objects = FollowQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="follow_once_per_practitioner", fields=["user", "practitioner"]
            ),
        ]
        indexes = [
            models.Index(name="follow_latest_first", fields=["user", "-created_at", "-id"]),
            models.Index(name="follow_by_practitioner", fields=["practitioner", "id"]),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} follows {self.practitioner_id}"
