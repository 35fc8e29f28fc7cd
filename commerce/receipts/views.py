from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import generics
from rest_framework.exceptions import NotFound
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commerce.receipts import pages
from commerce.receipts.models import Receipt
from commerce.receipts.serializers import ReceiptCard, ReceiptDetail
from estuary.kernel.api.files import AnyAccept, file_answer
from estuary.kernel.api.pagination import Feed
from marketplace.accounts.permissions import signed_in

_KEY = OpenApiParameter("key", str, OpenApiParameter.PATH, description="Its number, or its id.")


@extend_schema_view(
    get=extend_schema(tags=["Payments"], summary="List your receipts and credit notes")
)
class Receipts(generics.ListAPIView):
    """Every paper issued to the caller, latest first."""

    permission_classes = [IsAuthenticated]
    serializer_class = ReceiptCard
    pagination_class = Feed
    queryset = Receipt.objects.none()

    def get_queryset(self) -> QuerySet[Receipt]:
        return Receipt.objects.of(self.request.user).with_details()


class OneReceipt(APIView):
    """One paper, as data."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        tags=["Payments"],
        summary="Show one of your receipts",
        parameters=[_KEY],
        responses=ReceiptDetail,
    )
    def get(self, request: Request, key: str) -> Response:
        return Response(ReceiptDetail(_own(request, key)).data)


class ReceiptPage(APIView):
    """One paper, as a page."""

    permission_classes = [IsAuthenticated]
    content_negotiation_class = AnyAccept

    @extend_schema(
        tags=["Payments"],
        summary="Show one of your receipts as a page to print",
        parameters=[_KEY],
        responses={(200, "text/html"): OpenApiTypes.STR},
    )
    def get(self, request: Request, key: str) -> HttpResponseBase:
        content = pages.page(_own(request, key))
        answer = file_answer(request, content, content_type="text/html; charset=utf-8")
        answer["Content-Security-Policy"] = pages.POLICY
        return answer


def _own(request: Request, key: str) -> Receipt:
    try:
        named = Q(public_id=UUID(key))
    except ValueError:
        named = Q(number=key)
    receipt = Receipt.objects.of(signed_in(request)).with_details().filter(named).first()
    if receipt is None:
        raise NotFound
    return receipt
