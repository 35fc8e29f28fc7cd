"""The page above each of many, in one query; the tree itself asks for one at a time."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import QuerySet
from wagtail.models import Page


class PageAbove:
    """For `prefetch_related("page_above")`, after which `get_parent()` costs nothing.

    The tree has paths and no keys, so this speaks what Django asks of a relation.
    """

    def __get__(self, page: Any, model: Any = None) -> Any:
        return self if page is None else page.get_parent()

    def is_cached(self, page: Any) -> bool:
        """Whether it was read before."""
        return hasattr(page, "_cached_parent_obj")

    def get_prefetch_querysets(
        self, instances: Sequence[Any], querysets: Any = None
    ) -> tuple[QuerySet[Page], Callable[..., str], Callable[..., str], bool, str, bool]:
        """The pages above `instances`, and how the two find each other."""
        above = {_path_above(page) for page in instances}
        pages = Page.objects.filter(path__in=above).select_related("locale")
        return pages, lambda page: page.path, _path_above, True, "_cached_parent_obj", True


def _path_above(page: Any) -> str:
    return page.path[: -page.steplen]
