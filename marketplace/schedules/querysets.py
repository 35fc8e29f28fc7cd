from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import F


class WeeklyHoursQuerySet(models.QuerySet):
    """The questions we ask about weekly hours."""

    def in_order(self) -> Self:
        """From Monday morning on."""
        return self.order_by("weekday", "start_time")


class DateOverrideQuerySet(models.QuerySet):
    """The questions we ask about date overrides."""

    def in_order(self) -> Self:
        """By date, then by time of day."""
        return self.order_by("date", F("start_time").asc(nulls_first=True))

    def mattering_between(self, start: datetime, end: datetime) -> Self:
        """Those that may bear on instants from `start` to `end`, whatever the time zone.

        An overnight window reaches a day further than its date, and zones lie up to a day from
        UTC.
        """
        return self.filter(
            date__gte=start.date() - timedelta(days=2), date__lte=end.date() + timedelta(days=1)
        )


class TimeAwayQuerySet(models.QuerySet):
    """The questions we ask about time away."""

    def in_order(self) -> Self:
        """The first to begin comes first."""
        return self.order_by("period")

    def overlapping(self, start: datetime, end: datetime) -> Self:
        """Those with at least an instant from `start` up to, and not including, `end`."""
        return self.filter(period__overlap=(start, end))

    def not_over(self, now: datetime) -> Self:
        """Those that last beyond `now`."""
        return self.filter(period__endswith__gt=now)
