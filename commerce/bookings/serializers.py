from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from commerce.bookings import rescheduling
from commerce.bookings.models import Booking, BookingParticipant, Reschedule
from commerce.bookings.states import FIRM, BookingStatus
from estuary.kernel.api.schemas import Money, MoneyField, money
from estuary.kernel.api.serializers import StrictSerializer
from marketplace.catalogue.states import LocationType
from marketplace.models import Service, User
from marketplace.practitioners.serializers import PractitionerName

TOLD_TO_ALL = ("city", "region", "country")
TOLD_ONCE_FIRM = ("name", "address", *TOLD_TO_ALL)


class ServiceInside(serializers.ModelSerializer):
    """A service, inside something else."""

    id = serializers.UUIDField(source="public_id")

    class Meta:
        model = Service
        fields = ["id", "slug", "title", "service_type"]
        read_only_fields = fields


class PersonInside(serializers.ModelSerializer):
    """A person by name only: addresses are nobody else's business."""

    id = serializers.UUIDField(source="public_id")
    name = serializers.CharField(source="__str__")

    class Meta:
        model = User
        fields = ["id", "name"]
        read_only_fields = fields

    def to_representation(self, instance: User) -> dict[str, Any]:
        return {"id": str(instance.public_id), "name": instance.get_short_name()}


class Whereabouts(serializers.Serializer):
    """Where a session takes place; the street is told once the seat is firm."""

    type = serializers.ChoiceField(choices=LocationType.choices)
    name = serializers.CharField()
    address = serializers.CharField()
    city = serializers.CharField()
    region = serializers.CharField()
    country = serializers.CharField(help_text="ISO 3166, two letters.")


class SessionInside(serializers.Serializer):
    """When and where a booking takes place, and in which zone it was offered."""

    id = serializers.UUIDField(source="session.public_id")
    start_time = serializers.DateTimeField(source="session.period.lower")
    end_time = serializers.DateTimeField(source="session.period.upper")
    timezone = serializers.CharField(source="session.timezone")
    number = serializers.IntegerField(
        source="session.number", allow_null=True, help_text="Which of its course; null elsewhere."
    )
    location = serializers.SerializerMethodField()

    def to_representation(self, instance: Booking) -> Any:
        return None if instance.session is None else super().to_representation(instance)

    @extend_schema_field(Whereabouts)
    def get_location(self, booking: Booking) -> dict[str, Any]:
        assert booking.session
        service = booking.session.service
        told = TOLD_ONCE_FIRM if booking.status in FIRM else TOLD_TO_ALL
        named = {name: getattr(service.place, name) for name in told if service.place}
        return {"type": service.location_type, **dict.fromkeys(TOLD_ONCE_FIRM, ""), **named}


class ParticipantInside(serializers.ModelSerializer):
    """Who sits in a seat; nameless until somebody is named."""

    class Meta:
        model = BookingParticipant
        fields = ["seat", "name", "attended"]
        read_only_fields = fields


class Cancellation(serializers.Serializer):
    """Whose doing it was, why, and what comes back."""

    by = serializers.CharField()
    reason = serializers.CharField()
    at = serializers.DateTimeField()
    refund = Money()
    refund_in_credits = Money(help_text="The part of it that is credits.")


class RescheduleRequest(serializers.Serializer):
    """That the practitioner asks for another time, and why."""

    at = serializers.DateTimeField()
    reason = serializers.CharField()


class OrderInside(serializers.Serializer):
    """The order a booking belongs to."""

    id = serializers.UUIDField(source="public_id")
    number = serializers.CharField()
    status = serializers.CharField()
    amount_due = serializers.SerializerMethodField(help_text="What is still to be paid.")
    expires_at = serializers.DateTimeField()

    @extend_schema_field(Money)
    def get_amount_due(self, order: Any) -> dict[str, Any]:
        return money(order.still_due_cents, order.currency)


class PartInside(serializers.Serializer):
    """One session of a course; as a booking it has an id of its own."""

    id = serializers.UUIDField(source="public_id")
    status = serializers.ChoiceField(choices=BookingStatus.choices)
    number = serializers.IntegerField(source="session.number")
    start_time = serializers.DateTimeField(source="session.starts_at")
    end_time = serializers.DateTimeField(source="session.ends_at")
    price = MoneyField(source="price_cents")


class BookingCard(serializers.ModelSerializer):
    """What a client or practitioner sees of a booking. Reading only."""

    id = serializers.UUIDField(source="public_id")
    service = ServiceInside()
    practitioner = PractitionerName(source="service.practitioner")
    client = serializers.SerializerMethodField(help_text="Shown to the practitioner only.")
    session = SessionInside(source="*", allow_null=True)
    participants = ParticipantInside(many=True, help_text="One for each seat.")
    price = MoneyField(source="price_cents")
    credits_applied = MoneyField(source="credits_applied_cents")
    order = OrderInside(
        source="order_line.order", default=None, allow_null=True, help_text="Null without one."
    )
    entitlement = serializers.UUIDField(
        source="entitlement_unit.entitlement.public_id",
        default=None,
        allow_null=True,
        help_text="The package it was made with; cancelling gives back its unit, not money.",
    )
    parent_booking = serializers.UUIDField(
        source="parent_booking.public_id",
        default=None,
        allow_null=True,
        help_text="The booking of the whole course, for one of its sessions.",
    )
    parts = PartInside(many=True, help_text="Of a course: its sessions, in their order.")
    cancellation_policy = serializers.CharField(source="terms.cancellation_policy")
    can_cancel = serializers.SerializerMethodField()
    can_reschedule = serializers.SerializerMethodField(
        help_text="Whether its client may choose another time now."
    )
    reschedule_request = serializers.SerializerMethodField(
        help_text="That the practitioner asks for another time, and why; or null."
    )
    cancellation = serializers.SerializerMethodField()

    class Meta:
        model = Booking
        fields = [
            "id",
            "status",
            "service",
            "practitioner",
            "client",
            "session",
            "seats",
            "participants",
            "price",
            "credits_applied",
            "order",
            "entitlement",
            "parent_booking",
            "parts",
            "cancellation_policy",
            "can_cancel",
            "can_reschedule",
            "reschedule_request",
            "cancellation",
            "notes",
            "created_at",
        ]
        read_only_fields = fields

    @extend_schema_field(PersonInside(allow_null=True))
    def get_client(self, booking: Booking) -> dict[str, Any] | None:
        asker = self.context["request"].user
        if asker.pk != booking.service.practitioner.user_id:
            return None
        return PersonInside(booking.client).data

    def get_can_cancel(self, booking: Booking) -> bool:
        """A course is given up as a whole by its client, session by session by who gives it."""
        is_part_for_client = (
            booking.parent_booking_id is not None
            and self.context["request"].user.pk == booking.client_id
        )
        return not is_part_for_client and booking.is_cancellable(at=timezone.now())

    def get_can_reschedule(self, booking: Booking) -> bool:
        return rescheduling.is_open_to(booking, now=timezone.now())

    @extend_schema_field(RescheduleRequest(allow_null=True))
    def get_reschedule_request(self, booking: Booking) -> dict[str, Any] | None:
        if booking.reschedule_requested_at is None:
            return None
        said = {"at": booking.reschedule_requested_at, "reason": booking.reschedule_reason}
        return RescheduleRequest(said).data

    @extend_schema_field(Cancellation(allow_null=True))
    def get_cancellation(self, booking: Booking) -> dict[str, Any] | None:
        if booking.status != BookingStatus.CANCELLED:
            return None
        shape = {
            "by": booking.cancelled_by,
            "reason": booking.cancellation_reason,
            "at": booking.cancelled_at,
            "refund": money(booking.refund_cents, booking.currency),
            "refund_in_credits": money(booking.refund_credits_cents, booking.currency),
        }
        return Cancellation(shape).data


class Move(serializers.Serializer):
    """That a booking was moved: when, by whom, and between which beginnings."""

    at = serializers.DateTimeField(source="created_at")
    by = serializers.SerializerMethodField()

    def get_fields(self) -> dict[str, serializers.Field]:
        """With `from`, which is a word of Python's."""
        return {
            **super().get_fields(),
            "from": serializers.DateTimeField(source="period_before.lower"),
            "to": serializers.DateTimeField(source="period_after.lower"),
        }

    @extend_schema_field(serializers.ChoiceField(choices=["client", "practitioner"]))
    def get_by(self, move: Reschedule) -> str:
        return "client" if move.by_id == move.booking.client_id else "practitioner"


class BookingDetail(BookingCard):
    """One booking, with its history."""

    reschedules = Move(many=True, help_text="Its moves, first to last.")

    class Meta(BookingCard.Meta):
        fields = [*BookingCard.Meta.fields, "reschedules"]
        read_only_fields = fields


class NewTime(StrictSerializer):
    """Where a booking is to be moved."""

    slot = serializers.CharField(max_length=300, help_text="The word from the availability.")


class AskForAnotherTime(StrictSerializer):
    """Why the client is asked to choose again; they are told."""

    reason = serializers.CharField(max_length=500, default="", allow_blank=True)


class ChangeNotes(serializers.Serializer):
    """What of a booking its client may change by itself."""

    notes = serializers.CharField(max_length=500, allow_blank=True)


class SlotOffered(serializers.Serializer):
    """A stretch that can be booked, with the word to book it."""

    start_time = serializers.DateTimeField()
    end_time = serializers.DateTimeField()
    slot = serializers.CharField(help_text="Send it back to book: opaque, and signed.")


class DayOffered(serializers.Serializer):
    """The slots that begin on one date of the asked zone."""

    date = serializers.DateField()
    slots = SlotOffered(many=True)


class Availability(serializers.Serializer):
    """Days as they are in `timezone`, with their slots; instants are UTC."""

    timezone = serializers.CharField()
    days = DayOffered(many=True)


class CalendarState(serializers.Serializer):
    """Whether one's calendar can be read at a secret address; the address itself is not kept."""

    is_open = serializers.BooleanField()
    made_at = serializers.DateTimeField(allow_null=True)


class NewCalendarAddress(serializers.Serializer):
    """Where to read one's calendar from now on; told this once."""

    url = serializers.URLField()


class SeatAttended(StrictSerializer):
    """Whether the person in one seat came."""

    seat = serializers.IntegerField(min_value=1)
    attended = serializers.BooleanField()


class Attendance(StrictSerializer):
    """Who came, by seat."""

    participants = SeatAttended(many=True, allow_empty=False)

    def by_seat(self) -> dict[int, bool]:
        """Seat to whether they came; of a seat said twice the last counts."""
        said = self.validated_data["participants"]
        return {one["seat"]: one["attended"] for one in said}
