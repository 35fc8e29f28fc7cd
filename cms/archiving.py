"""What is done instead of deleting: taken from the public, and kept for those who refer to it."""

from typing import Any, cast

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.models import DraftStateMixin, Page
from wagtail.permissions import policy_registry

from cms.listings.models import ServicePage
from estuary.kernel import db
from marketplace.accounts import operations as accounts
from marketplace.accounts.models import User
from marketplace.catalogue import operations as catalogue
from marketplace.catalogue.states import MAY_BE_ARCHIVED


def archive_page(*, page: Page, by: User) -> None:
    """Take a page and what lies below it from the public; of a service, end its sale as well.

    What is booked stays. In steps, of which each may be done again: cut off, it is called again.
    """
    below = Page.objects.descendant_of(page, inclusive=True).order_by("-depth", "path")
    tells_row = isinstance(page, ServicePage) and page.tells_row
    if tells_row and page.service.status in MAY_BE_ARCHIVED:
        catalogue.archive(service_id=page.service_id)
    for one in below.live().specific():
        _unpublish(one, by)


def archive_snippet(*, snippet: Any, by: User) -> None:
    """Take a snippet from the public; what refers to it keeps it, and shows it no longer."""
    if snippet.live:
        _unpublish(snippet, by)


@require_POST
def archive(request: HttpRequest, app_label: str, model_name: str, key: str) -> HttpResponse:
    """The button of the page that refuses a deletion."""
    thing, by = _thing(app_label, model_name, key), cast(User, request.user)  # signed in, here
    if isinstance(thing, User):
        _require(by.has_perm("marketplace.change_user") and thing != by)
        accounts.switch_off(user_id=thing.pk)
        said, there = "The account is switched off.", ("wagtailusers_users:edit", thing.pk)
    elif isinstance(thing, Page):
        _require(all(_may_unpublish(one, by) for one in _live_below(thing)))
        archive_page(page=thing, by=by)
        said, there = "It is archived: the public no longer sees it.", (
            "wagtailadmin_explore", thing.pk,
        )  # fmt: skip
    else:
        policy = policy_registry.get(thing)
        _require(policy.user_has_permission(by, "publish"))
        archive_snippet(snippet=thing, by=by)
        said, there = "It is archived: the public no longer sees it.", (
            f"{thing.snippet_viewset.get_url_name('edit')}", thing.pk,
        )  # fmt: skip
    messages.success(request, said)
    return redirect(there[0], there[1])


@db.transaction
def _unpublish(thing: Any, by: User) -> None:
    thing.unpublish(user=by)


def _thing(app_label: str, model_name: str, key: str) -> Any:
    try:
        model: Any = apps.get_model(app_label, model_name)
    except LookupError as error:
        raise Http404 from error
    may = issubclass(model, User | Page) or (
        issubclass(model, DraftStateMixin) and hasattr(model, "snippet_viewset")
    )
    thing = model._base_manager.filter(pk=key).first() if may and key.isdecimal() else None
    if thing is None:
        raise Http404
    return getattr(thing, "specific", thing)


def _live_below(page: Page) -> Any:
    return Page.objects.descendant_of(page, inclusive=True).live().specific()


def _may_unpublish(page: Page, user: Any) -> bool:
    return page.permissions_for_user(user).can_unpublish()


def _require(allowed: bool) -> None:
    if not allowed:
        raise PermissionDenied
