from django.db.models import QuerySet
from django_filters import rest_framework as filters

from live.notifications.models import Notification


class NotificationFilter(filters.FilterSet):
    """What one may ask of the list."""

    unread = filters.BooleanFilter(method="by_reading", label="Only those not read, or only read.")

    class Meta:
        model = Notification
        fields: list[str] = []

    def by_reading(self, rows: QuerySet, name: str, unread: bool) -> QuerySet:
        return rows.filter(read_at__isnull=unread)
