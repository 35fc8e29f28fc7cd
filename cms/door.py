"""The door of the back office for authors: what is not named here does not exist for them.

Wagtail trusts whoever may sign in, and most of its faults were found where it asks too little. So
an author comes through to a few addresses only, and only with pages, images and documents of their
own; what Wagtail then shows, the policies decide.
"""

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponseBase
from wagtail.admin.auth import permission_denied
from wagtail.models import Page

from cms.library.models import EstuaryDocument, EstuaryImage
from cms.workflows.people import is_author, pages_of
from marketplace.catalogue.models import Service
from marketplace.media.models import MediaAsset
from marketplace.practitioners.models import Practitioner

Judge = Callable[[Any, dict[str, Any]], bool]


def _page(name: str = "page_id") -> Judge:
    """The page that the address names is theirs."""
    return lambda user, said: pages_of(user).filter(pk=_key(said[name])).exists()


def _image(name: str = "image_id") -> Judge:
    return lambda user, said: EstuaryImage.objects.filter(
        pk=_key(said[name]), uploaded_by_user=user
    ).exists()


def _document(name: str = "document_id") -> Judge:
    return lambda user, said: EstuaryDocument.objects.filter(
        pk=_key(said[name]), uploaded_by_user=user
    ).exists()


def _service(user: Any, said: dict[str, Any]) -> bool:
    return Service.objects.filter(pk=_key(said["pk"]), practitioner__user=user).exists()


def _practitioner(user: Any, said: dict[str, Any]) -> bool:
    return Practitioner.objects.filter(pk=_key(said["pk"]), user=user).exists()


def _shared(user: Any, said: dict[str, Any]) -> bool:
    """A page of theirs; snippets are the editors'."""
    model = apps.all_models[said["app_label"]].get(said["model_name"], Model)
    return issubclass(model, Page) and _page("pk")(user, said)


def _media(user: Any, said: dict[str, Any]) -> bool:
    return MediaAsset.objects.filter(pk=_key(said["pk"]), owner=user).exists()


def _always(user: Any, said: dict[str, Any]) -> bool:
    """Nothing is named, or Wagtail asks whose it is (uploads, sessions of editing)."""
    return True


def _key(said: Any) -> int:
    """A key as a number; none that is there, if it is something else."""
    return int(said) if str(said).isdecimal() else 0


DOORS: dict[str, Judge] = {
    **dict.fromkeys(
        (
            "wagtailadmin_home",
            "wagtailadmin_account",
            "wagtailadmin_logout",
            "wagtailadmin_login",
            "wagtailadmin_dismissibles",
            "wagtailadmin_sprite",
            "wagtailadmin_javascript_catalog",
            "wagtailadmin_block_preview",
            "wagtailadmin_password_reset",
            "wagtailadmin_password_reset_done",
            "wagtailadmin_password_reset_confirm",
            "wagtailadmin_password_reset_complete",
            "wagtailadmin_explore_root",
            "wagtailadmin_pages:search",
            "wagtailadmin_pages:search_results",
            "wagtailadmin_choose_page",
            "wagtailadmin_choose_page_search",
            "wagtailadmin_choose_page_external_link",
            "wagtailadmin_choose_page_email_link",
            "wagtailadmin_choose_page_phone_link",
            "wagtailadmin_choose_page_anchor_link",
            "wagtailadmin_editing_sessions:release",
            "wagtailembeds:chooser",
            "wagtailembeds:chooser_upload",
            "wagtailimages:index",
            "wagtailimages:index_results",
            "wagtailimages:add",
            "wagtailimages:add_multiple",
            "wagtailimages:create_multiple_from_uploaded_image",
            "wagtailimages:delete_upload_multiple",
            "wagtailimages_chooser:choose",
            "wagtailimages_chooser:choose_results",
            "wagtailimages_chooser:create",
            "wagtaildocs:index",
            "wagtaildocs:index_results",
            "wagtaildocs:add",
            "wagtaildocs:add_multiple",
            "wagtaildocs:create_multiple_from_uploaded_document",
            "wagtaildocs:delete_upload_multiple",
            "wagtaildocs_chooser:choose",
            "wagtaildocs_chooser:choose_results",
            "wagtaildocs_chooser:create",
            "choose_service:choose",
            "choose_service:choose_results",
            "choose_practitioner:choose",
            "choose_practitioner:choose_results",
            "choose_media:choose",
            "choose_media:choose_results",
        ),
        _always,
    ),
    **dict.fromkeys(
        (
            "wagtailadmin_pages:edit",
            "wagtailadmin_pages:copy",
            "wagtailadmin_pages:preview_on_edit",
            "wagtailadmin_pages:view_draft",
            "wagtailadmin_pages:delete",
            "wagtailadmin_pages:confirm_workflow_cancellation",
            "wagtailadmin_pages:revisions_index",
            "wagtailadmin_pages:revisions_view",
            "wagtailadmin_pages:revisions_revert",
            "wagtailadmin_pages:workflow_history",
            "wagtailadmin_pages:workflow_history_detail",
            "wagtailadmin_pages:history",
            "wagtailadmin_pages:history_results",
        ),
        _page(),
    ),
    **dict.fromkeys(
        (
            "wagtailadmin_explore",
            "wagtailadmin_explore_results",
            "wagtailadmin_pages:add",
            "wagtailadmin_pages:preview_on_add",
            "wagtailadmin_pages:add_subpage",
            "wagtailadmin_choose_page_child",
        ),
        _page("parent_page_id"),
    ),
    "wagtailadmin_pages:revisions_compare": _page("pk"),
    "share_for_review": _shared,
    "wagtailadmin_editing_sessions:ping": _page("object_id"),
    **dict.fromkeys(
        (
            "wagtailimages:edit",
            "wagtailimages:delete",
            "wagtailimages:edit_multiple",
            "wagtailimages:delete_multiple",
            "wagtailimages:url_generator",
            "wagtailimages:url_generator_output",
            "wagtailimages:preview",
            "wagtailimages_chooser:select_format",
        ),
        _image(),
    ),
    "wagtailimages_chooser:chosen": _image("pk"),
    "wagtaildocs:edit": _document(),
    "wagtaildocs:delete": _document(),
    "wagtaildocs:edit_multiple": _document("doc_id"),
    "wagtaildocs:delete_multiple": _document("doc_id"),
    "wagtaildocs_chooser:chosen": _document("pk"),
    "choose_service:chosen": _service,
    "choose_practitioner:chosen": _practitioner,
    "choose_media:chosen": _media,
}
BACK_OFFICE = "admin/"


class AuthorsDoor:
    """Middleware: lets authors through to DOORS; everybody else passes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Refuse what is not named; what is named with something of another's is not there."""
        match = request.resolver_match
        if match is None or not match.route.startswith(BACK_OFFICE):
            return None
        if not request.user.is_authenticated or not is_author(request.user):
            return None
        judge = DOORS.get(match.view_name)
        if judge is None:
            return permission_denied(request)
        if not judge(request.user, match.kwargs):
            raise Http404
        return None
