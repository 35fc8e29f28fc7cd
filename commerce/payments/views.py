from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import generics, status
from rest_framework.parsers import BaseParser
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commerce.payments import webhooks
from commerce.payments.gateway import BadSignature, gateway
from commerce.payments.models import Payment
from commerce.payments.serializers import PaymentCard
from estuary.kernel.api.pagination import Feed
from estuary.kernel.api.schemas import Problem

LARGEST_EVENT = 256 * 1024


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


class AnyBody(BaseParser):
    """Takes the body as it is: the signature is over its bytes."""

    media_type = "*/*"

    def parse(self, stream, media_type=None, parser_context=None):
        return {}


class StripeWebhook(APIView):
    """Where the provider tells us of events: verified, stored once, answered, handled after."""

    authentication_classes = []
    permission_classes = [AllowAny]
    throttle_classes = []
    parser_classes = [AnyBody]

    @extend_schema(
        tags=["Webhooks"],
        summary="Take an event of the payment provider",
        request={"application/json": {"type": "object"}},
        responses={202: None, 400: Problem},
        auth=[],
    )
    def post(self, request: Request) -> Response:
        if int(request.headers.get("Content-Length") or 0) > LARGEST_EVENT:
            raise BadSignature("This is too large to be an event.")
        notice = gateway().read_notice(
            body=request._request.body, signature=request.headers.get("Stripe-Signature", "")
        )
        webhooks.receive(notice=notice)
        return Response(None, status=status.HTTP_202_ACCEPTED)
