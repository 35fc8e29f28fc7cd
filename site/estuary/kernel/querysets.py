"""Questions that several apps ask of their rows."""

from datetime import datetime
from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import Case, Q, Subquery, Value, When

from estuary.kernel.states import DeliveryState


class NamedQuerySet(models.QuerySet):
    """For public rows that have a slug: an address may hold either name."""

    def called(self, name: str | UUID) -> Self:
        """The row whose `public_id` or slug is `name`, if these hold it."""
        try:
            return self.filter(public_id=UUID(str(name)))
        except ValueError:
            return self._with_slug(str(name))

    def _with_slug(self, slug: str) -> Self:
        return self.filter(slug=slug)


class RenamedQuerySet(NamedQuerySet):
    """For those that keep, as `former_slugs`, what they were called before: links go on leading."""

    def _with_slug(self, slug: str) -> Self:
        # Nobody else can have it, so there is one at most.
        renamed = self.model._default_manager.filter(former_slugs__slug=slug).values("pk")[:1]
        return self.filter(Q(slug=slug) | Q(pk=Subquery(renamed)))


class OutboxDeliveryQuerySet(models.QuerySet):
    """The questions we ask about facts on their way."""

    def with_state(self, now: datetime) -> Self:
        """`state`: a delivery whose lease has ended waits, like one that nobody took yet."""
        return self.annotate(
            state=Case(
                When(parked_at__isnull=False, then=Value(DeliveryState.PARKED)),
                When(done_at__isnull=False, then=Value(DeliveryState.DONE)),
                When(leased_until__gte=now, then=Value(DeliveryState.IN_HAND)),
                default=Value(DeliveryState.WAITING),
            )
        )
