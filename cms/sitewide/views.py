from collections.abc import Iterable
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cms.caching import KeptReadMixin
from cms.changes import tags
from cms.pages.languages import LOCALE, asked_language
from cms.sitewide.reading import site_in
from cms.sitewide.serializers import SiteShape


class SiteView(KeptReadMixin, APIView):
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

    def tags_of(self, response: Response) -> Iterable[str]:
        """The site's own, and those of the pages it leads to, whose titles and addresses it has."""
        shown = {link["page_id"] for link in _links(response.data) if link and link["page_id"]}
        announced = tags.snippets("cms.Announcement")
        return (tags.SITE, announced, tags.ADDRESSES, *(tags.page(key) for key in sorted(shown)))


def _links(site: dict[str, Any]) -> Iterable[dict[str, Any]]:
    for item in [*site["navigation"], *site["footer"]["columns"]]:
        yield from [item, *item["links"]] if "page_id" in item else item["links"]
    yield from (one["link"] for one in site["announcements"])
