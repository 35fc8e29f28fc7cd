from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, status, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from commerce.promotions import offering
from commerce.promotions.filters import PromotionFilters
from commerce.promotions.models import Promotion
from commerce.promotions.querysets import PromotionQuerySet
from commerce.promotions.serializers import NewPromotion, PromotionCard
from estuary.kernel.api.filtering import StrictFilterBackend, StrictOrdering
from estuary.kernel.api.refusals import refusals
from marketplace.accounts.permissions import IsPractitioner, signed_in

_MADE = (
    offering.PromotionNotFound,
    offering.CodeTaken,
    offering.ServiceNotYours,
    offering.PromotionEndsTooSoon,
)
_CHANGED = (*_MADE, offering.PromotionEnded, offering.PromotionInUse, offering.LimitUnderUse)
_CHANGE: dict[str, Any] = {
    "request": NewPromotion,
    "responses": {200: PromotionCard, **refusals(*_CHANGED)},
    "description": "What was claimed already stays. Once it was used, its code and what it takes "
    "off cannot be changed (409 promotion_in_use), and no limit goes under what was used "
    "(409 limit_under_use). One that was ended stays so (409 promotion_ended).",
}


@extend_schema(tags=["Promotions"])
@extend_schema_view(
    list=extend_schema(
        summary="List your promotion codes",
        description="Latest first, those that were ended as well. Codes that staff made for "
        "everybody are not among them.",
        responses=PromotionCard(many=True),
    ),
    retrieve=extend_schema(
        summary="Show one of your promotion codes",
        responses=PromotionCard,
    ),
    create=extend_schema(
        summary="Make a promotion code",
        description="For all of your services, or for those named; never for anybody else's. "
        "A code is there once, in capitals or not: 409 code_taken. What it would take off is told "
        "by `services/{id}/quote/?promotion_code=`.",
        request=NewPromotion,
        responses={201: PromotionCard, **refusals(*_MADE)},
    ),
    update=extend_schema(summary="Change a promotion code", **_CHANGE),
    partial_update=extend_schema(summary="Change a part of a promotion code", **_CHANGE),
    destroy=extend_schema(
        summary="End a promotion code",
        description="Nobody uses it from now on. It stays on the list, and its code stays taken.",
        responses={204: None, **refusals(offering.PromotionNotFound)},
    ),
)
class Promotions(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """A practitioner's own codes; other people's do not exist here."""

    permission_classes = [IsPractitioner]
    serializer_class = PromotionCard
    queryset = Promotion.objects.none()
    lookup_field = "public_id"
    lookup_value_converter = "uuid"
    filter_backends = [StrictFilterBackend, StrictOrdering]
    filterset_class = PromotionFilters
    orderings = {
        "code": "code",
        "created_at": "created_at",
        "ends_at": "ends_at",
        "used_count": "used_count",
    }
    default_ordering = ["-created_at"]

    def get_queryset(self) -> PromotionQuerySet:
        return Promotion.objects.of(self.request.user).with_details()

    def create(self, request: Request) -> Response:
        made = offering.create_promotion(
            by=signed_in(request), offer=_said(request.data).offer(), now=timezone.now()
        )
        return self._answer(made.public_id, status.HTTP_201_CREATED)

    def update(self, request: Request, public_id: UUID) -> Response:
        return self._change(request, public_id, request.data)

    def partial_update(self, request: Request, public_id: UUID) -> Response:
        body = request.data
        whole = {**_as_said(self.get_object()), **body} if isinstance(body, Mapping) else body
        return self._change(request, public_id, whole)

    def destroy(self, request: Request, public_id: UUID) -> Response:
        offering.end_promotion(public_id=public_id, by=signed_in(request))
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _change(self, request: Request, public_id: UUID, body: Any) -> Response:
        offering.change_promotion(
            public_id=public_id,
            by=signed_in(request),
            offer=_said(body).offer(),
            now=timezone.now(),
        )
        return self._answer(public_id)

    def _answer(self, public_id: UUID, status: int = status.HTTP_200_OK) -> Response:
        shown = self.get_queryset().get(public_id=public_id)
        return Response(self.get_serializer(shown).data, status)


def _said(body: Any) -> NewPromotion:
    said = NewPromotion(data=body)
    said.is_valid(raise_exception=True)
    return said


def _as_said(row: Promotion) -> dict[str, Any]:
    """A promotion as its practitioner would send it, so that a part of it can be changed."""
    return {
        "code": row.code,
        "description": row.description,
        "percent": row.percent,
        "amount_cents": row.amount_cents,
        "minimum_cents": row.minimum_cents,
        "services": [str(service.public_id) for service in row.services.all()],
        "is_stackable": row.is_stackable,
        "starts_at": row.starts_at,
        "ends_at": row.ends_at,
        "total_limit": row.total_limit,
        "client_limit": row.client_limit,
    }
