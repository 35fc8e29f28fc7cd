from typing import Any

from django.utils.dateparse import parse_datetime
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from commerce.receipts.models import Receipt
from estuary.kernel.api.schemas import Money, MoneyField, money


class ReceiptCard(serializers.ModelSerializer):
    """A receipt or credit note, in a list."""

    id = serializers.UUIDField(source="public_id")
    order = serializers.UUIDField(source="order.public_id", help_text="The order's id.")
    corrects = serializers.CharField(
        source="corrects.number",
        default=None,
        allow_null=True,
        help_text="Of a credit note, the number of its receipt.",
    )
    total = MoneyField(source="total_cents")

    class Meta:
        model = Receipt
        fields = ["id", "number", "kind", "order", "corrects", "issued_at", "total"]
        read_only_fields = fields


class ReceiptLine(serializers.Serializer):
    """One thing paid for, as it was called when it was bought."""

    title = serializers.CharField()
    practitioner = serializers.CharField(allow_null=True)
    start_time = serializers.DateTimeField(allow_null=True)
    timezone = serializers.CharField(allow_null=True)
    quantity = serializers.IntegerField()
    unit_price = Money()
    discount = Money()
    total = Money()


class Seller(serializers.Serializer):
    """Who issued it."""

    name = serializers.CharField()
    address = serializers.CharField(allow_blank=True)
    tax_number = serializers.CharField(allow_blank=True)


class Buyer(serializers.Serializer):
    """Whom it was issued to, as they were called then."""

    name = serializers.CharField(source="buyer_name")
    email = serializers.CharField(source="buyer_email")


class ReceiptDetail(ReceiptCard):
    """The whole paper."""

    lines = serializers.SerializerMethodField()
    subtotal = MoneyField(source="subtotal_cents")
    discount = MoneyField(source="discount_cents")
    tax = MoneyField(source="tax_cents")
    credits_applied = MoneyField(source="credits_applied_cents")
    paid = MoneyField(source="paid_cents", help_text="By card; of a credit note, given back to it.")
    buyer = Buyer(source="*")
    seller = Seller()

    class Meta:
        model = Receipt
        fields = [
            *ReceiptCard.Meta.fields,
            "lines",
            "subtotal",
            "discount",
            "tax",
            "credits_applied",
            "paid",
            "paid_with",
            "buyer",
            "seller",
        ]
        read_only_fields = fields

    @extend_schema_field(ReceiptLine(many=True))
    def get_lines(self, receipt: Receipt) -> list[dict[str, Any]]:
        return [
            {
                "title": line["title"],
                "practitioner": line["practitioner"],
                "start_time": _instant(line["starts_at"]),
                "timezone": line["timezone"],
                "quantity": line["quantity"],
                "unit_price": money(line["unit_price_cents"], receipt.currency),
                "discount": money(line["discount_cents"], receipt.currency),
                "total": money(line["total_cents"], receipt.currency),
            }
            for line in receipt.lines
        ]


def _instant(kept: str | None) -> str | None:
    """As every instant is told: in UTC, with `Z`."""
    instant = parse_datetime(kept) if kept else None
    return serializers.DateTimeField().to_representation(instant) if instant else None
