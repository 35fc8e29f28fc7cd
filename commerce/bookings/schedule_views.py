from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, status
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.permissions import SAFE_METHODS, AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commerce.bookings import holds, planning, recurrence
from commerce.bookings.asked import asked_day, midnight
from commerce.bookings.models import Session
from commerce.bookings.querysets import SessionQuerySet
from commerce.bookings.schedule_serializers import (
    ChangeSession,
    NewSessions,
    PlannedSession,
    WhyCalledOff,
)
from commerce.bookings.waitlist_serializers import OwnPlannedSession
from estuary.kernel.api.conditional import ConditionalReadMixin
from estuary.kernel.api.filtering import StrictFilterBackend
from estuary.kernel.api.idempotency import HEADER, IdempotentMixin
from estuary.kernel.api.refusals import refusals
from marketplace.accounts.permissions import signed_in
from marketplace.catalogue.models import Service
from marketplace.catalogue.operations import ServiceWithoutTerms


class ServiceSchedule(IdempotentMixin, ConditionalReadMixin, generics.ListAPIView):
    """The dates of a workshop or a course; everybody who sees the service sees them."""

    serializer_class = PlannedSession
    queryset = Session.objects.none()
    filter_backends = (StrictFilterBackend,)
    query_parameters = ("from",)
    public_seconds = 0

    def get_permissions(self) -> list[Any]:
        return [AllowAny()] if self.request.method in SAFE_METHODS else [IsAuthenticated()]

    def get_queryset(self) -> SessionQuerySet:
        service, now = _seen(self.request, self.kwargs["name"]), timezone.now()
        found = Session.objects.planned().filter(service=service).to_come(now)
        if first := asked_day(self.request, "from"):
            begins = midnight(first, ZoneInfo(service.practitioner.timezone))
            found = found.filter(period__startswith__gte=begins)
        return found.with_available_spots(now).soonest_first()

    @extend_schema(
        tags=["Services"],
        summary="List the dates of a workshop or a course",
        description="Those that have not begun, soonest first.",
        parameters=[OpenApiParameter("from", date, description="First day, in its zone.")],
        responses=PlannedSession(many=True),
        auth=[],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(
        tags=["Services"],
        summary="Plan dates of your workshop or course",
        description="All of them or none: when you are busy (409 sessions_collide) or away (409 "
        "practitioner_away) on some, errors.starts names these. What is planned together is one "
        "series; the sessions of a course are numbered in it.",
        request=NewSessions,
        parameters=[HEADER],
        responses={
            201: OwnPlannedSession(many=True),
            **refusals(
                planning.NotPlanned,
                planning.BadDates,
                planning.SessionsCollide,
                planning.PractitionerAway,
                ServiceWithoutTerms,
            ),
        },
        filters=False,
    )
    def post(self, request: Request, name: str) -> Response:
        service, now = _own(request, name), timezone.now()
        asked = NewSessions(data=request.data)
        asked.is_valid(raise_exception=True)
        made = planning.plan_sessions(
            service=service,
            starts=_starts(asked, ZoneInfo(service.practitioner.timezone)),
            duration=asked.duration(),
            capacity=asked.validated_data.get("capacity"),
            by=signed_in(request),
            claim=self.claim,
            now=now,
        )
        return Response(_planned_cards(made, now), status=status.HTTP_201_CREATED)


class OnePlannedSession(APIView):
    """One date, for the owner of the service."""

    permission_classes = (IsAuthenticated,)

    @extend_schema(
        tags=["Services"],
        summary="Show one of your dates, with how many wait for a seat",
        responses=OwnPlannedSession,
    )
    def get(self, request: Request, name: str, session: UUID) -> Response:
        planned = Session.objects.filter(is_planned=True, service=_own(request, name))
        found = planned.filter(public_id=session).first()
        if found is None:
            raise NotFound
        return Response(_planned_cards([found], timezone.now())[0])

    @extend_schema(
        tags=["Services"],
        summary="Change the number of seats of a date",
        request=ChangeSession,
        responses={
            200: OwnPlannedSession,
            **refusals(planning.SessionNotFound, holds.SessionNotOpen, planning.SeatsTaken),
        },
    )
    def patch(self, request: Request, name: str, session: UUID) -> Response:
        service, now = _own(request, name), timezone.now()
        asked = ChangeSession(data=request.data)
        asked.is_valid(raise_exception=True)
        changed = planning.change_session(
            service=service,
            public_id=session,
            by=signed_in(request),
            capacity=asked.validated_data["capacity"],
            now=now,
        )
        return Response(_planned_cards([changed], now)[0])

    @extend_schema(
        tags=["Services"],
        summary="Call off a date",
        description="Who had a seat gets everything back, and is told the reason.",
        parameters=[WhyCalledOff],
        responses={204: None, **refusals(planning.SessionNotFound, holds.SessionNotOpen)},
    )
    def delete(self, request: Request, name: str, session: UUID) -> Response:
        service = _own(request, name)
        asked = WhyCalledOff(data=request.query_params.dict())
        asked.is_valid(raise_exception=True)
        planning.call_off_session(
            service=service,
            public_id=session,
            by=signed_in(request),
            reason=asked.validated_data["reason"],
            now=timezone.now(),
        )
        return Response(status=status.HTTP_204_NO_CONTENT)


def _seen(request: Request, name: str) -> Service:
    visible = Service.objects.visible_to(request.user).called(name)
    service = visible.select_related("practitioner").first()
    if service is None:
        raise NotFound
    return service


def _own(request: Request, name: str) -> Service:
    """The caller's own service; to others it does not exist as something to change."""
    service = _seen(request, name)
    if service.practitioner.user_id != request.user.pk:
        raise NotFound
    return service


def _starts(asked: NewSessions, zone: ZoneInfo) -> list[datetime]:
    rule = asked.rule()
    if rule is None:
        return list(asked.validated_data["starts"])
    try:
        found = recurrence.repeated(rule, first=asked.validated_data["start"], zone=zone)
    except recurrence.BadRule as error:
        raise ValidationError({"recurrence": [str(error)]}) from error
    if found.missing:
        skipped = [f"On {day} the clock skips this time." for day in found.missing]
        raise ValidationError({"recurrence": skipped})
    return list(found.starts)


def _planned_cards(sessions: list[Session], now: datetime) -> Any:
    keys = [session.pk for session in sessions]
    found = Session.objects.filter(pk__in=keys).with_available_spots(now).with_waiting()
    return OwnPlannedSession(found.soonest_first(), many=True).data
