"""What shows a thing, and so changes with it."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import ManyToManyRel, Model
from wagtail.contrib.settings.models import AbstractSetting
from wagtail.models import Page, ReferenceIndex

from cms.changes import tags


def of_page(page: Page) -> set[str]:
    """One page, the lists of its type, and the row whose words it is."""
    return _named(type(page), [page.pk])


def of_snippet(snippet: Model) -> set[str]:
    """One snippet, and the lists of its kind."""
    label, name = snippet._meta.label, str(snippet._meta.model_name)
    return {tags.snippets(label), tags.row(name, getattr(snippet, "public_id", snippet.pk))}


def below(page: Page) -> set[str]:
    """The live pages below one: their addresses begin with its own, and their cards name it."""
    return _of_keys(page.get_descendants().live().values_list("content_type_id", "pk"))


def showing(*things: Model) -> set[str]:
    """Whatever refers to these: by a field, a block, a link in a text, or as one of many."""
    found: set[str] = set()
    for thing in things:
        references = ReferenceIndex.get_references_to(thing)
        found |= _of_keys(references.values_list("content_type_id", "object_id").distinct())
        for relation in thing._meta.get_fields(include_hidden=True):
            # Not in the index: what a page lists as one of many.
            if isinstance(relation, ManyToManyRel) and issubclass(relation.related_model, Page):
                holders: Any = relation.related_model
                listing = holders.objects.filter(**{relation.field.name: thing})
                found |= _named(holders, listing.values_list("pk", flat=True))
    return found


def _of_keys(pairs: Iterable[tuple[int, Any]]) -> set[str]:
    keys: dict[int, list[Any]] = defaultdict(list)
    for content_type, key in pairs:
        keys[content_type].append(key)
    found: set[str] = set()
    for content_type, of_type in keys.items():
        model = ContentType.objects.get_for_id(content_type).model_class()
        if model is not None:
            found |= _named(model, of_type)
    return found


def _named(model: type[Model], keys: Iterable[Any]) -> set[str]:
    """The tags of these rows of a model; settings are on every page, other rows are in lists."""
    keys = list(keys)
    if not keys:
        return set()
    if issubclass(model, AbstractSetting):
        return {tags.SITE}
    if not issubclass(model, Page):
        return {tags.snippets(model._meta.label)}
    named = {tags.PAGES, tags.pages(model._meta.label), *(tags.page(key) for key in keys)}
    if (row := getattr(model, "row_name", "")) != "":
        ids = model._default_manager.filter(pk__in=keys).values_list(f"{row}__public_id", flat=True)
        named |= {tags.row(row, public_id) for public_id in ids}
    return named
