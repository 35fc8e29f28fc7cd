"""Serializer fields that pages name in their `api_fields`.

Each takes the three steps of showing content: it adds to the query of pages what it needs of
them, notes what they refer to, and shows itself from what was loaded.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet
from rest_framework import serializers

from cms.pages import rich_text, shapes
from cms.pages.describing import (
    NUMBER,
    UUID,
    Components,
    Schema,
    component,
    described,
    reference,
    row,
    service,
    struct,
)
from cms.pages.loading import load
from cms.pages.references import Asked, Loaded, Wanted
from cms.pages.rowkinds import KINDS, kind_of


class ContentField(serializers.Field):
    """What a page says at one place; the context has what was `loaded` for all pages.

    Without that (a preview, a page shown alone) it is loaded for this field. What `held_back`
    names of a page is shown as though there were nothing.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, **kwargs)

    def prepared(self, pages: QuerySet[Any], name: str) -> QuerySet[Any]:
        """The query of pages, with what this field called `name` needs beside their columns."""
        return pages

    def references(self, page: Any, wanted: Wanted) -> None:
        """Note what the page refers to here."""

    def shown(self, page: Any, loaded: Loaded) -> Any:
        """What the answer says."""
        raise NotImplementedError

    def nothing(self) -> Any:
        """What is said to those who may not read it."""
        return None

    def described(self, model: type[Any], components: Components) -> Schema:
        """The JSON Schema of what is shown."""
        raise NotImplementedError

    @property
    def place(self) -> str:
        """The name of the page's own field."""
        return str(self.source)

    def get_attribute(self, instance: Any) -> Any:
        return instance

    def to_representation(self, value: Any) -> Any:
        if self.field_name in self.context.get("held_back", {}).get(value.pk, ()):
            return self.nothing()
        loaded, locale = self.context.get("loaded"), locale_of(value)
        if loaded is None:
            asked = Asked.by(self.context.get("request"))
            wanted = Wanted(asked.depth, locales={locale} - {None})
            self.references(value, wanted)
            loaded = load(wanted, asked)
        return self.shown(value, loaded.in_locale(locale))


def locale_of(thing: Any) -> Any:
    """The key of the language of a page or snippet; None of what has none."""
    return getattr(thing, "locale_id", None)


class PictureField(ContentField):
    """An image in one role, as `{url, alt, width, height, srcset, focal_point}`."""

    def __init__(self, *, role: str, **kwargs: Any) -> None:
        self.role = role
        super().__init__(**kwargs)

    def references(self, page: Any, wanted: Wanted) -> None:
        wanted.image(page.serializable_value(self.place), self.role)

    def shown(self, page: Any, loaded: Loaded) -> Any:
        return loaded.picture(page.serializable_value(self.place), self.role)

    def described(self, model: type[Any], components: Components) -> Schema:
        return reference("ContentPicture", NUMBER)


def words_of(source: str, locale: int | None = None) -> str:
    """Rich text alone, as HTML with its links resolved, for readers of a language."""
    wanted = Wanted(locales={locale} if locale else set())
    rich_text.references(source, wanted)
    loaded = load(wanted, Asked(text_format="html"))
    return rich_text.shown(source, loaded.in_locale(locale))


class WordsField(ContentField):
    """Rich text as HTML with its links resolved, or as the request's `rich_text_format` asks."""

    def references(self, page: Any, wanted: Wanted) -> None:
        rich_text.references(getattr(page, self.place) or "", wanted)

    def shown(self, page: Any, loaded: Loaded) -> str:
        return rich_text.shown(getattr(page, self.place) or "", loaded)

    def nothing(self) -> str:
        return ""

    def described(self, model: type[Any], components: Components) -> Schema:
        return {"type": "string", "description": "As `rich_text_format` asks for it."}


class StreamField(ContentField):
    """The blocks of a stream, from their raw values."""

    def references(self, page: Any, wanted: Wanted) -> None:
        shapes.references(self._block(page), self._raw(page), wanted)

    def shown(self, page: Any, loaded: Loaded) -> Any:
        return shapes.shown(self._block(page), self._raw(page), loaded)

    def nothing(self) -> list[Any]:
        return []

    def described(self, model: type[Any], components: Components) -> Schema:
        return described(model._meta.get_field(self.place).stream_block, components)

    def _block(self, page: Any) -> Any:
        return page._meta.get_field(self.place).stream_block

    def _raw(self, page: Any) -> list[Any]:
        return list(getattr(page, self.place).raw_data)


class TermsField(ContentField):
    """The published words of a vocabulary that a page has, by name."""

    def prepared(self, pages: QuerySet[Any], name: str) -> QuerySet[Any]:
        through = getattr(pages.model, name).through
        to_page, to_term = (
            through._meta.get_field(model._meta.model_name).attname
            for model in (pages.model, _related(pages.model, name))
        )
        keys = through.objects.filter(**{to_page: OuterRef("pk")}).values(to_term)
        return pages.annotate(**{f"_{name}": ArraySubquery(keys)})

    def references(self, page: Any, wanted: Wanted) -> None:
        for key in self._keys(page):
            wanted.row(self._kind(type(page)), key)

    def shown(self, page: Any, loaded: Loaded) -> list[dict[str, str]]:
        kind = self._kind(type(page))
        found = (loaded.row(kind, key) for key in self._keys(page))
        return sorted((one for one in found if one), key=lambda one: one["name"])

    def nothing(self) -> list[Any]:
        return []

    def described(self, model: type[Any], components: Components) -> Schema:
        row(self._kind(model), components)
        return {"type": "array", "items": component(KINDS[self._kind(model)].called)}

    def _kind(self, model: type[Any]) -> str:
        return kind_of(_related(model, self.place))

    def _keys(self, page: Any) -> Iterable[int]:
        at_hand = getattr(page, f"_{self.place}", None)
        if at_hand is not None:
            return at_hand
        return [one.pk for one in getattr(page, self.place).all()]


class TagsField(ContentField):
    """The names of tags, as Wagtail shows them."""

    def prepared(self, pages: QuerySet[Any], name: str) -> QuerySet[Any]:
        through = getattr(pages.model, name).through
        names = through.objects.filter(content_object=OuterRef("pk")).values("tag__name")
        return pages.annotate(**{f"_{name}": ArraySubquery(names)})

    def shown(self, page: Any, loaded: Loaded) -> list[str]:
        at_hand = getattr(page, f"_{self.place}", None)
        if at_hand is None:
            at_hand = [tag.name for tag in getattr(page, self.place).all()]
        return sorted(at_hand)

    def described(self, model: type[Any], components: Components) -> Schema:
        return {"type": "array", "items": {"type": "string"}}


class RowField(ContentField):
    """The row behind a page, by the names the world knows it by."""

    def prepared(self, pages: QuerySet[Any], name: str) -> QuerySet[Any]:
        return pages.annotate(
            **{f"_{name}_id": F(f"{name}__public_id"), f"_{name}_slug": F(f"{name}__slug")}
        )

    def shown(self, page: Any, loaded: Loaded) -> dict[str, str] | None:
        """None before there is a row: in the preview of a page that is not saved yet."""
        if (key := getattr(page, f"_{self.place}_id", None)) is not None:
            return {"id": str(key), "slug": getattr(page, f"_{self.place}_slug")}
        row = getattr(page, self.place, None)
        return row and {"id": str(row.public_id), "slug": row.slug}

    def described(self, model: type[Any], components: Components) -> Schema:
        return struct({"id": UUID, "slug": {"type": "string"}})


class ServiceField(ContentField):
    """A service that a page leads to, as its card; null when it is not on sale."""

    def references(self, page: Any, wanted: Wanted) -> None:
        wanted.row("service", page.serializable_value(self.place))

    def shown(self, page: Any, loaded: Loaded) -> Any:
        return loaded.row_card("service", page.serializable_value(self.place))

    def described(self, model: type[Any], components: Components) -> Schema:
        return service()


class PageField(ContentField):
    """A page that this one points at by a foreign key, as a card."""

    def references(self, page: Any, wanted: Wanted) -> None:
        wanted.page(page.serializable_value(self.place))

    def shown(self, page: Any, loaded: Loaded) -> Any:
        return loaded.page_card(page.serializable_value(self.place))

    def described(self, model: type[Any], components: Components) -> Schema:
        return reference("PageCard", NUMBER)


def _related(model: type[Any], name: str) -> type[Any]:
    return model._meta.get_field(name).related_model
