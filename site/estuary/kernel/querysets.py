"""Questions that several apps ask of their rows."""

from typing import Self
from uuid import UUID

from django.db import models


class NamedQuerySet(models.QuerySet):
    """For public rows that have a slug: an address may hold either name."""

    def called(self, name: str | UUID) -> Self:
        """The row whose `public_id` or slug is `name`, if these hold it."""
        try:
            return self.filter(public_id=UUID(str(name)))
        except ValueError:
            return self.filter(slug=name)
