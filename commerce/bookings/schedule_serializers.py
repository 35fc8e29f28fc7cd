from datetime import timedelta
from typing import Any

from rest_framework import serializers

from commerce.bookings.models import Session
from commerce.bookings.planning import MOST_SEATS
from commerce.bookings.recurrence import LONGEST_STEP, MOST_DATES, Frequency, Rule
from estuary.kernel.api.serializers import InstantField, StrictSerializer


class PlannedSession(serializers.ModelSerializer):
    """A date of a workshop or a course; `available_spots` must be annotated."""

    id = serializers.UUIDField(source="public_id")
    start_time = serializers.DateTimeField(source="period.lower")
    end_time = serializers.DateTimeField(source="period.upper")
    available_spots = serializers.IntegerField(help_text="Seats that can be had now.")
    series = serializers.UUIDField(help_text="Shared by those planned together.")
    number = serializers.IntegerField(
        allow_null=True, help_text="Which of its course; null in a workshop."
    )

    class Meta:
        model = Session
        fields = [
            "id",
            "start_time",
            "end_time",
            "timezone",
            "capacity",
            "available_spots",
            "series",
            "number",
        ]
        read_only_fields = fields


class Recurrence(StrictSerializer):
    """How dates repeat, at the same time on the practitioner's clock."""

    frequency = serializers.ChoiceField(
        choices=[one.value for one in Frequency],
        help_text="Monthly is the same day of the month, or its last where it is shorter.",
    )
    step = serializers.IntegerField(default=1, min_value=1, max_value=LONGEST_STEP)
    count = serializers.IntegerField(
        required=False, min_value=1, max_value=MOST_DATES, help_text="How many in all."
    )
    until = serializers.DateField(required=False, help_text="The last day, in the zone.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("count" in attrs) == ("until" in attrs):
            raise serializers.ValidationError("Give either `count` or `until`.")
        return attrs


class NewSessions(StrictSerializer):
    """Dates to plan: each of them, or the first and how it repeats."""

    starts = serializers.ListField(
        child=InstantField(), required=False, min_length=1, max_length=MOST_DATES
    )
    start = InstantField(required=False)
    recurrence = Recurrence(required=False)
    duration_minutes = serializers.IntegerField(
        required=False, min_value=5, max_value=1440, help_text="As in the terms by default."
    )
    capacity = serializers.IntegerField(
        required=False, min_value=1, max_value=MOST_SEATS, help_text="As in the terms by default."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        given = {name for name in ("starts", "start", "recurrence") if name in attrs}
        if given not in ({"starts"}, {"start", "recurrence"}):
            raise serializers.ValidationError(
                "Give either `starts`, or `start` with its `recurrence`."
            )
        return attrs

    def rule(self) -> Rule | None:
        """How `start` repeats, or None when every date is given."""
        said = self.validated_data.get("recurrence")
        return Rule(**{**said, "frequency": Frequency(said["frequency"])}) if said else None

    def duration(self) -> timedelta | None:
        """How long each is, when that is said."""
        minutes = self.validated_data.get("duration_minutes")
        return timedelta(minutes=minutes) if minutes else None


class ChangeSession(StrictSerializer):
    """What of a planned session may be changed."""

    capacity = serializers.IntegerField(min_value=1, max_value=MOST_SEATS)


class WhyCalledOff(StrictSerializer):
    """What those who had a seat are told."""

    reason = serializers.CharField(max_length=500, default="")
