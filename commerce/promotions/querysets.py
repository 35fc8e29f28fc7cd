from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q


class PromotionQuerySet(models.QuerySet):
    """The questions we ask about promotions."""

    def called(self, code: str) -> Self:
        """By what clients type, in capitals or not."""
        return self.filter(code=code.strip().upper())

    def running(self, now: datetime) -> Self:
        """Switched on, begun, and not over."""
        return self.filter(
            Q(starts_at=None) | Q(starts_at__lte=now),
            Q(ends_at=None) | Q(ends_at__gt=now),
            is_active=True,
        )

    def not_used_up(self) -> Self:
        """Those of which somebody may still make use."""
        return self.filter(Q(total_limit=None) | Q(used_count__lt=F("total_limit")))


class PromotionUseQuerySet(models.QuerySet):
    """The questions we ask about the use of promotions."""

    def standing(self) -> Self:
        """Those whose order was not given up before it was paid."""
        return self.filter(released_at=None)
