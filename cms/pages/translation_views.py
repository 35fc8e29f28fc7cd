"""Translations in the back office: nobody publishes by translating who may not publish.

A translation begins as a draft, is written like any page, and goes through the same review. Where
somebody keeps it in step with its source instead, wagtail-localize's own pages take over; these
ask too little before they publish.
"""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from wagtail.models import Page
from wagtail.permissions import policy_registry
from wagtail_localize.views import convert
from wagtail_localize.views.update_translations import UpdateTranslationsView


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
]


def _may_publish(user: Any, thing: Any) -> bool:
    if isinstance(thing, Page):
        return bool(thing.specific.permissions_for_user(user).can_publish())
    return bool(policy_registry.get(thing).user_has_permission(user, "publish"))
