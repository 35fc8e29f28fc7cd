from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.http import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import NotFound
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commerce.bookings import agenda, operations
from commerce.bookings.models import Booking, CalendarFeed
from commerce.bookings.serializers import CalendarState, NewCalendarAddress
from estuary.kernel.api.files import AnyAccept, file_answer
from estuary.kernel.api.throttling import FeedThrottle, RoleThrottle
from marketplace.accounts.permissions import signed_in

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
