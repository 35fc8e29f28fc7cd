from typing import Self

from django.db import models


class ModalityQuerySet(models.QuerySet):
    """The questions we ask about modalities."""

    def published(self) -> Self:
        """Those the public sees, by name."""
        return self.filter(live=True).order_by("name")
