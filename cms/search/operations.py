"""Keeps what can be found in step with what is published."""

from typing import Any

from wagtail.models import Page

from cms.profiles.models import PractitionerPage
from cms.search import texts
from cms.search.models import SearchEntry
from cms.taxonomy.models import Modality
from estuary.kernel import db


# As for the rows that publishing tells: Wagtail publishes inside a transaction or outside one.
@db.transaction_if_not_already
def index_page(page: Page) -> None:
    """Let a published page be found by its words of now; one that is not live is forgotten.

    `page` is of its own type. May be called at any time, any number of times.
    """
    _write(texts.of_page(page) if page.live else None, page_id=page.pk)
    if isinstance(page, PractitionerPage) and page.live and page.tells_row:
        theirs = SearchEntry.objects.filter(practitioner=page.practitioner_id).exclude(author="")
        theirs.exclude(author=page.title).update(author=page.title[:120])


@db.transaction_if_not_already
def index_modality(modality: Modality) -> None:
    """As `index_page`, for a modality."""
    _write(texts.of_modality(modality) if modality.live else None, modality_id=modality.pk)


def index_everything() -> int:
    """Write every entry anew, one thing at a time; answers how many things there are to find."""
    SearchEntry.objects.filter(page__live=False).delete()
    for page in Page.objects.live().order_by("pk").iterator(chunk_size=500):
        index_page(page.specific)
    for modality in Modality.objects.order_by("pk"):
        index_modality(modality)
    return SearchEntry.objects.count()


def _write(fields: dict[str, Any] | None, **thing: Any) -> None:
    if fields is None:
        SearchEntry.objects.filter(**thing).delete()
    else:
        nothing = {"practitioner_id": None, "service_id": None, "post_id": None, "author": ""}
        SearchEntry.objects.update_or_create(**thing, defaults={**nothing, **fields})
