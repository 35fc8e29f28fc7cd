from datetime import datetime
from typing import Any, Self

from django.db import models

from cms.releases.states import OPEN, ReleaseStatus


class ReleaseQuerySet(models.QuerySet):
    """The questions we ask about releases."""

    def due(self, now: datetime) -> Self:
        """Those whose time has come, the longest due first."""
        due = self.filter(status=ReleaseStatus.SCHEDULED, publish_at__lte=now)
        return due.order_by("publish_at", "pk")


class ReleaseItemQuerySet(models.QuerySet):
    """The questions we ask about what is in releases."""

    def of(self, thing: Any) -> Self:
        """Where a page or snippet is in."""
        return self.filter(content_type=thing.get_base_content_type(), object_id=str(thing.pk))

    def open(self) -> Self:
        """Those that are still to be published."""
        return self.filter(release__status__in=OPEN)
