import hashlib

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.views import APIView

from cms.streams import feeds
from estuary.kernel.api.files import AnyAccept
from marketplace.practitioners.models import Practitioner

KEPT_SECONDS = 15 * 60


class _Feed(APIView):
    authentication_classes = ()
    permission_classes = (AllowAny,)
    content_negotiation_class = AnyAccept
    kind = ""

    def _answer(self, request: Request, name: str) -> HttpResponseBase:
        practitioner = Practitioner.objects.listed().called(name).first()
        if practitioner is None:
            raise NotFound
        at = f"{settings.PUBLIC_URL}{request.path}"
        content = feeds.written(practitioner, kind=self.kind, at=at)
        response = HttpResponse(content, content_type=feeds.CONTENT_TYPES[self.kind])
        response["ETag"] = quote_etag(hashlib.sha256(content).hexdigest()[:32])
        patch_cache_control(response, public=True, max_age=KEPT_SECONDS)
        answer = get_conditional_response(
            request._request, etag=response["ETag"], response=response
        )
        assert answer is not None
        return answer


class RssFeed(_Feed):
    kind = "rss"

    @extend_schema(
        tags=["Streams"],
        operation_id="streams_rss",
        summary="Follow a practitioner's streams by RSS",
        description="The last 20; of those that are not for everybody the teaser.",
        responses={(200, "application/rss+xml"): OpenApiTypes.STR},
        auth=[],
    )
    def get(self, request: Request, name: str) -> HttpResponseBase:
        return self._answer(request, name)


class AtomFeed(_Feed):
    kind = "atom"

    @extend_schema(
        tags=["Streams"],
        operation_id="streams_atom",
        summary="Follow a practitioner's streams by Atom",
        description="The last 20; of those that are not for everybody the teaser.",
        responses={(200, "application/atom+xml"): OpenApiTypes.STR},
        auth=[],
    )
    def get(self, request: Request, name: str) -> HttpResponseBase:
        return self._answer(request, name)
