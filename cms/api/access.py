"""Who may read the whole of a page: the one place where the content API asks."""

from collections.abc import Iterable, Mapping
from typing import Any

from cms.streams.models import Post
from cms.streams.states import Access

# What a page that is not for everybody says only to those who may read it.
FOR_READERS = ("body", "media")


def can_read(page: Any, user: Any) -> bool:
    """Whether `user` may read the whole of a page that is published and not private."""
    return page.pk not in held_back([page], user)


def held_back(pages: Iterable[Any], user: Any) -> Mapping[int, tuple[str, ...]]:
    """The fields of each page that `user` may not read, by the page's id.

    Asks in one query about all that are not free, and in none when all are.
    """
    closed = [page for page in pages if getattr(page, "access", Access.FREE) != Access.FREE]
    if not closed:
        return {}
    readable = set(
        Post.objects.readable_by(user)
        .filter(pk__in=[page.post_id for page in closed])
        .values_list("pk", flat=True)
    )
    return {page.pk: FOR_READERS for page in closed if page.post_id not in readable}
