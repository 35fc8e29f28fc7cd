from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import generics, status
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commerce.payments.gateway import PaymentRefused, PaymentsUnavailable
from commerce.payouts import accounts, operations
from commerce.payouts.models import ConnectAccount, Payout
from commerce.payouts.serializers import (
    NOT_STARTED,
    ConnectCard,
    ConnectLink,
    NothingSaid,
    OutlookCard,
    PayoutCard,
    PayoutDetail,
    ReplaceConnect,
    StartConnect,
)
from estuary.kernel.api.idempotency import HEADER, IdempotentMixin
from estuary.kernel.api.pagination import Feed
from estuary.kernel.api.refusals import refusals
from marketplace.accounts.permissions import IsPractitioner, signed_in
from marketplace.models import Practitioner

_CONNECT = ["Payout account"]
_PAYOUTS = ["Payouts"]


class Connect(APIView):
    """The account on which the caller is paid."""

    permission_classes = [IsPractitioner]

    @extend_schema(
        tags=_CONNECT,
        summary="Show how your payout account stands",
        description="As we last heard of it: what the provider wants to know, until when, and "
        "whether you can be paid. What you earn meanwhile waits for you.",
        responses={200: ConnectCard},
    )
    def get(self, request: Request) -> Response:
        account = ConnectAccount.objects.of(request.user).current().first()
        return Response(ConnectCard(account).data if account else NOT_STARTED)

    @extend_schema(
        tags=_CONNECT,
        summary="Begin or go on setting up your payout account",
        description="Answers a link to the provider's own pages; it opens once and not for long, "
        "so ask for it when it is to be followed. `country` is needed the first time, and cannot "
        "be changed (409 country_fixed). One that was rejected or closed is 409 "
        "connect_account_ended.",
        request=StartConnect,
        responses={
            201: ConnectLink,
            **refusals(
                accounts.NoPractice,
                accounts.CountryNeeded,
                accounts.CountryFixed,
                accounts.ConnectAccountEnded,
                PaymentRefused,
                PaymentsUnavailable,
            ),
        },
    )
    def post(self, request: Request) -> Response:
        asked = StartConnect(data=request.data)
        asked.is_valid(raise_exception=True)
        link = accounts.start(user=signed_in(request), **asked.validated_data)
        return Response(ConnectLink(link).data, status=status.HTTP_201_CREATED)


class ConnectReturn(APIView):
    """Says that the caller comes from the provider's pages."""

    permission_classes = [IsPractitioner]

    @extend_schema(
        tags=_CONNECT,
        summary="Say that you have been at the provider",
        description="Asks the provider how the account stands now. Were payouts stopped because "
        "a bank sent one back, they go on. Safe to call at any time.",
        request=None,
        responses={
            200: ConnectCard,
            **refusals(accounts.NoConnectAccount, PaymentsUnavailable),
        },
    )
    def post(self, request: Request) -> Response:
        NothingSaid(data=request.data).is_valid(raise_exception=True)
        return Response(ConnectCard(accounts.come_back(user=signed_in(request))).data)


class ConnectDashboard(APIView):
    """The provider's own pages about the caller's money."""

    permission_classes = [IsPractitioner]

    @extend_schema(
        tags=_CONNECT,
        summary="Get a link to the provider's dashboard",
        description="Opens once. 409 dashboard_not_ready before the account was set up.",
        request=None,
        responses={
            201: ConnectLink,
            **refusals(accounts.NoConnectAccount, accounts.DashboardNotReady, PaymentsUnavailable),
        },
    )
    def post(self, request: Request) -> Response:
        NothingSaid(data=request.data).is_valid(raise_exception=True)
        link = accounts.dashboard(user=signed_in(request))
        return Response(ConnectLink(link).data, status=status.HTTP_201_CREATED)


class ConnectReplacement(IdempotentMixin, APIView):
    """Another account in place of the one that is there."""

    permission_classes = [IsPractitioner]

    @extend_schema(
        tags=_CONNECT,
        summary="Replace your payout account by another",
        description="Answers a link to set the new one up; until that is done you cannot be paid. "
        "While a payout is on its way, 409 connect_account_in_use.",
        request=ReplaceConnect,
        parameters=[HEADER],
        responses={
            201: ConnectLink,
            **refusals(
                accounts.NoConnectAccount,
                accounts.ConnectAccountInUse,
                accounts.ConnectAccountEnded,
                PaymentRefused,
                PaymentsUnavailable,
            ),
        },
    )
    def post(self, request: Request) -> Response:
        asked = ReplaceConnect(data=request.data)
        asked.is_valid(raise_exception=True)
        link = accounts.replace(
            user=signed_in(request),
            claim=self.claim,
            now=timezone.now(),
            **asked.validated_data,
        )
        return Response(ConnectLink(link).data, status=status.HTTP_201_CREATED)


@extend_schema_view(
    get=extend_schema(
        tags=_PAYOUTS,
        summary="List your payouts, latest first",
    )
)
class Payouts(generics.ListAPIView):
    """What was paid out to the caller, and what is on its way."""

    permission_classes = [IsPractitioner]
    serializer_class = PayoutCard
    pagination_class = Feed
    queryset = Payout.objects.none()
    filterset_fields = ["status"]

    def get_queryset(self) -> QuerySet[Payout]:
        return Payout.objects.of(self.request.user).with_details()


class OnePayout(APIView):
    """One payout, with its earnings."""

    permission_classes = [IsPractitioner]

    @extend_schema(
        tags=_PAYOUTS,
        summary="Show one of your payouts, with its earnings",
        responses={200: PayoutDetail},
    )
    def get(self, request: Request, public_id: UUID) -> Response:
        found = Payout.objects.of(request.user).with_details().filter(public_id=public_id)
        payout = found.prefetch_related("items__earning__booking__service").first()
        if payout is None:
            raise NotFound
        return Response(PayoutDetail(payout).data)


class NextPayout(APIView):
    """What would be paid out now."""

    permission_classes = [IsPractitioner]

    @extend_schema(
        tags=_PAYOUTS,
        summary="Show what a payout would come to now",
        description="With what stands in its way, in the words with which asking for it would be "
        "refused.",
        responses={200: OutlookCard},
    )
    def get(self, request: Request) -> Response:
        practitioner = Practitioner.objects.of(request.user).select_related("user").first()
        if practitioner is None:
            raise NotFound
        ahead = operations.outlook(practitioner=practitioner, now=timezone.now())
        return Response(OutlookCard(ahead).data)


class RequestPayout(IdempotentMixin, APIView):
    """Asks for everything that can be paid out."""

    permission_classes = [IsPractitioner]

    @extend_schema(
        tags=_PAYOUTS,
        summary="Ask to be paid out now",
        description="Everything available, less what is owed for refunds of what was paid out "
        "earlier; at least the minimum, or 409 payout_below_minimum. One at a time: 409 "
        "payout_open. An account that cannot be paid is 409 payout_account_not_ready.",
        request=None,
        parameters=[HEADER],
        responses={
            201: PayoutCard,
            **refusals(
                operations.PayoutAccountNotReady,
                operations.PayoutOpen,
                operations.PayoutBelowMinimum,
            ),
        },
    )
    def post(self, request: Request) -> Response:
        NothingSaid(data=request.data).is_valid(raise_exception=True)
        made = operations.request(user=signed_in(request), claim=self.claim, now=timezone.now())
        return Response(_card(made), status=status.HTTP_201_CREATED)


class CancelPayout(IdempotentMixin, APIView):
    """Gives up a payout that was not sent yet."""

    permission_classes = [IsPractitioner]

    @extend_schema(
        tags=_PAYOUTS,
        summary="Cancel a payout that was not sent yet",
        description="What was in it can be paid out again. Too late is 409 payout_on_its_way.",
        request=None,
        parameters=[HEADER],
        responses={
            200: PayoutCard,
            **refusals(operations.PayoutNotFound, operations.PayoutOnItsWay),
        },
    )
    def post(self, request: Request, public_id: UUID) -> Response:
        NothingSaid(data=request.data).is_valid(raise_exception=True)
        payout = operations.cancel(
            user=signed_in(request), payout_id=public_id, claim=self.claim, now=timezone.now()
        )
        return Response(_card(payout))


def _card(payout: Payout) -> dict:
    return dict(PayoutCard(Payout.objects.with_details().get(pk=payout.pk)).data)
