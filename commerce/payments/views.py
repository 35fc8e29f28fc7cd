from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import generics, status
from rest_framework.exceptions import UnsupportedMediaType
from rest_framework.parsers import JSONParser
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commerce.payments import cards, setups, webhooks
from commerce.payments.gateway import (
    BadSignature,
    EventTooLarge,
    NotAnEvent,
    PaymentRefused,
    PaymentsUnavailable,
    UnknownToProvider,
    gateway,
)
from commerce.payments.models import Payment, SavedCard
from commerce.payments.serializers import (
    MethodSetup,
    NothingSaid,
    PaymentCard,
    SavedMethod,
    SettleMethod,
)
from estuary.kernel.api.idempotency import HEADER, IdempotentMixin
from estuary.kernel.api.pagination import Feed
from estuary.kernel.api.refusals import refusals
from marketplace.accounts.permissions import signed_in

LARGEST_EVENT = 256 * 1024
_PROVIDER = (PaymentRefused, UnknownToProvider, PaymentsUnavailable)


@extend_schema_view(get=extend_schema(tags=["Payments"], summary="List your payments and refunds"))
class PaymentHistory(generics.ListAPIView):
    """Everything the caller paid, latest first, with what came back."""

    permission_classes = [IsAuthenticated]
    serializer_class = PaymentCard
    pagination_class = Feed
    queryset = Payment.objects.none()

    def get_queryset(self) -> QuerySet[Payment]:
        return (
            Payment.objects.of(self.request.user)
            .select_related("order")
            .prefetch_related("refunds__payment")
        )


class SavedCards(IdempotentMixin, generics.ListAPIView):
    """The cards that the caller keeps, and the beginning of another."""

    permission_classes = [IsAuthenticated]
    serializer_class = SavedMethod
    queryset = SavedCard.objects.none()

    def get_queryset(self) -> QuerySet[SavedCard]:
        return SavedCard.objects.of(self.request.user).standing().order_by("-created_at", "-pk")

    @extend_schema(tags=["Payment methods"], summary="List your saved cards, latest first")
    def get(self, request: Request) -> Response:
        return self.list(request)

    @extend_schema(
        tags=["Payment methods"],
        summary="Begin saving a card",
        description="Answers the secret with which the browser gives the card to the provider; "
        "the card's number never comes here. Then call confirm/. Left open for an hour, it ends.",
        request=None,
        parameters=[HEADER],
        responses={201: MethodSetup, **refusals(*_PROVIDER)},
    )
    def post(self, request: Request) -> Response:
        NothingSaid(data=request.data).is_valid(raise_exception=True)
        setup = setups.begin(user=signed_in(request), claim=self.claim)
        return Response(MethodSetup(setup).data, status=status.HTTP_201_CREATED)


class SettleCard(IdempotentMixin, APIView):
    """Brings the saving of a card as far as it goes now."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        tags=["Payment methods"],
        summary="Settle the saving of a card",
        description="The id is the one that beginning answered. Asks the provider how it stands, "
        "tries it with `payment_method` if one is given, and answers it, with the card once it is "
        "saved. Safe to call at any time, any number of times. A refused card is 402 "
        "card_refused, with the reason in errors.card; one left open too long is 409 "
        "card_setup_expired; another's is 404 card_setup_not_found, another's payment_method 404 "
        "card_not_found.",
        request=SettleMethod,
        parameters=[HEADER],
        responses={
            200: MethodSetup,
            **refusals(
                setups.CardSetupNotFound,
                setups.CardSetupExpired,
                setups.CardRefused,
                cards.CardNotFound,
                *_PROVIDER,
            ),
        },
    )
    def post(self, request: Request, public_id: UUID) -> Response:
        asked = SettleMethod(data=request.data)
        asked.is_valid(raise_exception=True)
        said = asked.validated_data
        setup = setups.settle(
            user=signed_in(request),
            setup_id=public_id,
            payment_method=said["payment_method"],
            return_url=said.get("return_url") or f"{settings.FRONTEND_URL}/cards/return",
            claim=self.claim,
            now=timezone.now(),
        )
        return Response(MethodSetup(setup).data)


class DefaultCard(IdempotentMixin, APIView):
    """Chooses what is charged when nobody chooses."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        tags=["Payment methods"],
        summary="Make a saved card the default",
        description="Another's card, and one that is not saved any more, is 404 card_not_found.",
        request=None,
        parameters=[HEADER],
        responses={200: SavedMethod, **refusals(cards.CardNotFound)},
    )
    def post(self, request: Request, public_id: UUID) -> Response:
        NothingSaid(data=request.data).is_valid(raise_exception=True)
        card = cards.make_default(user=signed_in(request), card_id=public_id, claim=self.claim)
        return Response(SavedMethod(card).data)


class TheCard(APIView):
    """Lets a saved card go."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        tags=["Payment methods"],
        summary="Take a saved card away",
        description="For good: it must be given anew to be used again. Was it the default, there "
        "is none until another is chosen. While the provider does not answer, the card stands.",
        responses={
            204: None,
            **refusals(cards.CardNotFound, PaymentRefused, PaymentsUnavailable),
        },
    )
    def delete(self, request: Request, public_id: UUID) -> Response:
        cards.detach(user=signed_in(request), card_id=public_id, now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class StripeWebhook(APIView):
    """Where the provider tells us of events: verified, stored once, answered, handled after."""

    authentication_classes = []
    permission_classes = [AllowAny]
    throttle_classes = []
    parser_classes = [JSONParser]

    @extend_schema(
        tags=["Webhooks"],
        summary="Take an event of the payment provider",
        request={"application/json": {"type": "object"}},
        responses={202: None, **refusals(BadSignature, NotAnEvent, EventTooLarge)},
        auth=[],
    )
    def post(self, request: Request) -> Response:
        notice = gateway().read_notice(
            body=_bytes_of(request), signature=request.headers.get("Stripe-Signature", "")
        )
        if notice is not None:
            webhooks.receive(notice=notice)
        return Response(None, status=status.HTTP_202_ACCEPTED)


def _bytes_of(request: Request) -> bytes:
    """The body as it came, since the signature is over it; no more of it than an event has.

    Its length may not have been said before it came.
    """
    asked = request._request
    if asked.content_type != JSONParser.media_type:
        raise UnsupportedMediaType(asked.content_type or "")
    body = asked.read(LARGEST_EVENT + 1)
    if len(body) > LARGEST_EVENT:
        raise EventTooLarge
    return body
