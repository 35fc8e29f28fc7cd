"""Previews of pages, snippets and settings, shown by the frontend."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from cms.previews import operations, tokens


class FrontendPreviewMixin:
    """Wagtail's preview leads to the frontend, with the token of what is on the screen."""

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """What the panel and "preview in new tab" ask for; only those who are signed in can."""
        editor: Any = request.user
        if not editor.is_authenticated:
            raise PermissionDenied
        kept = operations.keep_snapshot(editor=editor, draft=self, now=timezone.now())
        response = HttpResponseRedirect(address(token=tokens.sign(kept.public_id)))
        response["Referrer-Policy"] = "no-referrer"
        return response


def address(**token: str) -> str:
    """Where the frontend shows drafts: by `token` or by `review`.

    Our own storefront is led to on the host that the admin is on, or its panel could not show it.
    """
    path = f"/preview/?{urlencode(token)}"
    is_ours = settings.FRONTEND_URL == settings.PUBLIC_URL and "token" in token
    return path if is_ours else f"{settings.FRONTEND_URL}{path}"


def share_address(subject: Any) -> str:
    """Where a page or snippet is shared, in the admin."""
    meta = subject._meta
    return reverse("share_for_review", args=[meta.app_label, meta.model_name, subject.pk])
