"""The storefront's page for drafts, and the admin's page that shares them."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe
from django.views.generic.edit import FormView
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import log

from cms.previews import operations
from cms.previews.forms import ShareForm
from cms.previews.models import ReviewLink
from cms.previews.permissions import may_share
from cms.previews.querysets import ReviewLinkQuerySet
from cms.previews.showing import address
from estuary.kernel.errors import DomainError

SHARED, REVOKED = "cms.review.share", "cms.review.revoke"


@require_safe
@never_cache
@xframe_options_sameorigin
def storefront(request: HttpRequest) -> HttpResponse:
    """The reference frontend's page for drafts; it asks the API for what the token shows.

    A frontend that shows previews itself is named by FRONTEND_URL, and this page rests.
    """
    page = (settings.STOREFRONT / "preview.html").read_text(encoding="utf-8")
    response = HttpResponse(page)
    response["Content-Security-Policy"] = _policy()
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"  # the token is in the address
    return response


def _policy() -> str:
    """Scripts and styles of ours alone; players of others in frames; in our own admin only."""
    ours = urlsplit(settings.PUBLIC_URL)._replace(path="", query="", fragment="").geturl()
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "connect-src 'self'",
            f"img-src 'self' {ours} https: data:",
            f"media-src 'self' {ours} https:",
            "frame-src https:",
            "font-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'self'",
        )
    )


class Share(WagtailAdminTemplateMixin, FormView):
    """Makes a link that shows the draft of one object, and lists those there are.

    Who is `confined` finds their own links alone: for whom staff made others is not theirs to know.
    """

    confined: Callable[[Any], bool] = staticmethod(lambda user: False)
    form_class = ShareForm
    template_name = "cms/previews/share.html"
    page_title = "Share for review"
    header_icon = "link"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        kind = get_object_or_404(
            ContentType, app_label=kwargs["app_label"], model=kwargs["model_name"]
        )
        model = kind.model_class()
        if model is None:
            raise Http404
        self.subject: Any = get_object_or_404(model, pk=kwargs["pk"])
        if not may_share(request.user, self.subject):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "revoke" in request.POST:
            return self.revoke(request.POST["revoke"])
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: ShareForm) -> HttpResponse:
        """The address is on this one page, and never again: only its digest is kept."""
        by: Any = self.request.user
        try:
            made = operations.share(subject=self.subject, by=by, now=timezone.now(), **form.said())
        except DomainError as refusal:
            messages.error(self.request, refusal.message)
            return self.render_to_response(self.get_context_data(form=form))
        log(self.subject, SHARED, user=by, data={"label": made.link.label})
        shown = self.get_context_data(
            form=ShareForm(), fresh=address(review=made.token), made=made.link
        )
        return self.render_to_response(shown)

    def revoke(self, key: str) -> HttpResponse:
        """One of the links of this object that one finds."""
        if not key.isascii() or not key.isdigit():
            raise Http404
        link = get_object_or_404(self.links(), pk=key)
        try:
            operations.revoke(link_id=link.pk, now=timezone.now())
        except DomainError as refusal:
            messages.error(self.request, refusal.message)
        else:
            log(self.subject, REVOKED, user=self.request.user, data={"label": link.label})
            messages.success(self.request, f"“{link.label}” leads nowhere any more.")
        return redirect(self.request.path)

    def links(self) -> ReviewLinkQuerySet:
        """The links of this object that one finds here."""
        there: ReviewLinkQuerySet = ReviewLink.objects.about(self.subject)
        return there.made_by(self.request.user) if self.confined(self.request.user) else there

    def get_page_subtitle(self) -> str:
        return f"{self.page_title}: {self.subject}"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        edited_at = AdminURLFinder(self.request.user).get_edit_url(self.subject)
        return [
            *self.breadcrumbs_items,
            {"url": edited_at or "", "label": str(self.subject)},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now = timezone.now()
        links = self.links().select_related("created_by", "revision")
        return super().get_context_data(**kwargs) | {
            "submit_button_label": "Make a link",
            "submit_button_active_label": "Working…",
            "action_url": self.request.path,
            "links": [
                {"row": link, "state": link.state_at(now).label, "is_open": link.is_open}
                for link in links.order_by("-pk")
            ],
        }
