from django.apps import apps
from django.core.signing import BadSignature
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe
from wagtail_headless_preview.models import PagePreview

from cms.pages.models import HeadlessPage

# The editor asks anew at every change, so a token need not outlive a long look.
TOKEN_SECONDS = 60 * 60


@require_safe
@never_cache
@xframe_options_sameorigin
def preview(request: HttpRequest) -> HttpResponse:
    """Show a draft to whoever has its token; the editor's panel does.

    A frontend that shows previews itself is named by FRONTEND_URL, and this page rests.
    """
    page = _draft(request.GET.get("content_type", ""), request.GET.get("token", ""))
    response = render(request, "cms/preview.html", {"page": page, "self": page})
    response["X-Robots-Tag"] = "noindex"
    return response


def _draft(content_type: str, token: str) -> HeadlessPage:
    try:
        model = apps.get_model(content_type)
        HeadlessPage.get_preview_signer().unsign(token, max_age=TOKEN_SECONDS)
        draft = PagePreview.objects.get(
            token=token,
            content_type__app_label=model._meta.app_label,
            content_type__model=model._meta.model_name,
        )
    except (LookupError, ValueError, BadSignature, PagePreview.DoesNotExist) as error:
        raise Http404 from error
    return draft.as_page()
