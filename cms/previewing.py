"""Drafts as the public would read them once they are published: `content/preview/`.

The answer is that of the live address, without our envelope; who may have it is up to the token.
"""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import AllowAny
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from wagtail.api.v2.utils import BadRequestError
from wagtail.models import Page, TranslatableMixin

from cms.api.preview_schema import PreviewSchema
from cms.api.urls import content
from cms.api.views import Pages
from cms.pages.loading import load
from cms.pages.references import Asked, Wanted
from cms.previews import operations
from cms.sitewide.models import SitewideSetting
from cms.sitewide.reading import part_of_site
from cms.snippets.models import Announcement
from cms.taxonomy import reading
from cms.taxonomy.models import Audience, CertificationKind, Modality
from cms.taxonomy.serializers import AudienceCard, CertificationKindCard
from estuary.kernel.api.throttling import PreviewThrottle


class Preview(APIView):
    """What an editor has on the screen (`token`), or what a reviewer was sent (`review`).

    `since` is the version that one has, by the header `Preview-Version`: 204 while it is the same.
    """

    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_classes = (PreviewThrottle,)
    renderer_classes = (JSONRenderer,)
    http_method_names = ("get", "head", "options")
    schema = PreviewSchema()

    def get(self, request: Request) -> Response:
        asked = request.query_params
        seen = asked.get("since", "")
        look = operations.look(
            token=asked.get("token", ""),
            review=asked.get("review", ""),
            seen=int(seen) if seen.isascii() and seen.isdigit() else None,
            now=timezone.now(),
        )
        headers = {"Preview-Version": str(look.version)}
        if look.draft is None:
            return Response(status=status.HTTP_204_NO_CONTENT, headers=headers)
        return Response(detail_of(look.draft, request), headers=headers)

    def finalize_response(self, *args: Any, **kwargs: Any) -> Response:
        """Nobody keeps it, finds it, or learns of its address: whatever was answered."""
        response: Response = super().finalize_response(*args, **kwargs)
        add_never_cache_headers(response)
        response["X-Robots-Tag"] = "noindex"
        response["Referrer-Policy"] = "no-referrer"
        return response


def detail_of(draft: Any, request: Request) -> Mapping[str, Any]:
    """The draft as its public address would show it, with `meta` that says what it is.

    A page as `content/pages/{id}/`, a modality as its own address, another snippet as the card
    that lists and blocks show, a setting as its part of `content/site/`.
    """
    if isinstance(draft, Page):
        return _page(draft, request)
    return {"meta": _meta(draft), **_words(draft, Asked.by(request))}


# --- pages ---


class _Drafts(Pages):
    """The detail of a page that need not be in the database."""

    def held_back(self, rows: list[Any]) -> Mapping[int, tuple[str, ...]]:
        """Whoever has the token reads all of it, whoever else may."""
        return {}


class _Router:
    """Wagtail's addresses of pages; what was never saved has none yet."""

    def get_object_detail_urlpath(self, model: type, pk: Any) -> str | None:
        return content.get_object_detail_urlpath(model, pk) if pk else None

    def get_model_endpoint(self, model: type) -> Any:
        return content.get_model_endpoint(model)


def _page(page: Page, request: Request) -> Mapping[str, Any]:
    request._request.wagtailapi_router = _Router()  # type: ignore[attr-defined]
    view = _Drafts(action="detail_view", request=request, format_kwarg=None)
    view._page = page
    try:
        [shown] = view.shown([page])
    except BadRequestError as error:  # which Wagtail's own views answer
        raise ValidationError([str(error)]) from error
    return shown


# --- snippets and settings ---


def _meta(draft: Any) -> dict[str, Any]:
    meta = {"type": draft._meta.label}
    return meta | {"locale": _language(draft)} if isinstance(draft, TranslatableMixin) else meta


def _language(draft: Any) -> str:
    """What was never saved is in the language it will be saved in."""
    if draft.locale_id is None:
        draft.locale = draft.get_default_locale()
    return str(draft.locale.language_code)


def _words(draft: Any, asked: Asked) -> Mapping[str, Any]:
    match draft:
        case Modality():
            return reading.detail(draft, asked)
        case Audience():
            return AudienceCard(draft).data
        case CertificationKind():
            return CertificationKindCard(draft).data
        case Announcement():
            return part_of_site(draft, _language(draft))
        case SitewideSetting():
            return part_of_site(draft, draft.site.root_page.locale.language_code)
    return _card(draft, asked)


def _card(draft: Any, asked: Asked) -> Mapping[str, Any]:
    """As blocks show it, from what is on the screen instead of the row."""
    kind = draft.content_kind
    said = {name: getattr(draft, column.name) for name, column in kind.said.items()}
    said["id"] = str(said["id"])
    wanted = Wanted(asked.depth)
    kind.references(said, wanted)
    return kind.shown(said, load(wanted, asked))
