from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.exceptions import NotFound
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commerce.bookings import waitlist
from commerce.bookings.models import WaitlistEntry
from commerce.bookings.querysets import WaitlistQuerySet
from commerce.bookings.waitlist_serializers import JoinWaitlist, WaitlistCard
from estuary.kernel.api.idempotency import HEADER, IdempotentMixin
from estuary.kernel.api.pagination import Feed
from estuary.kernel.api.refusals import refusals
from marketplace.accounts.permissions import signed_in
from marketplace.catalogue.models import Service


class Waitlist(generics.ListAPIView):
    """Every line the caller is in."""

    permission_classes = [IsAuthenticated]
    serializer_class = WaitlistCard
    pagination_class = Feed
    queryset = WaitlistEntry.objects.none()

    def get_queryset(self) -> WaitlistQuerySet:
        return _mine(self.request).open()

    @extend_schema(tags=["Waitlist"], summary="List everything you wait for, newest first")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class ServiceWaitlist(IdempotentMixin, generics.ListAPIView):
    """The lines for the sessions of a workshop, or for the days of a single session."""

    permission_classes = [IsAuthenticated]
    serializer_class = WaitlistCard
    pagination_class = Feed
    queryset = WaitlistEntry.objects.none()

    def get_queryset(self) -> WaitlistQuerySet:
        return _mine(self.request).filter(service=_seen(self.request, self.kwargs["name"]))

    @extend_schema(
        tags=["Waitlist"],
        summary="List your places in the lines of a service, newest first",
        description="Those you are not in any more, too.",
        responses=WaitlistCard(many=True),
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(
        tags=["Waitlist"],
        summary="Wait for a seat in a full workshop, or for a time on a full day",
        description="What gets free is kept for the first in line for 12 hours, at most until 2 "
        "hours before the start: book it as usual. What is not full is 409 not_full; one stands "
        "in a line once (409 already_waiting).",
        request=JoinWaitlist,
        parameters=[HEADER],
        responses={
            201: WaitlistCard,
            **refusals(
                waitlist.OwnWaitlist,
                waitlist.NotWaitedFor,
                waitlist.NothingToWaitFor,
                waitlist.NotFull,
                waitlist.AlreadyWaiting,
                waitlist.TooManySeats,
                waitlist.SessionNotFound,
            ),
        },
    )
    def post(self, request: Request, name: str) -> Response:
        service = _seen(request, name)
        asked = JoinWaitlist(data=request.data)
        asked.is_valid(raise_exception=True)
        entry = waitlist.join(
            client=signed_in(request),
            service=service,
            wish=asked.wish(),
            claim=self.claim,
            now=timezone.now(),
        )
        card = self.get_serializer(_mine(request).get(pk=entry.pk))
        return Response(card.data, status=status.HTTP_201_CREATED)


class PlaceInLine(APIView):
    """One's own place in a line."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        tags=["Waitlist"],
        summary="Leave a line",
        description="What was kept for you is offered to the next.",
        responses={204: None, **refusals(waitlist.WaitlistEntryNotFound)},
    )
    def delete(self, request: Request, name: str, entry: UUID) -> Response:
        found = _mine(request).filter(public_id=entry, service__in=Service.objects.called(name))
        if not found.exists():
            raise NotFound
        waitlist.leave(public_id=entry, by=signed_in(request), now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


def _mine(request: Request) -> WaitlistQuerySet:
    return WaitlistEntry.objects.of(signed_in(request)).with_details().with_position()


def _seen(request: Request, name: str) -> Service:
    visible = Service.objects.visible_to(request.user).called(name)
    service = visible.select_related("practitioner", "terms").first()
    if service is None:
        raise NotFound
    return service
