"""Answers that are a file and not JSON; their refusals keep the envelope."""

import hashlib
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request


class AnyAccept(DefaultContentNegotiation):
    """For views that answer one kind of file: whatever is asked for, refusals are JSON."""

    def select_renderer(
        self, request: Request, renderers: Any, format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        return renderers[0], renderers[0].media_type


def file_answer(
    request: Request, content: bytes, *, content_type: str, filename: str = ""
) -> HttpResponseBase:
    """`content` for its one reader, or 304 when they have it already.

    With a `filename` it is saved, otherwise shown. Nobody between us and the reader keeps it.
    """
    response = HttpResponse(content, content_type=content_type)
    response["ETag"] = quote_etag(hashlib.sha256(content).hexdigest()[:32])
    response["X-Content-Type-Options"] = "nosniff"
    response["Referrer-Policy"] = "no-referrer"
    if filename:
        response["Content-Disposition"] = f'attachment; filename="{filename}"'
    patch_cache_control(response, private=True, no_cache=True)
    answer = get_conditional_response(request._request, etag=response["ETag"], response=response)
    assert answer is not None
    return answer
