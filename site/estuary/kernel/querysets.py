"""Questions that several apps ask of their rows."""

from datetime import datetime
from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import Case, Value, When

from estuary.kernel.states import DeliveryState


class NamedQuerySet(models.QuerySet):
    """For public rows that have a slug: an address may hold either name."""

    def called(self, name: str | UUID) -> Self:
        """The row whose `public_id` or slug is `name`, if these hold it."""
        try:
            return self.filter(public_id=UUID(str(name)))
        except ValueError:
            return self.filter(slug=name)


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
