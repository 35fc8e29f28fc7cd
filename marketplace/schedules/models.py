from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from estuary.kernel.models import PublicModel
from marketplace.schedules.querysets import (
    DateOverrideQuerySet,
    TimeAwayQuerySet,
    WeeklyHoursQuerySet,
)


class WeeklyHours(PublicModel):
    """A stretch of every week in which a practitioner can be booked, in local wall time.

    An `end_time` at or before `start_time` lies on the next day: 22:00 to 02:00 is overnight,
    and 00:00 to 00:00 the whole day.
    """

    practitioner = models.ForeignKey(
        "marketplace.Practitioner", models.CASCADE, related_name="weekly_hours"
    )
    weekday = models.PositiveSmallIntegerField(help_text="0 is Monday, 6 is Sunday.")
    start_time = models.TimeField()
    end_time = models.TimeField()

    objects = WeeklyHoursQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="weekly_hours_on_a_weekday", condition=Q(weekday__gte=0, weekday__lte=6)
            ),
            models.UniqueConstraint(
                name="weekly_hours_start_once", fields=["practitioner", "weekday", "start_time"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.start_time}-{self.end_time}"


class DateOverride(PublicModel):
    """One date on which the weekly hours do not count: other hours, or none.

    Several rows of one date are several stretches; a row without times closes the date.
    """

    practitioner = models.ForeignKey(
        "marketplace.Practitioner", models.CASCADE, related_name="date_overrides"
    )
    date = models.DateField()
    start_time = models.TimeField(null=True, blank=True)
    end_time = models.TimeField(null=True, blank=True)

    objects = DateOverrideQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="date_override_has_both_times_or_none",
                condition=Q(start_time=None, end_time=None)
                | Q(start_time__isnull=False, end_time__isnull=False),
            ),
            models.UniqueConstraint(
                name="date_override_start_once",
                fields=["practitioner", "date", "start_time"],
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.start_time}-{self.end_time}"


class TimeAway(PublicModel):
    """A stretch of time in which a practitioner is not there at all."""

    practitioner = models.ForeignKey(
        "marketplace.Practitioner", models.CASCADE, related_name="time_away"
    )
    period = DateTimeRangeField()
    reason = models.CharField(max_length=160, blank=True)

    objects = TimeAwayQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="time_away_never_overlaps",
                expressions=[
                    ("practitioner", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                name="time_away_has_both_ends",
                condition=Q(period__lower_inf=False, period__upper_inf=False)
                & Q(period__isempty=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.period)
