from datetime import MAXYEAR, MINYEAR
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import generics
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commerce.earnings import operations, pages, savings, statements
from commerce.earnings.filters import EarningFilters
from commerce.earnings.models import Earning
from commerce.earnings.serializers import (
    EarningCard,
    EarningsSummary,
    NextCommission,
    PlanWithSavings,
    StatementCard,
    Transaction,
)
from commerce.ledger.models import Posting
from commerce.memberships.models import PlanVersion
from commerce.memberships.views import Plans as ListPlans
from estuary.kernel.api.files import AnyAccept, file_answer
from estuary.kernel.api.filtering import StrictFilterBackend
from estuary.kernel.api.pagination import Feed
from marketplace.accounts.permissions import IsPractitioner, signed_in

_CSV = "text/csv; charset=utf-8"


class ByEntry(Feed):
    """The books, latest first."""

    ordering = ("-entry_id", "-id")


@extend_schema_view(
    get=extend_schema(
        tags=["Earnings"],
        summary="List your earnings",
        description="One for each booking that was paid, latest first.",
        responses={200: EarningCard(many=True)},
    )
)
class Earnings(generics.ListAPIView):
    """A practitioner's own earnings."""

    permission_classes = [IsPractitioner]
    serializer_class = EarningCard
    filter_backends = [StrictFilterBackend]
    filterset_class = EarningFilters
    queryset = Earning.objects.none()

    def get_queryset(self) -> QuerySet[Earning]:
        return Earning.objects.of(self.request.user).with_details().order_by("-accrued_at", "-pk")


class Summary(APIView):
    """A practitioner's earnings in sum."""

    permission_classes = [IsPractitioner]

    @extend_schema(
        tags=["Earnings"],
        summary="Sum up your earnings",
        description="By state, month and service, and what becomes available when.",
        responses={200: EarningsSummary},
    )
    def get(self, request: Request) -> Response:
        mine = Earning.objects.of(signed_in(request))
        told = {
            "by_status": mine.sums_by_status(),
            "by_month": mine.sums_by_month(),
            "by_service": mine.sums_by_service(),
            "coming_releases": mine.coming_releases(),
        }
        return Response(EarningsSummary(told).data)


class Commission(APIView):
    """What the next sale gets."""

    permission_classes = [IsPractitioner]

    @extend_schema(
        tags=["Earnings"],
        summary="Show the commission of your next sale, and why",
        responses={200: NextCommission},
    )
    def get(self, request: Request) -> Response:
        rate = operations.next_rate(
            practitioner=signed_in(request).practitioner,
            currency=settings.CURRENCY,
            now=timezone.now(),
        )
        return Response(NextCommission(rate).data)


@extend_schema_view(
    get=extend_schema(
        tags=["Membership"],
        summary="List the plans, what they cost and what they would have saved you",
        description="`last_month` sets the commission that a plan would have taken off what you "
        "sold in the last calendar month (UTC) against its price.",
        responses={200: PlanWithSavings(many=True)},
    )
)
class Plans(ListPlans):
    """The plans, and what they would have saved."""

    serializer_class = PlanWithSavings

    def get_serializer_context(self) -> dict[str, Any]:
        now = timezone.now()
        saved = savings.last_month(
            practitioner=signed_in(self.request).practitioner,
            versions=PlanVersion.objects.in_force(now),
            currency=settings.CURRENCY,
            now=now,
        )
        return {**super().get_serializer_context(), "savings": saved}


@extend_schema_view(
    get=extend_schema(
        tags=["Earnings"],
        summary="List what moved on your accounts",
        description="From the sale to the payout, latest first; every line says what it was.",
        responses={200: Transaction(many=True)},
    )
)
class Transactions(generics.ListAPIView):
    """The books' view of a practitioner."""

    permission_classes = [IsPractitioner]
    serializer_class = Transaction
    pagination_class = ByEntry
    queryset = Posting.objects.none()

    def get_queryset(self) -> QuerySet[Posting]:
        return statements.lines(signed_in(self.request))


class TransactionTable(APIView):
    """The same as a table for other programs."""

    permission_classes = [IsPractitioner]
    content_negotiation_class = AnyAccept

    @extend_schema(
        tags=["Earnings"],
        summary="Export what moved on your accounts",
        responses={(200, "text/csv"): OpenApiTypes.STR},
    )
    def get(self, request: Request) -> HttpResponseBase:
        rows = statements.lines(signed_in(request)).order_by("pk")
        return file_answer(request, pages.transaction_table(rows.iterator()), content_type=_CSV)


class OneStatement(APIView):
    """One year, as data."""

    permission_classes = [IsPractitioner]

    @extend_schema(
        tags=["Earnings"],
        summary="Show your statement of a year",
        description="By month and in sum: what was sold, given back, taken, kept and paid out; "
        "each membership fee and payout; what was owed as the year (UTC) began and ended.",
        responses={200: StatementCard},
    )
    def get(self, request: Request, year: int) -> Response:
        return Response(StatementCard(_statement(request, year)).data)


class StatementTable(APIView):
    """One year, as a table for other programs."""

    permission_classes = [IsPractitioner]
    content_negotiation_class = AnyAccept

    @extend_schema(
        tags=["Earnings"],
        summary="Export your statement of a year",
        responses={(200, "text/csv"): OpenApiTypes.STR},
    )
    def get(self, request: Request, year: int) -> HttpResponseBase:
        content = pages.statement_table(_statement(request, year))
        return file_answer(request, content, content_type=_CSV)


class StatementPage(APIView):
    """One year, as a page."""

    permission_classes = [IsPractitioner]
    content_negotiation_class = AnyAccept

    @extend_schema(
        tags=["Earnings"],
        summary="Show your statement of a year as a page to print",
        responses={(200, "text/html"): OpenApiTypes.STR},
    )
    def get(self, request: Request, year: int) -> HttpResponseBase:
        told, user = _statement(request, year), signed_in(request)
        content = pages.statement_page(told, user=user, now=timezone.now())
        answer = file_answer(request, content, content_type="text/html; charset=utf-8")
        answer["Content-Security-Policy"] = pages.POLICY
        return answer


def _statement(request: Request, year: int) -> statements.Statement:
    if not MINYEAR <= year < MAXYEAR:
        raise NotFound
    return statements.statement(user=signed_in(request), year=year, currency=settings.CURRENCY)
