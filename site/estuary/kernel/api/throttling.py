"""Rates by role, as settings; and a tight one for credentials."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.conf import settings
from rest_framework.throttling import SimpleRateThrottle

if TYPE_CHECKING:  # DRF's views load these classes while they are being loaded themselves
    from rest_framework.request import Request
    from rest_framework.views import APIView


class _SettingsThrottle(SimpleRateThrottle):
    """A throttle whose rate is read from a setting at each request; None is no limit."""

    def __init__(self) -> None:
        """The rate depends on who asks, so it is found in `allow_request`."""

    def limited(self, request: Request, view: APIView, *, scope: str, rate: str | None) -> bool:
        """Whether one more request under `scope` is within `rate`."""
        self.scope = scope
        self.rate = rate
        if rate is None:
            return True
        self.num_requests, self.duration = self.parse_rate(rate)
        return bool(super().allow_request(request, view))


class RoleThrottle(_SettingsThrottle):
    """Anonymous by address; users and practitioners by account."""

    def allow_request(self, request: Request, view: APIView) -> bool:
        user = request.user
        if not user or not user.is_authenticated:
            rate, scope = settings.THROTTLE_ANONYMOUS, "anonymous"
        elif getattr(user, "is_practitioner", False):
            rate, scope = settings.THROTTLE_PRACTITIONER, "practitioner"
        else:
            rate, scope = settings.THROTTLE_USER, "user"
        return self.limited(request, view, scope=scope, rate=rate)

    def get_cache_key(self, request: Request, view: APIView) -> str:
        user = request.user
        known = user and user.is_authenticated
        ident: Any = user.pk if known else self.get_ident(request)
        return self.cache_format % {"scope": self.scope, "ident": ident}


class CredentialsThrottle(_SettingsThrottle):
    """For log-in and reset: by address, and by the account that is named, each."""

    def allow_request(self, request: Request, view: APIView) -> bool:
        # A body may be any JSON; that it should be an object is the serializer's to say.
        body = request.data if isinstance(request.data, Mapping) else {}
        account = str(body.get("email", "")).strip().lower()[:254]
        for ident in filter(None, (self.get_ident(request), account)):
            self._ident = ident
            if not self.limited(
                request, view, scope="credentials", rate=settings.THROTTLE_CREDENTIALS
            ):
                return False
        return True

    def get_cache_key(self, request: Request, view: APIView) -> str:
        return self.cache_format % {"scope": self.scope, "ident": self._ident}


class PreviewThrottle(_SettingsThrottle):
    """For drafts, which are asked for again and again: by the token or the link, each."""

    def allow_request(self, request: Request, view: APIView) -> bool:
        return self.limited(request, view, scope="preview", rate=settings.THROTTLE_PREVIEW)

    def get_cache_key(self, request: Request, view: APIView) -> str:
        asked = request.query_params
        said = asked.get("token") or asked.get("review") or self.get_ident(request)
        ident = hashlib.sha256(str(said).encode()).hexdigest()
        return self.cache_format % {"scope": self.scope, "ident": ident}


class FeedThrottle(_SettingsThrottle):
    """For secret addresses: by the `token` in them, each."""

    def allow_request(self, request: Request, view: APIView) -> bool:
        return self.limited(request, view, scope="feed", rate=settings.THROTTLE_FEED)

    def get_cache_key(self, request: Request, view: APIView) -> str:
        ident = hashlib.sha256(str(view.kwargs["token"]).encode()).hexdigest()
        return self.cache_format % {"scope": self.scope, "ident": ident}


class CommentsThrottle(_SettingsThrottle):
    """For what people say in public: by account. What they only read is not counted."""

    def allow_request(self, request: Request, view: APIView) -> bool:
        if request.method in ("GET", "HEAD", "OPTIONS", "DELETE"):
            return True
        return self.limited(request, view, scope="comments", rate=settings.THROTTLE_COMMENTS)

    def get_cache_key(self, request: Request, view: APIView) -> str:
        return self.cache_format % {"scope": self.scope, "ident": request.user.pk}
