from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commerce.checkout import prepaid, returning
from commerce.checkout.refusals import OPENING, PACKAGE, PROMOTION, RETURNING
from commerce.checkout.serializers import (
    BuyCredits,
    BuyPackage,
    CreditsQuoteCard,
    OrderCard,
    PackageQuoteCard,
    QuestionOfPackagePrice,
    ReturnQuoteCard,
    ReturnUnits,
)
from commerce.checkout.states import RefundTo
from commerce.entitlements.models import Entitlement
from commerce.entitlements.serializers import EntitlementDetail
from estuary.kernel.api.idempotency import HEADER, IdempotentMixin
from estuary.kernel.api.refusals import refusals
from marketplace.accounts.permissions import signed_in
from marketplace.models import User
from marketplace.packages.states import PackageKind


class PurchaseOfPackage(IdempotentMixin, APIView):
    """Buying a package or a bundle."""

    permission_classes = [IsAuthenticated]
    kind = PackageKind.PACKAGE

    @extend_schema(
        tags=["Packages"],
        summary="Buy a package or a bundle",
        description="By id or slug. Answers the order with what is to be paid. Its units are "
        "yours once it is paid: see entitlements/. With a `terms_version` that is not sold any "
        "more it is 409 terms_changed, with the price as it is now in errors.quote.",
        request=BuyPackage,
        parameters=[HEADER],
        responses={201: OrderCard, **refusals(*PACKAGE)},
    )
    def post(self, request: Request, name: str) -> Response:
        asked = BuyPackage(data=request.data)
        asked.is_valid(raise_exception=True)
        order = prepaid.buy_package(
            client=signed_in(request),
            name=name,
            kind=self.kind,
            means=asked.means(),
            terms_version=asked.validated_data.get("terms_version"),
            claim=self.claim,
            now=timezone.now(),
        )
        return Response(OrderCard(order).data, status=status.HTTP_201_CREATED)


@extend_schema(tags=["Bundles"])
class PurchaseOfBundle(PurchaseOfPackage):
    """The same for a bundle."""

    kind = PackageKind.BUNDLE


class PurchaseOfCredits(IdempotentMixin, APIView):
    """Buying credits."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        tags=["Credits"],
        summary="Buy credits",
        description="Answers the order with what is to be paid. They do not expire.",
        request=BuyCredits,
        parameters=[HEADER],
        responses={201: OrderCard, **refusals(prepaid.AmountOutOfBounds, *OPENING)},
    )
    def post(self, request: Request) -> Response:
        asked = BuyCredits(data=request.data)
        asked.is_valid(raise_exception=True)
        order = prepaid.buy_credits(
            client=signed_in(request),
            amount_cents=asked.validated_data["amount_cents"],
            claim=self.claim,
            now=timezone.now(),
        )
        return Response(OrderCard(order).data, status=status.HTTP_201_CREATED)


class QuoteOfPackage(APIView):
    """What buying would cost; anybody may ask."""

    permission_classes = [AllowAny]
    kind = PackageKind.PACKAGE

    @extend_schema(
        tags=["Packages"],
        summary="Show what a package or a bundle costs now",
        description="By id or slug. With each unit at its share of the price: what comes back "
        "for it until it expires, as long as it is not used. A purchase with the same "
        "`terms_version` takes this price.",
        parameters=[QuestionOfPackagePrice],
        responses={200: PackageQuoteCard, **refusals(prepaid.PackageNotOnSale, *PROMOTION)},
    )
    def get(self, request: Request, name: str) -> Response:
        asked = QuestionOfPackagePrice(data=request.query_params.dict())
        asked.is_valid(raise_exception=True)
        quoted = prepaid.quote_package(
            name=name,
            kind=self.kind,
            client=request.user if isinstance(request.user, User) else None,
            means=asked.means(),
            now=timezone.now(),
        )
        return Response(PackageQuoteCard(quoted).data)


@extend_schema(tags=["Bundles"])
class QuoteOfBundle(QuoteOfPackage):
    """The same for a bundle."""

    kind = PackageKind.BUNDLE


class QuoteOfCredits(APIView):
    """What credits would cost; anybody may ask."""

    permission_classes = [AllowAny]

    @extend_schema(
        tags=["Credits"],
        summary="Show what credits cost",
        parameters=[BuyCredits],
        responses={200: CreditsQuoteCard, **refusals(prepaid.AmountOutOfBounds)},
    )
    def get(self, request: Request) -> Response:
        asked = BuyCredits(data=request.query_params.dict())
        asked.is_valid(raise_exception=True)
        quoted = prepaid.quote_credits(amount_cents=asked.validated_data["amount_cents"])
        return Response(CreditsQuoteCard(quoted).data)


class QuoteOfUnits(APIView):
    """What the unused part of something bought would give back."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        tags=["Entitlements"],
        summary="Show what giving back what is left would give back now",
        description="All open units at their share of the price. With nothing left, or after "
        "the expiry, it is 409 nothing_to_refund.",
        parameters=[ReturnUnits],
        responses={200: ReturnQuoteCard, **refusals(*RETURNING)},
    )
    def get(self, request: Request, public_id: UUID) -> Response:
        asked = ReturnUnits(data=request.query_params.dict())
        asked.is_valid(raise_exception=True)
        quoted = returning.quote_return(
            public_id=public_id,
            by=signed_in(request),
            refund_to=RefundTo(asked.validated_data["refund_to"]),
            now=timezone.now(),
        )
        return Response(ReturnQuoteCard(quoted).data)


class ReturnOfUnits(IdempotentMixin, APIView):
    """Giving back the unused part of something bought."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        tags=["Entitlements"],
        summary="Give back what is left of a package or a bundle, for money",
        description="What comes back is what refund/quote/ says at the same moment. Booked "
        "units stay booked.",
        request=ReturnUnits,
        parameters=[HEADER],
        responses={200: EntitlementDetail, **refusals(*RETURNING)},
    )
    def post(self, request: Request, public_id: UUID) -> Response:
        asked = ReturnUnits(data=request.data)
        asked.is_valid(raise_exception=True)
        bought = returning.give_back_units(
            public_id=public_id,
            by=signed_in(request),
            refund_to=RefundTo(asked.validated_data["refund_to"]),
            claim=self.claim,
            now=timezone.now(),
        )
        shown = Entitlement.objects.with_details().get(pk=bought.pk)
        return Response(EntitlementDetail(shown).data)
