"""Translations in the back office: nobody publishes by translating who may not publish.

A translation begins as a draft, is written like any page, and goes through the same review. Where
somebody keeps it in step with its source instead, wagtail-localize's own pages take over; these
ask too little before they publish.
"""

import contextlib
from typing import Any

from django import forms
from django.core.exceptions import FieldDoesNotExist, PermissionDenied
from django.core.exceptions import ValidationError as DjangoValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import FormParser, MultiPartParser
from rest_framework.permissions import BasePermission
from rest_framework.renderers import JSONRenderer
from wagtail.models import Page
from wagtail.permissions import policy_registry
from wagtail_localize.models import OverridableSegment
from wagtail_localize.views import convert, edit_translation
from wagtail_localize.views.snippets_api import SnippetViewSet
from wagtail_localize.views.update_translations import UpdateTranslationsView

from estuary.kernel import db


class UpdateTranslations(UpdateTranslationsView):
    """Brings translations in step with their source; publishes those that one may publish."""

    request: HttpRequest
    object: Any

    def get_form(self) -> forms.Form:
        form: forms.Form = super().get_form()
        targets = [one.get_target_instance() for one in self.object.translations.filter(enabled=1)]
        if not all(_may_publish(self.request.user, one) for one in targets):
            field = form.fields["publish_translations"]
            field.disabled, field.help_text = True, "A moderator publishes them."
        return form


def convert_to_alias(request: HttpRequest, page_id: int) -> HttpResponse:
    """The words of a translation give way to those of its source, as public as those are."""
    if not _may_publish(request.user, get_object_or_404(Page, pk=page_id)):
        raise PermissionDenied
    answer: HttpResponse = convert.convert_to_alias(request, page_id)
    return answer


def offer_what_is_allowed(
    menu_items: list[Any], request: HttpRequest, context: dict[str, Any]
) -> None:
    """Who may not publish a page is not offered to put its source in its place."""
    page = context.get("page")
    if page is not None and not _may_publish(request.user, page):
        menu_items[:] = [one for one in menu_items if one.name != "localize-convert-to-alias"]


class _ForScripts:
    """As the scripts of the back office ask, and not as frontends do: signed in, and by forms."""

    authentication_classes = (SessionAuthentication,)
    parser_classes = (FormParser, MultiPartParser)
    renderer_classes = (JSONRenderer,)


class _Segment(_ForScripts):
    def put(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if "value" not in request.POST:
            raise ValidationError({"value": "This field is required."})
        try:
            with db.in_transaction():  # who may write at all is asked first, and by the library
                answer: HttpResponse = super().put(request, *args, **kwargs)  # type: ignore[misc]
                self.check(request.POST["value"])
        except DjangoValidationError as error:
            raise ValidationError({"value": error.messages}) from error
        return answer

    def check(self, value: str) -> None:
        """Raises what a form would; the library itself looks at the tags of a text."""


class StringTranslation(_Segment, edit_translation.edit_string_translation.cls):
    """A piece of text in another language."""


class Override(_Segment, edit_translation.edit_override.cls):
    """Something else that a page in another language has of its own, such as a picture."""

    def check(self, value: str) -> None:
        """As its form would; wagtail-localize takes anything, and fails when it is published."""
        segment = get_object_or_404(OverridableSegment, pk=self.kwargs["overridable_segment_id"])
        model = segment.source.specific_content_type.model_class()
        with contextlib.suppress(FieldDoesNotExist):  # it is inside a block
            model._meta.get_field(segment.context.path).clean(value, None)


class MayEdit(BasePermission):
    def has_permission(self, request: Any, view: Any) -> bool:
        policy = policy_registry.get_by_type(view.get_model())
        return bool(policy.user_has_any_permission(request.user, ("add", "change")))


class Snippets(_ForScripts, SnippetViewSet):
    """How the terms are called that a translation has in place of its source's."""

    permission_classes = (MayEdit,)
    pagination_class = None
    filter_backends = ()


# At wagtail-localize's own addresses, and before them: whoever asks for theirs comes here.
ADDRESSES: list[URLPattern] = [
    path(
        "localize/update/<int:translation_source_id>/",
        UpdateTranslations.as_view(),
        name="update_translations",
    ),
    path(
        "localize/page/<int:page_id>/convert_to_alias/", convert_to_alias, name="convert_to_alias"
    ),
    path(
        "localize/translate/<int:translation_id>/strings/<int:string_segment_id>/edit/",
        StringTranslation.as_view(),
        name="edit_string_translation",
    ),
    path(
        "localize/translate/<int:translation_id>/overrides/<int:overridable_segment_id>/edit/",
        Override.as_view(),
        name="edit_override",
    ),
    path(
        "localize/api/snippets/<slug:app_label>/<slug:model_name>/",
        Snippets.as_view({"get": "list"}),
        name="snippets_api_listing",
    ),
    path(
        "localize/api/snippets/<slug:app_label>/<slug:model_name>/<str:pk>/",
        Snippets.as_view({"get": "retrieve"}),
        name="snippets_api_detail",
    ),
]


def _may_publish(user: Any, thing: Any) -> bool:
    if isinstance(thing, Page):
        return bool(thing.specific.permissions_for_user(user).can_publish())
    return bool(policy_registry.get(thing).user_has_permission(user, "publish"))
