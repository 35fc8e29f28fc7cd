from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from commerce.bookings import holds
from commerce.bookings.availability import Slot
from commerce.bookings.models import WaitlistEntry
from commerce.bookings.planning import MOST_SEATS
from commerce.bookings.schedule_serializers import PlannedSession
from commerce.bookings.serializers import ServiceInside
from commerce.bookings.states import WaitlistStatus
from commerce.bookings.waitlist import Wish
from estuary.kernel.api.serializers import StrictSerializer


class JoinWaitlist(StrictSerializer):
    """What to wait for: seats of a workshop's session, or a time on a full day."""

    session = serializers.UUIDField(required=False)
    day = serializers.DateField(required=False, help_text="Where the practitioner is.")
    seats = serializers.IntegerField(default=1, min_value=1, max_value=MOST_SEATS)
    is_automatic = serializers.BooleanField(
        default=False,
        help_text="Buy what is offered at once with the default saved card, at the present terms.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("session" in attrs) == ("day" in attrs):
            raise serializers.ValidationError("Give either `session` or `day`.")
        if "day" in attrs and attrs["seats"] != 1:
            raise serializers.ValidationError({"seats": ["A time on a day is for one."]})
        return attrs

    def wish(self) -> Wish:
        """The same for the operation."""
        said = self.validated_data
        return Wish(
            session_id=said.get("session"),
            day=said.get("day"),
            seats=said["seats"],
            is_automatic=said["is_automatic"],
        )


class WaitlistOffer(serializers.Serializer):
    """What is kept for somebody in line, and how to take it: by booking it."""

    start_time = serializers.DateTimeField()
    end_time = serializers.DateTimeField()
    until = serializers.DateTimeField(help_text="Book before; then it goes to the next in line.")
    slot = serializers.CharField(
        allow_null=True, help_text="The word to book a time on a day; null for a workshop."
    )


class WaitlistCard(serializers.ModelSerializer):
    """One's place in a line; `position` must be annotated."""

    id = serializers.UUIDField(source="public_id")
    service = ServiceInside()
    session = serializers.SerializerMethodField(help_text="Of a workshop; null for a day.")
    position = serializers.IntegerField(
        allow_null=True, help_text="1 is next; null for one who does not wait (any more)."
    )
    offer = serializers.SerializerMethodField(help_text="While it stands; otherwise null.")
    booking = serializers.UUIDField(
        source="booking.public_id", default=None, allow_null=True, help_text="What it became."
    )

    class Meta:
        model = WaitlistEntry
        fields = [
            "id",
            "status",
            "service",
            "session",
            "day",
            "seats",
            "is_automatic",
            "position",
            "offer",
            "booking",
            "created_at",
        ]
        read_only_fields = fields

    @extend_schema_field(serializers.UUIDField(allow_null=True))
    def get_session(self, entry: WaitlistEntry) -> str | None:
        if entry.day is not None or entry.session is None:
            return None
        return str(entry.session.public_id)

    @extend_schema_field(WaitlistOffer(allow_null=True))
    def get_offer(self, entry: WaitlistEntry) -> dict[str, Any] | None:
        if entry.status != WaitlistStatus.OFFERED or entry.session is None:
            return None
        kept, service = entry.session, entry.service
        word = None
        if entry.day is not None and service.terms is not None:
            [offered] = holds.offers(service, service.terms, [Slot(kept.starts_at, kept.ends_at)])
            word = offered["slot"]
        shape = {
            "start_time": kept.starts_at,
            "end_time": kept.ends_at,
            "until": entry.offered_until,
            "slot": word,
        }
        return WaitlistOffer(shape).data


class OwnPlannedSession(PlannedSession):
    """A date as its practitioner sees it; `waiting` must be annotated, too."""

    waiting = serializers.IntegerField(help_text="How many people are in line for a seat.")

    class Meta(PlannedSession.Meta):
        fields = [*PlannedSession.Meta.fields, "waiting"]
        read_only_fields = fields
