from typing import Self

from cms.pages.querysets import SnippetQuerySet


class TermQuerySet(SnippetQuerySet):
    """The questions we ask about a vocabulary."""

    def published(self) -> Self:
        """What the public sees, in the order staff gave it."""
        return super().published().order_by("sort_order", "name")
