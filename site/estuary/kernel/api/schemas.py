"""Shapes that every app's documentation mentions."""

from typing import Any

from drf_spectacular.utils import extend_schema_field, inline_serializer
from rest_framework import serializers

from estuary.kernel.money import display


class Problem(serializers.Serializer):
    """A failure: a code for programs, a sentence for people, what is wrong by field."""

    status = serializers.ChoiceField(choices=["error"])
    code = serializers.CharField(help_text="A stable word, such as slot_taken.")
    message = serializers.CharField(help_text="A sentence for a person.")
    errors = serializers.DictField(help_text="By field; non_field_errors for the rest.")
    data = serializers.JSONField(allow_null=True, help_text="Always null.")


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


Empty = inline_serializer("Empty", {})
