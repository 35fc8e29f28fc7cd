from datetime import datetime
from typing import Self

from django.db import models


class MovementQuerySet(models.QuerySet):
    """The questions we ask about what moved at the provider."""

    def unmatched(self) -> Self:
        """Those that our books do not have as they are."""
        return self.filter(matched_at=None)

    def before(self, moment: datetime) -> Self:
        """Those old enough that our side of them must be written."""
        return self.filter(moved_at__lt=moment)

    def lock(self) -> Self:
        """Hold these rows until the transaction ends."""
        return self.select_for_update(of=("self",), no_key=True).order_by("pk")
