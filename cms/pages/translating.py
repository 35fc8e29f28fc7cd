"""What lists in the back office offer about translations, asked once for all of their rows.

wagtail-localize asks the database twice for each row; its buttons are ours here, for rows that
were noted.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib.admin.utils import quote
from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Subquery
from django.urls import reverse
from wagtail.admin.widgets.button import Button
from wagtail.models import Locale, Page
from wagtail_localize import wagtail_hooks as localize
from wagtail_localize.models import TranslationSource

MAY_TRANSLATE = "wagtail_localize.submit_translation"


@dataclass(frozen=True, slots=True)
class Translations:
    """What is offered for a page or snippet."""

    is_missing: bool  # in one of the languages
    source_id: int | None  # of what its translations are kept in step with


def note(things: Iterable[Any], user: Any) -> None:
    """Note on each of `things`, pages or snippets of one kind, what `user` is offered for it.

    One query, however many there are.
    """
    things = list(things)
    known: dict[Any, Translations] = {}
    if things and user.has_perm(MAY_TRANSLATE):
        known = _known(things[0].get_translation_model(), [thing.pk for thing in things])
    for thing in things:
        thing._translations = known.get(thing.pk, Translations(is_missing=False, source_id=None))


def _known(root: type[Any], keys: list[Any]) -> dict[Any, Translations]:
    written = root._base_manager.filter(translation_key=OuterRef(OuterRef("translation_key")))
    if issubclass(root, Page):
        written = written.filter(alias_of=None)  # an alias shows the words of another language
    sources = TranslationSource.objects.filter(
        object=OuterRef("translation_key"),
        object__content_type=ContentType.objects.get_for_model(root),
        locale=OuterRef("locale_id"),
        translations__enabled=True,
    )
    rows = root._base_manager.filter(pk__in=keys).values_list(
        "pk",
        Exists(Locale.objects.exclude(pk__in=written.values("locale_id"))),
        Subquery(sources.values("pk")[:1]),
    )
    return {pk: Translations(is_missing, source_id) for pk, is_missing, source_id in rows}


def page_buttons(
    page: Any, user: Any, view_name: str | None = None, next_url: str | None = None
) -> Iterator[Button]:
    """What `user` may do about the translation of a page, in the menu of its row."""
    noted: Translations | None = getattr(page, "_translations", None)
    if noted is None:
        yield from localize.page_listing_more_buttons(page, user, view_name, next_url)
        return
    if page.is_root():
        return
    if noted.is_missing:
        url = reverse(
            "wagtail_localize:submit_page_translation", args=[page.alias_of_id or page.pk]
        )
        yield _button("Translate this page", url, priority=60)
    if noted.source_id:
        url = _keep_in_step(noted.source_id, next_url)
        yield Button("Sync translated pages", url, priority=60, icon_name="resubmit")


def snippet_buttons(snippet: Any, user: Any, next_url: str | None = None) -> Iterator[Button]:
    """The same for a snippet."""
    noted: Translations | None = getattr(snippet, "_translations", None)
    if noted is None:
        yield from localize.register_snippet_listing_buttons(snippet, user, next_url)
        return
    if noted.is_missing:
        said = [snippet._meta.app_label, snippet._meta.model_name, quote(snippet.pk)]
        url = reverse("wagtail_localize:submit_snippet_translation", args=said)
        yield _button("Translate", url, priority=100, aria=f"Translate '{snippet}'")
    if noted.source_id:
        url = _keep_in_step(noted.source_id, next_url)
        aria = {"aria-label": f"Sync translations of '{snippet}'"}
        label = "Sync translated snippets"
        yield Button(label, url, priority=106, icon_name="resubmit", attrs=aria)


def _button(label: str, url: str, *, priority: int, aria: str = "") -> Button:
    attrs = {"aria-label": aria} if aria else {}
    return Button(label, url, priority=priority, icon_name="wagtail-localize-language", attrs=attrs)


def _keep_in_step(source_id: int, next_url: str | None) -> str:
    url = reverse("wagtail_localize:update_translations", args=[source_id])
    return f"{url}?{urlencode({'next': next_url})}" if next_url else url
