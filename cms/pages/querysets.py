from typing import Self

from django.db import models


class SnippetQuerySet(models.QuerySet):
    """The questions we ask about any snippet."""

    def published(self) -> Self:
        """What the public sees."""
        return self.filter(live=True)

    def in_language(self, code: str) -> Self:
        """Those written in the language with this code, such as `pt`."""
        return self.filter(locale__language_code=code)
