from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from estuary.kernel.api.serializers import InstantField, StrictSerializer
from marketplace.accounts.models import validate_timezone
from marketplace.practitioners.models import Practitioner
from marketplace.schedules.hours import Window
from marketplace.schedules.models import DateOverride, TimeAway, WeeklyHours

MOST_WINDOWS = 70


class WallTime(serializers.TimeField):
    """`09:30`, to the minute."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%H:%M", input_formats=["%H:%M", "%H:%M:%S"], **kwargs)

    def to_internal_value(self, value: Any) -> Any:
        return super().to_internal_value(value).replace(second=0, microsecond=0)


class WeeklyWindow(serializers.ModelSerializer):
    start_time = WallTime()
    end_time = WallTime(help_text="At or before start_time: on the next day.")

    class Meta:
        model = WeeklyHours
        fields = ["weekday", "start_time", "end_time"]
        read_only_fields = fields


class Schedule(serializers.ModelSerializer):
    """A practitioner's usual week, in their own wall time."""

    weekly_hours = serializers.SerializerMethodField()

    class Meta:
        model = Practitioner
        fields = ["timezone", "weekly_hours"]
        read_only_fields = fields

    @extend_schema_field(WeeklyWindow(many=True))
    def get_weekly_hours(self, practitioner: Practitioner) -> Any:
        return WeeklyWindow(practitioner.weekly_hours.in_order(), many=True).data


class NewStretch(StrictSerializer):
    start_time = WallTime()
    end_time = WallTime(help_text="At or before start_time: on the next day.")


class NewWeeklyWindow(NewStretch):
    weekday = serializers.IntegerField(min_value=0, max_value=6, help_text="0 is Monday.")


class NewSchedule(StrictSerializer):
    """A whole week; it replaces the one before."""

    timezone = serializers.CharField(
        max_length=64,
        default=None,
        allow_null=True,
        validators=[validate_timezone],
        help_text="IANA name; unchanged when left out.",
    )
    weekly_hours = NewWeeklyWindow(many=True, max_length=MOST_WINDOWS)  # type: ignore[call-arg]

    def windows(self) -> list[Window]:
        """What was sent, as the operation takes it."""
        return [_window(**one) for one in self.validated_data["weekly_hours"]]


class Override(serializers.ModelSerializer):
    """One stretch of a date with other hours; without times the date is closed."""

    start_time = WallTime(allow_null=True)
    end_time = WallTime(allow_null=True)

    class Meta:
        model = DateOverride
        fields = ["date", "start_time", "end_time"]
        read_only_fields = fields


class NewOverride(StrictSerializer):
    """The hours of one date; an empty list closes it."""

    date = serializers.DateField()
    windows = NewStretch(many=True, max_length=MOST_WINDOWS)  # type: ignore[call-arg]

    def stretches(self) -> list[Window]:
        """What was sent, as the operation takes it."""
        weekday = self.validated_data["date"].weekday()
        return [_window(weekday=weekday, **one) for one in self.validated_data["windows"]]


class Away(serializers.ModelSerializer):
    id = serializers.UUIDField(source="public_id")
    start = serializers.DateTimeField(source="period.lower")
    end = serializers.DateTimeField(source="period.upper")

    class Meta:
        model = TimeAway
        fields = ["id", "start", "end", "reason"]
        read_only_fields = fields


class NewAway(StrictSerializer):
    start = InstantField(help_text="ISO 8601 with an offset.")
    end = InstantField(help_text="ISO 8601 with an offset.")
    reason = serializers.CharField(max_length=160, default="", allow_blank=True)


def _window(*, weekday: int, start_time: Any, end_time: Any) -> Window:
    return Window(weekday=weekday, start=start_time, end=end_time)
