import datetime
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.exceptions import NotFound
from rest_framework.permissions import SAFE_METHODS, AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from estuary.kernel.api.conditional import ConditionalReadMixin
from estuary.kernel.api.refusals import refusals
from marketplace.accounts.permissions import IsPractitionerOwner
from marketplace.practitioners.models import Practitioner
from marketplace.schedules import operations
from marketplace.schedules.models import DateOverride, TimeAway
from marketplace.schedules.serializers import (
    Away,
    NewAway,
    NewOverride,
    NewSchedule,
    Override,
    Schedule,
)

_TAGS = ["Schedules"]


class WeeklySchedule(ConditionalReadMixin, APIView):
    """Everybody who sees a practitioner sees their week; only they change it."""

    def get_permissions(self) -> list[Any]:
        return [AllowAny()] if self.request.method in SAFE_METHODS else [IsPractitionerOwner()]

    @extend_schema(
        tags=_TAGS,
        summary="Show a practitioner's weekly hours",
        description="The usual week in the practitioner's wall time; what can be booked is under "
        "`availability/`.",
        responses={200: Schedule},
    )
    def get(self, request: Request, name: str) -> Response:
        return Response(Schedule(self._practitioner(name)).data)

    @extend_schema(
        tags=_TAGS,
        summary="Replace your weekly hours",
        request=NewSchedule,
        responses={200: Schedule, **refusals(operations.WindowsOverlap)},
    )
    def post(self, request: Request, name: str) -> Response:
        practitioner = _own(request, name)
        said = NewSchedule(data=request.data)
        said.is_valid(raise_exception=True)
        operations.set_weekly_hours(
            practitioner_id=practitioner.pk,
            windows=said.windows(),
            timezone=said.validated_data["timezone"],
        )
        return Response(Schedule(self._practitioner(name)).data)

    def _practitioner(self, name: str) -> Practitioner:
        return _found(Practitioner.objects.visible_to(self.request.user).called(name).first())


class Overrides(generics.ListAPIView):
    """The dates on which one's own weekly hours do not count."""

    permission_classes = (IsPractitionerOwner,)
    serializer_class = Override
    queryset = DateOverride.objects.none()

    def get_queryset(self):
        practitioner = _own(self.request, self.kwargs["name"])
        return DateOverride.objects.filter(practitioner=practitioner).in_order()

    @extend_schema(tags=_TAGS, summary="List your dates with other hours")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(
        tags=_TAGS,
        summary="Set the hours of one date",
        description="Replaces what was set for the date. An empty list closes it.",
        request=NewOverride,
        responses={200: Override(many=True), **refusals(operations.WindowsOverlap)},
    )
    def post(self, request: Request, name: str) -> Response:
        practitioner = _own(request, name)
        said = NewOverride(data=request.data)
        said.is_valid(raise_exception=True)
        date = said.validated_data["date"]
        operations.set_override(
            practitioner_id=practitioner.pk, date=date, windows=said.stretches()
        )
        rows = DateOverride.objects.filter(practitioner=practitioner, date=date).in_order()
        return Response(Override(rows, many=True).data)


class OneOverride(APIView):
    permission_classes = (IsPractitionerOwner,)

    @extend_schema(
        tags=_TAGS,
        summary="Let the weekly hours count on a date again",
        responses={204: None, **refusals(operations.OverrideNotFound)},
    )
    def delete(self, request: Request, name: str, date: datetime.date) -> Response:
        practitioner = _own(request, name)
        operations.clear_override(practitioner_id=practitioner.pk, date=date)
        return Response(status=status.HTTP_204_NO_CONTENT)


class TimesAway(generics.ListAPIView):
    """When one will not be there."""

    permission_classes = (IsPractitionerOwner,)
    serializer_class = Away
    queryset = TimeAway.objects.none()

    def get_queryset(self):
        practitioner = _own(self.request, self.kwargs["name"])
        return (
            TimeAway.objects.filter(practitioner=practitioner).not_over(timezone.now()).in_order()
        )

    @extend_schema(tags=_TAGS, summary="List your time away, past ones left out")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(
        tags=_TAGS,
        summary="Take time away",
        description="Nothing can be booked then. What is booked already stays.",
        request=NewAway,
        responses={
            201: Away,
            **refusals(operations.TimeAwayEndsTooEarly, operations.TimeAwayOverlaps),
        },
    )
    def post(self, request: Request, name: str) -> Response:
        practitioner = _own(request, name)
        said = NewAway(data=request.data)
        said.is_valid(raise_exception=True)
        row = operations.take_time_away(
            practitioner_id=practitioner.pk, now=timezone.now(), **said.validated_data
        )
        return Response(Away(row).data, status=status.HTTP_201_CREATED)


class OneTimeAway(APIView):
    permission_classes = (IsPractitionerOwner,)

    @extend_schema(
        tags=_TAGS,
        summary="Be there after all",
        responses={204: None, **refusals(operations.TimeAwayNotFound)},
    )
    def delete(self, request: Request, name: str, public_id: Any) -> Response:
        practitioner = _own(request, name)
        operations.cancel_time_away(practitioner_id=practitioner.pk, public_id=public_id)
        return Response(status=status.HTTP_204_NO_CONTENT)


def _own(request: Request, name: str) -> Practitioner:
    """The caller's own record; when and why somebody else is away is not for them to see."""
    return _found(Practitioner.objects.of(request.user).called(name).first())


def _found(practitioner: Practitioner | None) -> Practitioner:
    if practitioner is None:
        raise NotFound
    return practitioner
