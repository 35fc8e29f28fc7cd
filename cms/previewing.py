"""Drafts as the public would read them once they are published: `content/preview/`.

The answer is that of the live address, without our envelope; who may have it is up to the token.
"""

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from rest_framework import status
from rest_framework.permissions import AllowAny
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from cms.api.urls import content
from cms.api.views import Pages
from cms.library.models import EstuaryImage
from cms.library.pictures import picture
from cms.pages.api_fields import words_of
from cms.pages.models import address_of
from cms.previews import operations
from estuary.kernel.api.throttling import PreviewThrottle

# Columns of snippets and settings that say how they are kept, and not what they say.
KEPT = frozenset(
    [
        *("id", "public_id", "created_at", "updated_at", "translation_key", "locale", "site"),
        *("latest_revision", "live", "live_revision", "has_unpublished_changes"),
        *("first_published_at", "last_published_at", "go_live_at", "expire_at", "expired"),
        *("locked", "locked_at", "locked_by", "sort_order"),
    ]
)


class Preview(APIView):
    """What an editor has on the screen (`token`), or what a reviewer was sent (`review`).

    `since` is the version that one has, by the header `Preview-Version`: 204 while it is the same.
    """

    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_classes = (PreviewThrottle,)
    renderer_classes = (JSONRenderer,)
    http_method_names = ("get", "head", "options")
    schema = None

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
    """The draft as its public address would show it; of what has none, every word of it."""
    if isinstance(draft, Page):
        return _page(draft, request)
    return _words(draft, request)


class _Drafts(Pages):
    """The detail of a page that need not be in the database."""

    def get_object(self) -> Any:
        return self.kwargs["draft"]


class _Router:
    """Wagtail's addresses of pages; what was never saved has none yet."""

    def get_object_detail_urlpath(self, model: type, pk: Any) -> str | None:
        return content.get_object_detail_urlpath(model, pk) if pk else None

    def get_model_endpoint(self, model: type) -> Any:
        return content.get_model_endpoint(model)


def _page(page: Page, request: Request) -> Mapping[str, Any]:
    request._request.wagtailapi_router = _Router()  # type: ignore[attr-defined]
    view = _Drafts(action="detail_view", request=request, format_kwarg=None)
    view.kwargs = {"draft": page}
    shown: Mapping[str, Any] = view.get_serializer(page).data
    return shown


def _words(draft: Any, request: Request) -> Mapping[str, Any]:
    """A snippet or a setting: what it is, and each field as the API shows such fields."""
    shown: dict[str, Any] = {}
    if hasattr(draft, "public_id"):
        shown["id"] = str(draft.public_id)
    shown["meta"] = {"type": draft._meta.label}
    if hasattr(draft, "locale_id"):
        locale = draft.locale if draft.locale_id else draft.get_default_locale()
        shown["meta"]["locale"] = locale.language_code
    for field in draft._meta.fields:
        if field.name not in KEPT:
            shown[field.name] = _field(field, getattr(draft, field.name), request)
    return shown


def _field(field: Any, value: Any, request: Request) -> Any:
    match field:
        case RichTextField():
            return words_of(value)
        case StreamField():
            return _stream(value, request)
        case models.ForeignKey():
            return _related(value)
    return value


def _related(value: Any) -> Any:
    if value is None:
        return None
    if isinstance(value, EstuaryImage):
        return picture(image=value, role="card")
    if isinstance(value, Page):
        return {"id": value.pk, "title": value.title, "url": address_of(value)}
    return {"id": str(value.public_id), "slug": value.slug, "name": str(value)}


def _stream(value: Any, request: Request) -> Any:
    shown = value.stream_block.get_api_representation(value, {"request": request})
    return _led(shown, _pages_in(value.raw_data))


def _pages_in(raw: Any) -> dict[int, Page]:
    """Every page that menus lead to, read at once."""
    keys: set[int] = set()

    def note(part: Any) -> None:
        if isinstance(part, Mapping):
            if isinstance(key := part.get("page"), int):
                keys.add(key)
            part = list(part.values())
        if isinstance(part, list):
            for one in part:
                note(one)

    note(list(raw))
    return Page.objects.in_bulk(keys)


def _led(shown: Any, pages: Mapping[int, Page]) -> Any:
    """Links as a frontend needs them: `page` becomes the card of a page, with words and address."""
    if isinstance(shown, list):
        return [_led(one, pages) for one in shown]
    if not isinstance(shown, Mapping):
        return shown
    led = {name: _led(part, pages) for name, part in shown.items()}
    if isinstance(key := shown.get("page"), int):
        page = pages.get(key)
        led["page"] = _related(page)
    return led
