"""Thousands of published pages at once: for moving in from another system, and for large demos.

Publishing a page the usual way costs over a hundred queries. Here a page has no revision, and
nobody is told: the caller writes the rows that the pages are the words of, listed already.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import F
from wagtail.models import Page
from wagtail.search.backends import get_search_backend

from cms.search import texts
from cms.search.models import SearchEntry
from estuary.kernel import db

Pair = tuple[Page, Any]


@db.transaction_required
def import_pages(pairs: Sequence[Pair], *, now: datetime) -> None:
    """Add each page as a last child of the one it is paired with, published and to be found.

    Pages of one type in a call; their slugs must be free below their parents. In the order given,
    in as many queries for a thousand as for one. Fields of many-to-many kind are the caller's.
    """
    if not pairs:
        return
    model = type(pairs[0][1])
    _place(pairs, now)
    plain = [_columns(page) for _, page in pairs]
    Page.objects.bulk_create(plain, batch_size=1000)
    for (_, page), row in zip(pairs, plain, strict=True):
        page.pk = page.id = page.page_ptr_id = row.pk
    own = model._meta.local_concrete_fields
    # Django's bulk_create refuses models whose columns lie in two tables.
    for batch in _batches([page for _, page in pairs]):
        model._base_manager._insert(batch, fields=own, using=plain[0]._state.db)
        for page in batch:
            page._state.adding, page._state.db = False, plain[0]._state.db
    _find([page for _, page in pairs])


def _place(pairs: Sequence[Pair], now: datetime) -> None:
    """Where each page lies in the tree, and what Wagtail keeps of a published one."""
    below: dict[int, list[Any]] = defaultdict(list)
    parents = {parent.pk: parent for parent, _ in pairs}
    for parent, page in pairs:
        below[parent.pk].append(page)
    kind = ContentType.objects.get_for_model(type(pairs[0][1]))
    for key, pages in below.items():
        parent = parents[key]
        last = parent.get_last_child() if parent.numchild else None
        step = Page._str2int(last.path[-Page.steplen :]) if last else 0
        for number, page in enumerate(pages, start=step + 1):
            page.path = Page._get_path(parent.path, parent.depth + 1, number)
            page.depth = parent.depth + 1
            page.url_path = f"{parent.url_path}{page.slug}/"
            page.locale = parent.locale
            page.draft_title = page.draft_title or page.title
            page.content_type = kind
            page.live, page.has_unpublished_changes = True, False
            page.first_published_at = page.last_published_at = now
            page.latest_revision_created_at = None
        Page.objects.filter(pk=key).update(numchild=F("numchild") + len(pages))
        parent.numchild += len(pages)


def _columns(page: Any) -> Page:
    names = [field.attname for field in Page._meta.concrete_fields if not field.primary_key]
    return Page(**{name: getattr(page, name) for name in names})


def _find(pages: Sequence[Any]) -> None:
    """Into Wagtail's index, for the back office, and into ours, for the public."""
    index = get_search_backend().get_index_for_model(type(pages[0]))
    for batch in _batches(pages):
        index.add_items(type(pages[0]), batch)
    entries = [
        SearchEntry(page_id=page.pk, **fields)
        for page in pages
        if (fields := texts.of_page(page)) is not None
    ]
    SearchEntry.objects.bulk_create(entries, batch_size=500)


def _batches(pages: Sequence[Any], size: int = 500) -> list[Sequence[Any]]:
    return [pages[begin : begin + size] for begin in range(0, len(pages), size)]
