from datetime import date, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import mixins, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commerce.bookings import availability, holds, operations
from commerce.bookings.asked import asked_day, midnight
from commerce.bookings.models import Booking
from commerce.bookings.querysets import BookingQuerySet
from commerce.bookings.serializers import (
    Attendance,
    Availability,
    BookingCard,
    BookingDetail,
    ChangeNotes,
)
from estuary.kernel.api.conditional import ConditionalReadMixin
from estuary.kernel.api.filtering import StrictFilterBackend, StrictOrdering
from marketplace.accounts.models import validate_timezone
from marketplace.accounts.permissions import signed_in
from marketplace.catalogue.models import Service

LONGEST_RANGE = timedelta(days=62)
USUAL_RANGE = timedelta(days=14)


class ReadBookings(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Reading bookings; booking, paying and cancelling are `commerce.checkout`'s.

    There it is served, and said what it answers: what a booking earns belongs to a room above.
    """

    permission_classes = [IsAuthenticated]
    serializer_class: type[BookingCard] = BookingCard
    detail_serializer_class: type[BookingCard] = BookingDetail
    queryset = Booking.objects.none()
    lookup_field = "public_id"
    lookup_value_converter = "uuid"
    filter_backends = [StrictFilterBackend, StrictOrdering]
    filterset_fields = ["status"]
    orderings = {
        "start_time": "session__period__startswith",
        "created_at": "created_at",
        "price": "price_cents",
    }
    default_ordering = ["-created_at"]

    def get_queryset(self) -> BookingQuerySet:
        return Booking.objects.visible_to(self.request.user).with_details()

    def get_serializer_class(self) -> Any:
        return self.detail_serializer_class if self.action == "retrieve" else self.serializer_class

    @extend_schema(
        summary="List your bookings that are still to come, soonest first",
        filters=False,
    )
    @action(detail=False)
    def upcoming(self, request: Request) -> Response:
        found = self.get_queryset().upcoming(timezone.now())
        return self._page(found.order_by("session__period__startswith", "pk"))

    @extend_schema(
        summary="List your bookings that are over or cancelled, latest first",
        filters=False,
    )
    @action(detail=False)
    def history(self, request: Request) -> Response:
        found = self.get_queryset().past(timezone.now())
        return self._page(found.order_by("-created_at", "pk"))

    @extend_schema(
        summary="Change the notes of a booking",
        request=ChangeNotes,
    )
    def update(self, request: Request, public_id: UUID) -> Response:
        asked = ChangeNotes(data=_only(request, {"notes"}))
        asked.is_valid(raise_exception=True)
        booking = self.get_object()
        if booking.client_id != request.user.pk:
            raise NotFound
        operations.change_notes(booking_id=booking.pk, notes=asked.validated_data["notes"])
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(
        summary="Change the notes of a booking",
        request=ChangeNotes,
    )
    def partial_update(self, request: Request, public_id: UUID) -> Response:
        return self.update(request, public_id)

    @extend_schema(
        summary="Say who came",
        description="By the practitioner, from the start of the session until 48 hours after its "
        "end; what is said again replaces what was said.",
        request=Attendance,
    )
    @action(detail=True, methods=["post"])
    def attendance(self, request: Request, public_id: UUID) -> Response:
        asked = Attendance(data=request.data)
        asked.is_valid(raise_exception=True)
        operations.record_attendance(
            public_id=public_id,
            by=signed_in(request),
            attended=asked.by_seat(),
            now=timezone.now(),
        )
        return Response(self.get_serializer(self.get_object()).data)

    def _page(self, found: QuerySet[Booking]) -> Response:
        page = self.paginate_queryset(found)
        return self.get_paginated_response(self.get_serializer(page, many=True).data)


def _only(request: Request, allowed: set[str]) -> Any:
    """The body, refused when it tries to change more than is allowed."""
    unknown = sorted(set(request.data) - allowed)
    if unknown:
        raise ValidationError({name: ["This cannot be changed here."] for name in unknown})
    return request.data


@extend_schema_view(
    get=extend_schema(
        tags=["Practitioners"],
        summary="Show when a service can be booked",
        parameters=[
            OpenApiParameter("service", str, required=True, description="Id or slug."),
            OpenApiParameter("from", date, description="First day, in the zone; today by default."),
            OpenApiParameter(
                "to", date, description="Last day; 14 days later by default, at most 62."
            ),
            OpenApiParameter(
                "timezone", str, description="IANA name; the practitioner's by default."
            ),
        ],
        responses=Availability,
        auth=[],
    )
)
class PractitionerAvailability(ConditionalReadMixin, APIView):
    """The free slots of one service, by day; each carries the signed word to book it."""

    permission_classes = [AllowAny]
    public_seconds = 0
    query_parameters = ("service", "from", "to", "timezone")

    def get(self, request: Request, key: str) -> Response:
        service = self._service(key, request.query_params.get("service", ""))
        zone = _zone(request.query_params.get("timezone") or service.practitioner.timezone)
        now = timezone.now()
        first, last = _range(request, today=now.astimezone(zone).date())
        found = availability.slots(
            service=service,
            terms=service.terms,
            now=now,
            start=midnight(first, zone),
            end=midnight(last + timedelta(days=1), zone),
        )
        offers = holds.offers(service, service.terms, found)
        days = groupby(
            zip(found, offers, strict=True), key=lambda pair: pair[0].start.astimezone(zone).date()
        )
        shape = {
            "timezone": zone.key,
            "days": [{"date": day, "slots": [o for _, o in pairs]} for day, pairs in days],
        }
        return Response(shape)

    def _service(self, key: str, named: str) -> Any:
        if not named:
            raise ValidationError({"service": ["Say which service."]})
        service = (
            Service.objects.on_sale()
            .with_details()
            .filter(_named(named, ""), _named(key, "practitioner__"))
            .first()
        )
        if service is None:
            raise NotFound
        return service


def _named(word: str, prefix: str) -> Q:
    """Public things answer to their id and to their slug."""
    try:
        return Q(**{f"{prefix}public_id": UUID(word)})
    except ValueError:
        return Q(**{f"{prefix}slug": word})


def _zone(name: str) -> ZoneInfo:
    try:
        validate_timezone(name)
    except Exception as error:
        raise ValidationError({"timezone": [f"{name!r} is not a time zone."]}) from error
    return ZoneInfo(name)


def _range(request: Request, *, today: date) -> tuple[date, date]:
    first = asked_day(request, "from") or today
    last = asked_day(request, "to") or first + USUAL_RANGE
    if last < first:
        raise ValidationError({"to": ["This is before `from`."]})
    if last - first > LONGEST_RANGE:
        raise ValidationError({"to": [f"At most {LONGEST_RANGE.days} days at once."]})
    return first, last
