from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commerce.bookings.holds import SessionFull, SessionNotOpen, SlotTaken
from commerce.bookings.models import Booking
from commerce.bookings.serializers import Availability, BookingCard
from commerce.bookings.views import PractitionerAvailability
from commerce.entitlements import operations
from commerce.entitlements.models import Entitlement, EntitlementUnit
from commerce.entitlements.operations import Seat
from commerce.entitlements.querysets import EntitlementQuerySet
from commerce.entitlements.serializers import (
    EntitlementCard,
    EntitlementDetail,
    RedeemUnit,
    ScheduleSeat,
)
from estuary.kernel.api.filtering import StrictFilterBackend, StrictOrdering
from estuary.kernel.api.idempotency import HEADER, IdempotentMixin
from estuary.kernel.api.refusals import refusals
from marketplace.accounts.permissions import signed_in

_BOOKED = {
    201: BookingCard,
    **refusals(
        operations.EntitlementNotFound,
        operations.NothingLeft,
        operations.AfterExpiry,
        operations.SlotNotOurs,
        operations.PractitionerAway,
        operations.SessionNotFound,
        SlotTaken,
        SessionFull,
        SessionNotOpen,
    ),
}


@extend_schema(tags=["Entitlements"])
@extend_schema_view(
    list=extend_schema(summary="List the packages and bundles you bought, soonest to expire first"),
    retrieve=extend_schema(
        summary="Show one of them, with every unit", responses=EntitlementDetail
    ),
)
class Entitlements(
    IdempotentMixin,
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    viewsets.GenericViewSet,
):
    """What a client bought to use later."""

    permission_classes = [IsAuthenticated]
    serializer_class = EntitlementCard
    queryset = Entitlement.objects.none()
    lookup_field = "public_id"
    lookup_value_converter = "uuid"
    filter_backends = [StrictFilterBackend, StrictOrdering]
    filterset_fields = ["status", "kind"]
    orderings = {"expires_at": "expires_at", "created_at": "created_at", "price": "price_cents"}
    default_ordering = ["expires_at"]

    def get_queryset(self) -> EntitlementQuerySet:
        return Entitlement.objects.of(self.request.user).with_details()

    def get_serializer_class(self) -> Any:
        return EntitlementDetail if self.action == "retrieve" else EntitlementCard

    @extend_schema(
        summary="Book a session with a unit of it",
        description="The booking is confirmed at once. Times are under `availability/` here; a "
        "time that went meanwhile is 409 slot_taken, with the nearest free ones in errors.slot. "
        "Of a workshop a `session` of its schedule is named instead. It must begin before the "
        "entitlement expires.",
        request=RedeemUnit,
        parameters=[HEADER],
        responses=_BOOKED,
    )
    @action(detail=True, methods=["post"])
    def redeem(self, request: Request, public_id: UUID) -> Response:
        asked = RedeemUnit(data=request.data)
        asked.is_valid(raise_exception=True)
        booking = operations.redeem(
            by=signed_in(request),
            seat=Seat(entitlement_id=public_id, service_id=asked.validated_data["service"]),
            slot=asked.validated_data.get("slot", ""),
            session_id=asked.validated_data.get("session"),
            notes=asked.validated_data["notes"],
            claim=self.claim,
            now=timezone.now(),
        )
        return _booked(booking, request)


@extend_schema(
    tags=["Bookings"],
    summary="Choose a time for a seat that was bought in a package",
    description="`id` is that of an open unit of one of your entitlements. Answers the booking, "
    "which has an id of its own and is confirmed at once.",
    request=ScheduleSeat,
    parameters=[HEADER],
    responses=_BOOKED,
)
class Schedule(IdempotentMixin, APIView):
    """A unit is a seat still to be scheduled."""

    permission_classes = [IsAuthenticated]

    def post(self, request: Request, public_id: UUID) -> Response:
        asked = ScheduleSeat(data=request.data)
        asked.is_valid(raise_exception=True)
        booking = operations.redeem(
            by=signed_in(request),
            seat=Seat(unit_id=public_id),
            slot=asked.validated_data.get("slot", ""),
            session_id=asked.validated_data.get("session"),
            notes=asked.validated_data["notes"],
            claim=self.claim,
            now=timezone.now(),
        )
        return _booked(booking, request)


@extend_schema_view(
    get=extend_schema(
        tags=["Entitlements"],
        summary="Show when a service of it can be booked",
        description="As it was bought: its length may differ from what is sold now, and it may "
        "be that it is not sold any more.",
        responses=Availability,
        # Its types name a string here; OpenAPI has an object.
        auth=[{"jwtAuth": []}],  # type: ignore[list-item]
    )
)
class EntitlementAvailability(PractitionerAvailability):
    """The same answer as for everybody, under the terms that were bought."""

    permission_classes = [IsAuthenticated]

    def _service(self, key: str, named: str) -> Any:
        mine = EntitlementUnit.objects.filter(
            entitlement__client=signed_in(self.request), entitlement__public_id=key
        )
        unit = mine.of_service(named).with_details().first()
        if unit is None:
            raise NotFound
        service = unit.service
        service.terms = unit.terms  # for this answer only
        return service


def _booked(booking: Booking, request: Request) -> Response:
    shown = Booking.objects.visible_to(request.user).with_details()
    card = BookingCard(shown.get(pk=booking.pk), context={"request": request})
    return Response(card.data, status=status.HTTP_201_CREATED)
