from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import generics, mixins, status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.permissions import SAFE_METHODS, AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commerce.bookings import agenda, availability, holds, operations, planning, recurrence
from commerce.bookings.models import Booking, CalendarFeed, Session
from commerce.bookings.querysets import BookingQuerySet, SessionQuerySet
from commerce.bookings.serializers import (
    Attendance,
    Availability,
    BookingCard,
    BookingDetail,
    CalendarState,
    ChangeNotes,
    ChangeSession,
    NewCalendarAddress,
    NewSessions,
    PlannedSession,
    WhyCalledOff,
)
from commerce.bookings.waitlist_serializers import OwnPlannedSession
from estuary.kernel.api.conditional import ConditionalReadMixin
from estuary.kernel.api.files import AnyAccept, file_answer
from estuary.kernel.api.filtering import StrictFilterBackend, StrictOrdering
from estuary.kernel.api.idempotency import HEADER, IdempotentMixin
from estuary.kernel.api.refusals import refusals
from estuary.kernel.api.throttling import FeedThrottle, RoleThrottle
from marketplace.accounts.models import validate_timezone
from marketplace.accounts.permissions import signed_in
from marketplace.catalogue.models import Service
from marketplace.catalogue.operations import ServiceWithoutTerms

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
            start=_midnight(first, zone),
            end=_midnight(last + timedelta(days=1), zone),
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


ICS = "text/calendar; charset=utf-8"


class BookingCalendar(APIView):
    """One booking for one's own calendar."""

    permission_classes = [IsAuthenticated]
    content_negotiation_class = AnyAccept

    @extend_schema(
        tags=["Bookings"],
        operation_id="bookings_calendar_file",
        summary="Save a booking as a calendar file",
        responses={(200, "text/calendar"): OpenApiTypes.STR},
    )
    def get(self, request: Request, public_id: UUID) -> HttpResponseBase:
        reader = signed_in(request)
        found = Booking.objects.visible_to(reader).with_agenda()
        has_time = Q(session__isnull=False) | Q(series__isnull=False)
        booking = found.filter(has_time, public_id=public_id).first()
        if booking is None:
            raise NotFound
        return file_answer(
            request,
            agenda.file(booking, reader=reader),
            content_type=ICS,
            filename=f"booking-{public_id}.ics",
        )


class SubscribedCalendar(APIView):
    """All of one person's bookings, at an address that only they know."""

    authentication_classes = []
    permission_classes = [AllowAny]
    throttle_classes = [FeedThrottle]
    content_negotiation_class = AnyAccept

    @extend_schema(
        tags=["Calendar"],
        operation_id="calendar_read",
        summary="Read a calendar by its secret address",
        description="For calendar programs, which do not sign in: what is to come and the last 90 "
        "days, as client and as practitioner. Answers 304 to the ETag it gave.",
        responses={(200, "text/calendar"): OpenApiTypes.STR},
        auth=[],
    )
    def get(self, request: Request, token: str) -> HttpResponseBase:
        feed = CalendarFeed.objects.with_token(token).select_related("user").first()
        if feed is None:
            self._count_a_guess(request)
            raise NotFound
        bookings = Booking.objects.visible_to(feed.user).on_the_calendar(timezone.now())
        content = agenda.feed(list(bookings.with_agenda()), reader=feed.user)
        return file_answer(request, content, content_type=ICS)

    def _count_a_guess(self, request: Request) -> None:
        """Every guess has a token of its own, so guesses are counted by who makes them."""
        throttle = RoleThrottle()
        if not throttle.allow_request(request, self):
            self.throttled(request, throttle.wait() or 0)


@extend_schema(tags=["Calendar"])
class CalendarAddress(APIView):
    """The secret address of one's own calendar: made, changed and ended here."""

    permission_classes = [IsAuthenticated]

    @extend_schema(summary="Say whether your calendar has an address", responses=CalendarState)
    def get(self, request: Request) -> Response:
        feed = CalendarFeed.objects.filter(user=signed_in(request)).first()
        return Response(
            CalendarState({"is_open": bool(feed), "made_at": feed and feed.made_at}).data
        )

    @extend_schema(
        summary="Give your calendar a new address",
        description="The address before it ends. The new one is answered this once, and kept as a "
        "digest only. It opens without signing in: whoever knows it reads the calendar.",
        request=None,
        responses={201: NewCalendarAddress},
    )
    def post(self, request: Request) -> Response:
        token = operations.open_calendar_feed(user=signed_in(request), now=timezone.now())
        url = settings.PUBLIC_URL + reverse("calendar", args=[token])
        response = Response(NewCalendarAddress({"url": url}).data, status=status.HTTP_201_CREATED)
        response["Cache-Control"] = "no-store"
        return response

    @extend_schema(summary="End the address of your calendar", responses={204: None})
    def delete(self, request: Request) -> Response:
        operations.close_calendar_feed(user=signed_in(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


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
        if first := _date(self.request, "from"):
            begins = _midnight(first, ZoneInfo(service.practitioner.timezone))
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
    first = _date(request, "from") or today
    last = _date(request, "to") or first + USUAL_RANGE
    if last < first:
        raise ValidationError({"to": ["This is before `from`."]})
    if last - first > LONGEST_RANGE:
        raise ValidationError({"to": [f"At most {LONGEST_RANGE.days} days at once."]})
    return first, last


def _date(request: Request, name: str) -> date | None:
    raw = request.query_params.get(name)
    if not raw:
        return None
    try:
        return date.fromisoformat(raw)
    except ValueError as error:
        raise ValidationError({name: ["A date such as 2027-03-01."]}) from error


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, zone).astimezone(UTC)
