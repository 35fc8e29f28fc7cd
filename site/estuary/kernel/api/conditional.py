"""ETag, 304 and Cache-Control for public reads."""

import hashlib
from typing import Any

from django.conf import settings
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.http import parse_etags, quote_etag
from rest_framework.request import Request
from rest_framework.response import Response


class ConditionalReadMixin:
    """Answers a GET with an ETag of its body, and 304 when the client has that body already.

    Anonymous answers may be kept by shared caches for `public_seconds`; those of signed-in
    callers only by their own client.
    """

    public_seconds = 60

    def finalize_response(
        self, request: Request, response: Response, *args: Any, **kwargs: Any
    ) -> Response:
        response = super().finalize_response(request, response, *args, **kwargs)  # type: ignore[misc]
        if request.method in ("GET", "HEAD") and response.status_code == 200:
            response.add_post_render_callback(lambda done: _condition(request, done, self))
        return response


def _condition(request: Request, response: Response, view: Any) -> Response | None:
    etag = quote_etag(hashlib.sha256(response.content).hexdigest()[:32])
    response["ETag"] = etag
    is_known = request.user and request.user.is_authenticated
    # A session may have been let into what is private by a password.
    if is_known or settings.SESSION_COOKIE_NAME in request.COOKIES:
        patch_cache_control(response, private=True, no_cache=True)
    else:
        patch_cache_control(response, public=True, max_age=view.public_seconds)
    patch_vary_headers(response, ["Authorization"])
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        response.status_code = 304
        response.content = b""
        del response["Content-Type"]
    return None
