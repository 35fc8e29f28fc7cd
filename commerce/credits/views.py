from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import generics, status
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commerce.credits import operations, transfers
from commerce.credits.models import CreditTransfer
from commerce.credits.serializers import (
    AcceptTransfer,
    AskBalance,
    BalanceCard,
    MovementCard,
    NewTransfer,
    TransferCard,
)
from commerce.ledger.models import Posting
from estuary.kernel.api.idempotency import HEADER, IdempotentMixin
from estuary.kernel.api.pagination import Feed
from estuary.kernel.api.refusals import refusals
from marketplace.accounts.permissions import signed_in


class CreditBalance(APIView):
    """What the caller can pay with now."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        tags=["Credits"],
        summary="Show your credits",
        description="The lots come in the order in which they pay: soonest to expire first.",
        parameters=[AskBalance],
        responses={200: BalanceCard},
    )
    def get(self, request: Request) -> Response:
        asked = AskBalance(data=request.query_params.dict())
        asked.is_valid(raise_exception=True)
        found = operations.balance(
            user=signed_in(request), now=timezone.now(), currency=asked.validated_data["currency"]
        )
        return Response(BalanceCard(found).data)


class Movements(Feed):
    """By the time they were written into the books."""

    ordering = ("-at", "-id")


@extend_schema_view(get=extend_schema(tags=["Credits"], summary="List what changed your credits"))
class CreditHistory(generics.ListAPIView):
    """Every movement in the books, latest first; what is only held has not moved."""

    permission_classes = [IsAuthenticated]
    serializer_class = MovementCard
    pagination_class = Movements
    queryset = Posting.objects.none()

    def get_queryset(self) -> QuerySet[Posting]:
        return operations.movements(user=signed_in(self.request))


class Transfers(IdempotentMixin, generics.ListAPIView):
    """Credits the caller sends, and those sent to them."""

    permission_classes = [IsAuthenticated]
    serializer_class = TransferCard
    pagination_class = Feed
    queryset = CreditTransfer.objects.none()

    def get_queryset(self) -> QuerySet[CreditTransfer]:
        return CreditTransfer.objects.of(signed_in(self.request)).select_related("sender")

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "user": self.request.user}

    @extend_schema(tags=["Credits"], summary="List the credits you sent and were sent")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(
        tags=["Credits"],
        summary="Pass credits on",
        description="Holds bought credits and gifts for whoever has the address, until they "
        "accept or the time is over. The answer does not tell whether somebody has it. "
        "Off by default: then 403 transfers_off.",
        request=NewTransfer,
        parameters=[HEADER],
        responses={
            201: TransferCard,
            **refusals(transfers.TransfersOff, transfers.OwnTransfer, operations.CreditsShort),
        },
    )
    def post(self, request: Request) -> Response:
        asked = NewTransfer(data=request.data)
        asked.is_valid(raise_exception=True)
        made = transfers.transfer(
            sender=signed_in(request),
            claim=self.claim,
            now=timezone.now(),
            **asked.validated_data,
        )
        return Response(self.get_serializer(made).data, status=status.HTTP_201_CREATED)


class TransferAcceptance(IdempotentMixin, APIView):
    """A yes to what was sent to one's verified address."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        tags=["Credits"],
        summary="Accept credits that were sent to you",
        request=AcceptTransfer,
        parameters=[HEADER],
        responses={
            200: TransferCard,
            **refusals(
                transfers.TransfersOff, transfers.TransferNotFound, transfers.TransferClosed
            ),
        },
    )
    def post(self, request: Request, public_id: UUID) -> Response:
        AcceptTransfer(data=request.data).is_valid(raise_exception=True)
        accepted = transfers.accept(
            public_id=public_id, by=signed_in(request), claim=self.claim, now=timezone.now()
        )
        return Response(TransferCard(accepted, context={"user": request.user}).data)
