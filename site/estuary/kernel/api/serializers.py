"""Shapes in."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from rest_framework import serializers


class InstantField(serializers.DateTimeField):
    """A moment, with its offset: without one nobody can tell when it is. For reading in only."""

    default_error_messages = {"naive": "Give the offset as well, such as Z or +01:00."}

    def enforce_timezone(self, value: datetime) -> datetime:
        if timezone.is_naive(value):
            self.fail("naive")
        return super().enforce_timezone(value)


class StrictSerializer(serializers.Serializer):
    """Refuses fields it does not know, by name: nobody should believe they changed a price.

    Nested strict serializers refuse their own.
    """

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            known = {name for name, field in self.fields.items() if not field.read_only}
            unknown = sorted(str(name) for name in set(data) - known)
            if unknown:
                raise serializers.ValidationError(
                    {name: ["This field cannot be set here."] for name in unknown}
                )
        return super().to_internal_value(data)
