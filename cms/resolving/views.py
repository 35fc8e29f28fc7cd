from collections.abc import Iterable
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cms.api.urls import content
from cms.api.views import Pages
from cms.caching import KeptReadMixin
from cms.changes import tags
from cms.resolving import paths
from cms.resolving.finding import Found, find
from cms.resolving.serializers import Resolved
from cms.resolving.states import Resolution

# The address of a page's detail, so that both answer alike.
page_detail = content.wrap_view(Pages.as_view({"get": "detail_view"}))


class AskedPath(serializers.Serializer):
    path = serializers.CharField(max_length=2000)

    def validate_path(self, path: str) -> str:
        """What no address can be is no address that was never there."""
        try:
            plain = paths.plain(path)
        except ValueError as error:
            raise serializers.ValidationError("This is no address.") from error
        if "\x00" in plain:
            raise serializers.ValidationError("This is no address.")
        return path


class Resolve(KeptReadMixin, APIView):
    """One answer for whatever a frontend's visitor asks for."""

    permission_classes = (AllowAny,)

    @extend_schema(
        tags=["Content"],
        summary="Say what is at an address of the frontend",
        description="A page with all of its words, the way to where it is now, that it is gone, or "
        "that there never was anything: always 200, since the question has been answered. What "
        "the visitor is told is up to the frontend (200, 301 or 302, 410, 404). `fields` and "
        "`depth` are those of `content/pages/`.",
        parameters=[
            OpenApiParameter(
                "path", str, required=True, description="Such as `/about/`, with or without host."
            ),
            OpenApiParameter("fields", str, description="As in Wagtail's API."),
            OpenApiParameter("depth", int, description="How deep references are told: 0, 1, 2."),
        ],
        responses={200: Resolved},
    )
    def get(self, request: Request) -> Response:
        asked = AskedPath(data=request.query_params)
        asked.is_valid(raise_exception=True)
        self.found = found = find(asked.validated_data["path"])
        redirect = {"target": found.target, "is_permanent": found.is_permanent}
        said = {
            "kind": found.kind,
            "page": _page(request, found),
            "redirect": redirect if found.kind == Resolution.REDIRECT else None,
        }
        return Response(said)

    def tags_of(self, response: Response) -> Iterable[str]:
        page = self.found.page_id
        return (tags.ADDRESSES,) if page is None else (tags.page(page),)


def _page(request: Request, found: Found) -> Any:
    if found.page_id is None:
        return None
    answer = page_detail(request._request, pk=found.page_id)
    if answer.status_code != 200:
        raise ValidationError({"non_field_errors": [answer.data["message"]]})
    return answer.data
