from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.chooser import (
    ChooseResultsView,
    ChooseView,
    ChosenMultipleView,
    ChosenView,
)
from wagtail.admin.viewsets.chooser import ChooserViewSet

from cms.library import operations
from cms.library.choosers import ChoosesOnly
from marketplace.media.models import MediaAsset
from marketplace.media.states import MediaKind

FOR_PAGES = (MediaKind.AUDIO, MediaKind.VIDEO, MediaKind.CAPTIONS)


def choosable(user: Any) -> QuerySet[MediaAsset]:
    """What somebody may put on a page: their own finished uploads; editors, everybody's."""
    finished = MediaAsset.objects.finished().filter(kind__in=FOR_PAGES)
    if user.has_perm("marketplace.view_mediaasset"):
        return finished
    return finished.filter(owner=user)


class FileForm(BaseFilterForm):
    """Finds by a part of the file's name, and by its sort."""

    q = forms.CharField(label="File name", required=False)
    kind = forms.ChoiceField(
        label="Sort", required=False, choices=[("", "All"), *((k, k.label) for k in FOR_PAGES)]
    )

    def filter(self, objects: QuerySet[MediaAsset]) -> QuerySet[MediaAsset]:
        if wanted := self.cleaned_data.get("q", ""):
            self.is_searching, self.search_query = True, wanted
            objects = objects.filter(file_name__icontains=wanted)
        if kind := self.cleaned_data.get("kind", ""):
            objects = objects.filter(kind=kind)
        return super().filter(objects)


class _Choosing:
    filter_form_class = FileForm
    ordering = ["-stored_at"]
    request: Any

    def get_object_list(self) -> QuerySet[MediaAsset]:
        return choosable(self.request.user).select_related("owner")

    @property
    def columns(self) -> list[Column]:
        return [
            *super().columns,  # type: ignore[misc]
            Column("kind", label="Sort", accessor="get_kind_display"),
            Column("owner", label="Uploaded by"),
        ]


class Choose(_Choosing, ChooseView):
    pass


class ChooseResults(_Choosing, ChooseResultsView):
    pass


class Chosen(ChosenView):
    """What is chosen is kept: the page may be saved much later."""

    def get_object(self, pk: Any) -> MediaAsset:
        return _chosen(self.request.user, [pk])[0]


class ChosenMultiple(ChosenMultipleView):
    def get_objects(self, pks: Any) -> list[MediaAsset]:
        return _chosen(self.request.user, pks)


def _chosen(user: Any, pks: list[Any]) -> list[MediaAsset]:
    found = list(choosable(user).filter(pk__in=pks).values_list("pk", flat=True))
    if not found:
        raise Http404
    return [operations.choose(asset_id=pk, now=timezone.now()) for pk in found]


class MediaChooser(ChoosesOnly, ChooserViewSet):
    """For the video, the audio or the captions of a page."""

    model = MediaAsset
    icon = "media"
    choose_one_text = "Choose an upload"
    choose_another_text = "Choose another upload"
    choose_view_class = Choose
    choose_results_view_class = ChooseResults
    chosen_view_class = Chosen
    chosen_multiple_view_class = ChosenMultiple


media_chooser = MediaChooser("choose_media")
