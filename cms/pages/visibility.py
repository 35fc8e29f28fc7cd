"""Which pages the public sees: published, open to all, about something that is public itself."""

import functools
import operator
from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q
from wagtail.models import Page, get_page_models

from cms.pages.rows import RowPageMixin


def public_pages(pages: Any = None) -> Any:
    """Those among `pages` (all, if not given) that anybody may read, in one query.

    Not drafts, not what lies below a view restriction, and nothing of a practitioner or a service
    that is suspended, paused or archived: their pages stay published, and come back with them.
    Costs one more query, for the restrictions.
    """
    found = Page.objects.all() if pages is None else pages
    return found.live().public().exclude(about_what_is_not_public())


def about_what_is_not_public() -> Q:
    """Pages of practitioners whom the public does not see, of what is not sold or not listed.

    As questions about the page at hand: one address is looked up without reading all rows.
    """
    return _any_of(
        Exists(
            model.objects.filter(pk=OuterRef("pk")).filter(
                ~Exists(rows.filter(pk=OuterRef(f"{key}_id")))
            )
        )
        for model, about in _what_must_be_public().items()
        for key, rows in about.items()
    )


def hidden_pages() -> Q:
    """The same by keys alone: for lists, and for Wagtail's search, which knows no other way."""
    return _any_of(
        Q(
            pk__in=model.objects.filter(
                _any_of(Q(**{f"{key}__in": _all_but(rows)}) for key, rows in about.items())
            ).values("pk")
        )
        for model, about in _what_must_be_public().items()
    )


def _what_must_be_public() -> dict[type[Page], dict[str, Any]]:
    """By kind of page: where the rows are that it is about, and which of those the public sees."""
    kinds = (one for one in get_page_models() if issubclass(one, RowPageMixin))
    return {kind: kind.public_rows() for kind in kinds}


def _all_but(rows: Any) -> Any:
    return rows.model.objects.exclude(pk__in=rows)


def _any_of(conditions: Iterable[Any]) -> Q:
    return functools.reduce(operator.or_, map(Q, conditions))
