from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q


class PromotionQuerySet(models.QuerySet):
    """The questions we ask about promotions."""

    def called(self, code: str) -> Self:
        """By what clients type, in capitals or not."""
        return self.filter(code=code.strip().upper())

    def of(self, user) -> Self:
        """A practitioner's own; those for everybody are nobody's."""
        return self.filter(practitioner__user=user)

    def good_for(self, services: models.QuerySet) -> Self:
        """Those for the one service in `services`: it is named, or all of its practitioner's are.

        Only among one practitioner's own.
        """
        named = Q(services__in=services) | Q(services=None, practitioner__services__in=services)
        return self.filter(pk__in=self.filter(named).values("pk"))

    def with_details(self) -> Self:
        """Everything a card shows, in two queries."""
        return self.prefetch_related("services")

    def lock(self) -> Self:
        """Hold these rows until the transaction ends: nobody claims or releases meanwhile."""
        return self.select_for_update(of=("self",), no_key=True)

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
