from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone

from live.realtime.querysets import FeedEntryQuerySet


class FeedEntry(models.Model):
    """One piece of news that anybody may read again: numbered without gaps within its feed.

    The number is given under the feed's lock, which is held until the commit. So entries become
    visible in the order of their numbers, and whoever has read up to n never misses one below.
    """

    feed = models.CharField(max_length=40)
    seq = models.PositiveBigIntegerField()
    key = models.CharField(max_length=120)
    type = models.CharField(max_length=60)
    data = models.JSONField(encoder=DjangoJSONEncoder)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = FeedEntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "feed entries"
        constraints = [
            models.UniqueConstraint(name="feed_entry_seq_once", fields=["feed", "seq"]),
            models.UniqueConstraint(name="feed_entry_once_per_occasion", fields=["feed", "key"]),
            models.CheckConstraint(name="feed_entry_seq_begins_at_one", condition=Q(seq__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.feed} {self.seq}"
