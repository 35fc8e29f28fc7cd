"""What search knows of a page: its words as plain text, whatever they are built of."""

import re
from typing import Any

from wagtail.models import Page
from wagtail.search.index import SearchField

from cms.library.pictures import picture
from cms.listings.models import ServicePage
from cms.pages.models import HelpPage
from cms.profiles.models import PractitionerPage
from cms.search.states import EntryKind
from cms.streams.models import PostPage, StreamPage
from cms.streams.states import Access
from cms.taxonomy.models import Modality

# Far more than an article has; what is beyond is not searched.
BODY_CHARACTERS = 50_000
# Told elsewhere in the entry.
_NOT_BODY = {"title", "summary", "teaser", "introduction", "professional_title"}
_SPACES = re.compile(r"\s+")


def of_page(page: Page) -> dict[str, Any] | None:
    """The fields of a page's entry, or None when it is not to be found.

    A post that is not for everybody is found by its title and teaser only.
    """
    if getattr(page, "is_hidden_from_search_engines", False) or page.depth < 2:
        return None
    closed = isinstance(page, PostPage) and page.access != Access.FREE
    return {
        "language": page.locale.language_code,
        "title": page.title,
        "summary": _summary(page),
        "body": "" if closed else _body(page),
        "picture": picture(image=getattr(page, "social_image", None), role="card", alt=page.title),
        **_who(page),
    }


def of_modality(modality: Modality) -> dict[str, Any]:
    """The fields of a modality's entry."""
    return {
        "kind": EntryKind.MODALITY,
        "language": modality.locale.language_code,
        "title": modality.name,
        "summary": modality.summary,
        "body": _body(modality),
        "picture": picture(image=modality.picture, role="card", alt=modality.name),
    }


def _who(page: Page) -> dict[str, Any]:
    if isinstance(page, PractitionerPage):
        return {"kind": EntryKind.PRACTITIONER, "practitioner_id": page.practitioner_id}
    if isinstance(page, ServicePage):
        by = page.service.practitioner
        return {
            "kind": EntryKind.SERVICE,
            "service_id": page.service_id,
            "practitioner_id": by.pk,
            "author": by.display_name,
        }
    if isinstance(page, PostPage):
        by = page.post.practitioner
        return {
            "kind": EntryKind.STREAM,
            "post_id": page.post_id,
            "practitioner_id": by.pk,
            "author": by.display_name,
        }
    if isinstance(page, StreamPage):
        by = page.practitioner
        return {"kind": EntryKind.PAGE, "practitioner_id": by.pk, "author": by.display_name}
    return {"kind": EntryKind.HELP if isinstance(page, HelpPage) else EntryKind.PAGE}


def _summary(page: Page) -> str:
    said = (getattr(page, name, "") for name in ("professional_title", "summary", "teaser"))
    return _plain(". ".join(one for one in (*said, getattr(page, "introduction", "")) if one))


def _body(thing: Any) -> str:
    parts: list[str] = []
    if hasattr(thing, "modalities"):
        parts += [one.name for one in thing.modalities.all() if one.live]
    for field in thing.get_search_fields():
        if isinstance(field, SearchField) and field.field_name not in {*_NOT_BODY, "name"}:
            value = field.get_value(thing)
            parts += value if isinstance(value, list) else [str(value or "")]
    return _plain(" ".join(parts))[:BODY_CHARACTERS]


def _plain(text: str) -> str:
    return _SPACES.sub(" ", text).strip()
