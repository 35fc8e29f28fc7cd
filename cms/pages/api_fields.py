"""Serializer fields that pages name in their `api_fields`; a leaf, so models may import it."""

from typing import Any

from rest_framework import serializers
from wagtail.api.rich_text import APIRichText

from cms.library.pictures import picture


class PictureField(serializers.Field):
    """An image in one role, as `{url, alt, width, height, srcset}`."""

    def __init__(self, *, role: str, **kwargs: Any) -> None:
        self.role = role
        super().__init__(read_only=True, **kwargs)

    def to_representation(self, value: Any) -> dict[str, Any] | None:
        return picture(image=value, role=self.role)


def words_of(source: str, request: Any = None) -> str:
    """Rich text as HTML with its links resolved, or as the request's `rich_text_format` asks."""
    asked = request.GET.get("rich_text_format") if request else None
    return APIRichText.serialize(source, format=APIRichText.resolve_format(asked or "html"))


class WordsField(serializers.Field):
    """Rich text, as `words_of` shows it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, **kwargs)

    def to_representation(self, value: str) -> str:
        return words_of(value, self.context.get("request"))


class ModalitiesField(serializers.Field):
    """The published modalities of a page, by name."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, **kwargs)

    def to_representation(self, value: Any) -> list[dict[str, str]]:
        shown = sorted((one for one in value.all() if one.live), key=lambda one: one.name)
        return [{"id": str(o.public_id), "slug": o.slug, "name": o.name} for o in shown]


class RowField(serializers.Field):
    """The row behind a page, by the names the world knows it by."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, **kwargs)

    def to_representation(self, value: Any) -> dict[str, str]:
        return {"id": str(value.public_id), "slug": value.slug}
