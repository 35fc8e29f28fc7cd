"""Shapes that every app's documentation mentions."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema_field
from rest_framework import serializers

from estuary.kernel.money import display


class Problem(serializers.Serializer):
    """A failure: a code for programs, a sentence for people, what is wrong by field."""

    status = serializers.ChoiceField(choices=["error"])
    code = serializers.CharField(help_text="A stable word, such as slot_taken.")
    message = serializers.CharField(help_text="A sentence for a person.")
    errors = serializers.DictField(help_text="By field; non_field_errors for the rest.")  # type: ignore[assignment]
    data = serializers.JSONField(allow_null=True, help_text="Always null.")  # type: ignore[assignment]


class Money(serializers.Serializer):
    """An amount as whole cents, with its currency and how to show it."""

    amount_cents = serializers.IntegerField()
    currency = serializers.CharField()
    display = serializers.CharField()


def money(amount_cents: int, currency: str) -> dict[str, Any]:
    """An amount in the shape of `Money`."""
    return {
        "amount_cents": amount_cents,
        "currency": currency,
        "display": display(amount_cents, currency),
    }


@extend_schema_field(Money)
class MoneyField(serializers.Field):
    """Reads `<source>` as cents, and the row's `currency`; `source` names the cents' attribute.

    `currency_source` names another path to the currency.
    """

    def __init__(self, *, currency_source: str = "currency", **kwargs: Any) -> None:
        self.currency_source = currency_source.split(".")
        kwargs.setdefault("read_only", True)
        super().__init__(**kwargs)

    def get_attribute(self, instance: Any) -> Any:
        cents = super().get_attribute(instance)
        if cents is None:
            return None
        currency = instance
        for step in self.currency_source:
            currency = getattr(currency, step)
        return (cents, currency)

    def to_representation(self, value: Any) -> dict[str, Any]:
        return money(*value)


class Picture(serializers.Serializer):
    """A picture: where it is, how large, and the words read aloud in its place."""

    url = serializers.URLField()
    alt = serializers.CharField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    srcset = serializers.CharField()


class Rating(serializers.Serializer):
    """How good, and by how many."""

    average = serializers.FloatField(allow_null=True, help_text="1 to 5; null before the first.")
    count = serializers.IntegerField()


@extend_schema_field(Picture(allow_null=True))
class PictureField(serializers.JSONField):
    """A picture as it was written down when its page was published, or null."""


@extend_schema_field(Rating)
class RatingField(serializers.Field):
    """Reads the row's `rating_average` and `rating_count`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(source="*", read_only=True, **kwargs)

    def to_representation(self, row: Any) -> dict[str, Any]:
        average = row.rating_average
        return {
            "average": None if average is None else round(average, 2),
            "count": row.rating_count,
        }


class Said(OpenApiResponse):
    """An answer that is a sentence: `message` of the envelope, and nothing in `data`."""

    def __init__(self, message: str) -> None:
        self.message = message
        nothing = {"type": "object", "maxProperties": 0}
        super().__init__(nothing, examples=[OpenApiExample("Said", value={})])
