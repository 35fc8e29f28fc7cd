"""Vocabularies as answers show them, in a fixed number of queries."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings

from cms.pages import rich_text, shapes
from cms.pages.loading import load
from cms.pages.references import Asked, Wanted
from cms.taxonomy.models import Modality


def card(modality: Modality, picture: Any) -> dict[str, Any]:
    """What lists and filters show of a modality."""
    above = modality.parent
    return {
        "id": str(modality.public_id),
        "slug": modality.slug,
        "name": modality.name,
        "summary": modality.summary,
        "url": f"{settings.FRONTEND_URL}{path_of(modality)}",
        "parent": above and {"id": str(above.public_id), "slug": above.slug, "name": above.name},
        "picture": picture,
    }


def cards(modalities: Iterable[Modality]) -> list[dict[str, Any]]:
    """Their cards, with all pictures read at once; `parent` must be there."""
    found = list(modalities)
    wanted = Wanted()
    for one in found:
        wanted.image(one.picture_id, "card")
    loaded = load(wanted)
    return [card(one, loaded.picture(one.picture_id, "card")) for one in found]


def detail(modality: Modality, asked: Asked) -> dict[str, Any]:
    """Everything a modality says, with the published ones below it; it may be a draft."""
    below = _below(modality) if modality.pk else []
    wanted = Wanted(asked.depth, locales={modality.locale_id} - {None})
    wanted.image(modality.picture_id, "wide")
    for one in [modality, *below]:
        wanted.image(one.picture_id, "card")
    for name in ("description", "regulated_note"):
        rich_text.references(getattr(modality, name), wanted)
    for name in ("benefits", "questions"):
        shapes.references(_block(name), _raw(modality, name), wanted)
    loaded = load(wanted, asked).in_locale(modality.locale_id)
    return {
        **card(modality, loaded.picture(modality.picture_id, "card")),
        "wide_picture": loaded.picture(modality.picture_id, "wide"),
        "description": rich_text.shown(modality.description, loaded),
        "benefits": shapes.shown(_block("benefits"), _raw(modality, "benefits"), loaded),
        "questions": shapes.shown(_block("questions"), _raw(modality, "questions"), loaded),
        "regulated_note": rich_text.shown(modality.regulated_note, loaded),
        "seo_title": modality.seo_title or modality.name,
        "search_description": modality.search_description or modality.summary,
        "children": [card(one, loaded.picture(one.picture_id, "card")) for one in below],
    }


def _below(modality: Modality) -> list[Modality]:
    children = modality.children.published().filter(locale=modality.locale_id)
    return list(children.select_related("parent", "locale"))


def path_of(modality: Modality) -> str:
    """Where the frontend shows it."""
    language = modality.locale.language_code
    before = "" if language == settings.LANGUAGE_CODE else f"/{language}"
    return f"{before}/modalities/{modality.slug}/"


def _block(name: str) -> Any:
    field: Any = Modality._meta.get_field(name)
    return field.stream_block


def _raw(modality: Modality, name: str) -> Any:
    return list(getattr(modality, name).raw_data)
