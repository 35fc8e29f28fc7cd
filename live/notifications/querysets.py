from typing import Self

from django.db import models

from live.notifications.states import DeliveryStatus


class NotificationQuerySet(models.QuerySet):
    """The questions we ask about notifications."""

    def of(self, user) -> Self:
        """What one person was told in the app."""
        return self.filter(user=user, in_app=True)

    def unread(self) -> Self:
        """Those not looked at yet."""
        return self.filter(read_at=None)


class DeliveryQuerySet(models.QuerySet):
    """The questions we ask about messages on their way."""

    def due(self, now) -> Self:
        """To be tried now: waiting, and not in somebody's hands."""
        return self.filter(status=DeliveryStatus.WAITING, due_at__lte=now)
