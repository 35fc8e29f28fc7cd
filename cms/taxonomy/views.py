from collections.abc import Iterable
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.exceptions import NotFound
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cms.caching import KeptReadMixin
from cms.changes import tags
from cms.pages.languages import DEPTH, LOCALE, TEXT_FORMAT, asked_language
from cms.pages.references import Asked
from cms.taxonomy import reading
from cms.taxonomy.models import Audience, CertificationKind, Modality
from cms.taxonomy.serializers import (
    AudienceCard,
    CertificationKindCard,
    ModalityCard,
    ModalityDetail,
)


class _Terms(KeptReadMixin, generics.ListAPIView):
    """What is published of one vocabulary in the language that is asked for, in order."""

    authentication_classes = []
    permission_classes = [AllowAny]
    query_parameters = ("locale",)
    queryset: Any = None

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        return self.queryset.in_language(asked_language(self.request))


@extend_schema(
    tags=["Content"],
    summary="List the modalities",
    description="In the order staff gave them; `parent` makes them a tree.",
    parameters=[LOCALE],
    responses={200: ModalityCard(many=True)},
    auth=[],
)
class Modalities(_Terms):
    serializer_class = ModalityCard
    queryset = Modality.objects.published().select_related("parent", "locale")
    cache_tags = (tags.snippets("cms.Modality"),)

    def get_serializer(self, modalities: Iterable[Modality], **_many: Any) -> ModalityCard:
        return ModalityCard(reading.cards(modalities), many=True)


@extend_schema(tags=["Content"], summary="List the audiences", parameters=[LOCALE], auth=[])
class Audiences(_Terms):
    serializer_class = AudienceCard
    queryset = Audience.objects.published()
    cache_tags = (tags.snippets("cms.Audience"),)


@extend_schema(
    tags=["Content"], summary="List the kinds of certification", parameters=[LOCALE], auth=[]
)
class CertificationKinds(_Terms):
    serializer_class = CertificationKindCard
    queryset = CertificationKind.objects.published()
    cache_tags = (tags.snippets("cms.CertificationKind"),)


class ModalityByName(KeptReadMixin, APIView):
    authentication_classes = []
    permission_classes = [AllowAny]

    @extend_schema(
        tags=["Content"],
        summary="Show a modality",
        description="By its slug, in the language that is asked for.",
        parameters=[LOCALE, TEXT_FORMAT, DEPTH],
        responses={200: ModalityDetail},
        auth=[],
    )
    def get(self, request: Request, slug: str) -> Response:
        found = Modality.objects.published().in_language(asked_language(request))
        modality = found.filter(slug=slug).select_related("parent", "locale").first()
        if modality is None:
            raise NotFound
        return Response(reading.detail(modality, Asked.by(request)))

    def tags_of(self, response: Response) -> Iterable[str]:
        return (tags.row("modality", response.data["id"]), tags.snippets("cms.Modality"))
