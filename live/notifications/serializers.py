from typing import Any

from rest_framework import serializers

from estuary.kernel.api.serializers import StrictSerializer
from live.notifications.models import Notification


class NotificationCard(serializers.ModelSerializer):
    """Something one was told. Reading only."""

    id = serializers.UUIDField(source="public_id")
    seq = serializers.IntegerField(help_text="Rises by one for each person, without gaps.")
    link = serializers.CharField(help_text="A path of the frontend; empty when there is none.")
    data = serializers.DictField(  # type: ignore[assignment]
        help_text="The ids of what it is about."
    )

    class Meta:
        model = Notification
        fields = ["id", "seq", "kind", "title", "body", "link", "data", "created_at", "read_at"]
        read_only_fields = fields


class MarkRead(StrictSerializer):
    """Which ones were read: exactly one of the three."""

    ids = serializers.ListField(
        child=serializers.UUIDField(), required=False, allow_empty=False, max_length=200
    )
    up_to_seq = serializers.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    all = serializers.BooleanField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if len(attrs) != 1 or attrs.get("all") is False:
            raise serializers.ValidationError("Give one of ids, up_to_seq, or all: true.")
        return attrs


class UnreadCount(serializers.Serializer):
    unread_count = serializers.IntegerField()
