from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cms.pages.languages import LOCALE, asked_language
from cms.sitewide.reading import site_in
from cms.sitewide.serializers import SiteShape
from estuary.kernel.api.conditional import ConditionalReadMixin


class SiteView(ConditionalReadMixin, APIView):
    authentication_classes = []
    permission_classes = [AllowAny]

    @extend_schema(
        tags=["Content"],
        summary="What stands on every page",
        description="Navigation, footer, defaults for search engines, words of the marketplace, "
        "what is announced at the moment, and the languages there are: one call for a frontend's "
        "frame. Links lead to translations where there are any.",
        parameters=[LOCALE],
        responses={200: SiteShape},
        auth=[],
    )
    def get(self, request: Request) -> Response:
        return Response(site_in(asked_language(request)))
