from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commerce.memberships import changing, operations
from commerce.memberships.carrying import CardNeeded, ChangeGivenUp, MembershipNotRunning
from commerce.memberships.models import Membership, MembershipInvoice, PlanVersion
from commerce.memberships.plans import PlanNotFound
from commerce.memberships.serializers import (
    ChangePreview,
    ChosenCard,
    ChosenPlan,
    InvoiceCard,
    MembershipCard,
    NothingSaid,
    PlanCard,
    WantedPlan,
)
from commerce.payments.cards import CardNotFound
from commerce.payments.gateway import PaymentRefused, PaymentsUnavailable, UnknownToProvider
from estuary.kernel.api.idempotency import HEADER, IdempotentMixin
from estuary.kernel.api.pagination import Feed
from estuary.kernel.api.refusals import refusals
from marketplace.accounts.permissions import IsPractitioner, signed_in

TAGS = ["Membership"]
# Of a wish that is carried out with the provider: whoever repeats it may hear how it ended.
_CARRIED_OUT = (
    MembershipNotRunning,
    changing.ChangeUnderWay,
    ChangeGivenUp,
    PaymentRefused,
    UnknownToProvider,
    PaymentsUnavailable,
)
_CHANGEABLE = (changing.MembershipPastDue, changing.ChangeWaits)


class Plans(generics.ListAPIView):
    """What a practitioner can choose from now, the free one first.

    Served by `commerce.earnings`, which knows what each would have saved.
    """

    permission_classes = [IsPractitioner]
    serializer_class = PlanCard
    pagination_class = None
    queryset = PlanVersion.objects.none()

    def get_queryset(self) -> QuerySet[PlanVersion]:
        return PlanVersion.objects.in_force(timezone.now())


class TheMembership(IdempotentMixin, APIView):
    """The caller's membership, and the way to another plan."""

    permission_classes = [IsPractitioner]

    @extend_schema(tags=TAGS, summary="Show your membership", responses={200: MembershipCard})
    def get(self, request: Request) -> Response:
        return _shown(operations.of(user=signed_in(request)))

    @extend_schema(
        tags=TAGS,
        summary="Begin a plan, or change to another",
        description="A higher plan, and a year instead of months, are charged and in force at "
        "once, prorated; a lower one waits for the period's end, and so does the free plan, which "
        "ends the membership. While the status is `incomplete` the bank asks the card's owner: "
        "finish in the browser with `client_secret`, then call confirm/. A refused card is 402 "
        "payment_refused, and nothing is changed; no saved card is 402 card_needed. 409: "
        "already_on_plan, change_waits (take it back by resume/), membership_past_due (pay by "
        "card/), change_under_way.",
        request=ChosenPlan,
        parameters=[HEADER],
        responses={
            200: MembershipCard,
            **refusals(
                PlanNotFound,
                changing.AlreadyOnPlan,
                *_CHANGEABLE,
                CardNeeded,
                CardNotFound,
                *_CARRIED_OUT,
            ),
        },
    )
    def post(self, request: Request) -> Response:
        asked = ChosenPlan(data=request.data)
        asked.is_valid(raise_exception=True)
        said = asked.validated_data
        return _shown(
            changing.change_plan(
                user=signed_in(request),
                plan=said["plan"],
                interval=said["interval"],
                card=said["payment_method"],
                claim=self.claim,
                now=timezone.now(),
            )
        )


class PreviewChange(APIView):
    """What a change would cost, asked of the provider."""

    permission_classes = [IsPractitioner]

    @extend_schema(
        tags=TAGS,
        summary="Show what another plan would cost now",
        description="Nothing is changed. Prorated by the provider to the second, so what is "
        "charged a little later may be a little less.",
        request=WantedPlan,
        responses={
            200: ChangePreview,
            **refusals(
                PlanNotFound,
                changing.AlreadyOnPlan,
                MembershipNotRunning,
                *_CHANGEABLE,
                PaymentRefused,
                UnknownToProvider,
                PaymentsUnavailable,
            ),
        },
    )
    def post(self, request: Request) -> Response:
        asked = WantedPlan(data=request.data)
        asked.is_valid(raise_exception=True)
        said = asked.validated_data
        found = changing.preview(
            user=signed_in(request),
            plan=said["plan"],
            interval=said["interval"],
            now=timezone.now(),
        )
        return Response(ChangePreview(found).data)


class CancelMembership(IdempotentMixin, APIView):
    """Ends the membership with what is paid."""

    permission_classes = [IsPractitioner]

    @extend_schema(
        tags=TAGS,
        summary="End your membership with the period",
        description="The plan is kept until then, and resume/ takes this back.",
        request=None,
        parameters=[HEADER],
        responses={200: MembershipCard, **refusals(*_CHANGEABLE, *_CARRIED_OUT)},
    )
    def post(self, request: Request) -> Response:
        NothingSaid(data=request.data).is_valid(raise_exception=True)
        user = signed_in(request)
        return _shown(changing.end(user=user, claim=self.claim))


class ResumeMembership(IdempotentMixin, APIView):
    """Takes back what waits for the period's end."""

    permission_classes = [IsPractitioner]

    @extend_schema(
        tags=TAGS,
        summary="Take back a downgrade or an end that waits",
        request=None,
        parameters=[HEADER],
        responses={200: MembershipCard, **refusals(changing.NothingToResume, *_CARRIED_OUT)},
    )
    def post(self, request: Request) -> Response:
        NothingSaid(data=request.data).is_valid(raise_exception=True)
        return _shown(changing.resume(user=signed_in(request), claim=self.claim))


class MembershipPaymentCard(IdempotentMixin, APIView):
    """Chooses the card that is charged."""

    permission_classes = [IsPractitioner]

    @extend_schema(
        tags=TAGS,
        summary="Pay with another card",
        description="From now on; what is owed is charged at once, which ends a past due.",
        request=ChosenCard,
        parameters=[HEADER],
        responses={200: MembershipCard, **refusals(CardNeeded, CardNotFound, *_CARRIED_OUT)},
    )
    def post(self, request: Request) -> Response:
        asked = ChosenCard(data=request.data)
        asked.is_valid(raise_exception=True)
        card = asked.validated_data["payment_method"]
        return _shown(changing.use_card(user=signed_in(request), card=card, claim=self.claim))


class ConfirmMembership(APIView):
    """Brings the membership up to date; for the browser, once the bank has answered."""

    permission_classes = [IsPractitioner]

    @extend_schema(
        tags=TAGS,
        summary="Ask the provider how your membership stands",
        description="Safe to call at any time, any number of times.",
        request=None,
        responses={
            200: MembershipCard,
            **refusals(UnknownToProvider, PaymentsUnavailable),
        },
    )
    def post(self, request: Request) -> Response:
        NothingSaid(data=request.data).is_valid(raise_exception=True)
        return _shown(operations.refresh_own(user=signed_in(request)))


@extend_schema_view(get=extend_schema(tags=TAGS, summary="List your membership's invoices"))
class MembershipInvoices(generics.ListAPIView):
    """What the caller was asked for, latest first, with the provider's page of each."""

    permission_classes = [IsPractitioner]
    serializer_class = InvoiceCard
    pagination_class = Feed
    queryset = MembershipInvoice.objects.none()

    def get_queryset(self) -> QuerySet[MembershipInvoice]:
        return MembershipInvoice.objects.of(self.request.user).with_refunds()


def _shown(membership: Membership) -> Response:
    return Response(MembershipCard(membership).data)
