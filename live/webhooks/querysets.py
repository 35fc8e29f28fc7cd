from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from live.webhooks.states import DeliveryStatus


class WebhookEndpointQuerySet(models.QuerySet):
    """The questions we ask about endpoints."""

    def enabled(self) -> Self:
        """Those that are sent to."""
        return self.filter(is_enabled=True)

    def lock(self) -> Self:
        """Hold these rows until the transaction ends; others may still point at them."""
        return self.select_for_update(of=("self",), no_key=True)


class WebhookDeliveryQuerySet(models.QuerySet):
    """The questions we ask about webhooks on their way."""

    def due(self, now: datetime) -> Self:
        """To be tried now: in nobody's hands, to an endpoint that neither is off nor rests.

        One at a time for each endpoint: one that is slow takes no more than one worker.
        """
        in_hand = self.model._default_manager.filter(
            endpoint=OuterRef("endpoint"), leased_until__gte=now
        )
        return self.filter(
            ~Exists(in_hand),
            Q(endpoint__rests_until=None) | Q(endpoint__rests_until__lte=now),
            status=DeliveryStatus.WAITING,
            endpoint__is_enabled=True,
            due_at__lte=now,
        )
