from typing import Self

from cms.pages.querysets import SnippetQuerySet


class AnnouncementQuerySet(SnippetQuerySet):
    def published(self) -> Self:
        """What is announced now, newest first."""
        return super().published().order_by("-first_published_at", "-pk")
