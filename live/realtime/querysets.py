from typing import Self

from django.db import models


class FeedEntryQuerySet(models.QuerySet):
    """The questions we ask about feeds."""

    def of(self, feed: str) -> Self:
        """One feed, in its order."""
        return self.filter(feed=feed).order_by("seq")

    def after(self, seq: int) -> Self:
        """What came later."""
        return self.filter(seq__gt=seq)
