"""Terms by the names that authors have for them."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings

from cms.pages.drafts import DraftRefused


def terms_called(kind: type[Any], slugs: Sequence[str], *, field: str) -> list[Any]:
    """The published terms of these slugs. Raises DraftRefused, which names those it misses."""
    known = kind.objects.published().in_language(settings.LANGUAGE_CODE)
    found = {term.slug: term for term in known.filter(slug__in=slugs)}
    if missing := sorted(set(slugs) - set(found)):
        raise DraftRefused(details={field: [f"There is no “{slug}”." for slug in missing]})
    return [found[slug] for slug in dict.fromkeys(slugs)]
