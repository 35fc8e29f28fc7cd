"""Who may read the whole of a page: the one place where the content API asks."""

from collections.abc import Iterable, Mapping
from typing import Any

# What a page that is not for everybody says only to those who may read it.
FOR_READERS = ("body", "media")


def can_read(page: Any, user: Any) -> bool:
    """Whether `user` may read the whole of a page that is published and not private."""
    return getattr(page, "access", "free") == "free"


def held_back(pages: Iterable[Any], user: Any) -> Mapping[int, tuple[str, ...]]:
    """The fields of each page that `user` may not read, by the page's id."""
    return {page.pk: FOR_READERS for page in pages if not can_read(page, user)}
