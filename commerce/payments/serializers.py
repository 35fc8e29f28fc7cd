from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from commerce.payments.models import Payment, Refund
from estuary.kernel.api.schemas import MoneyField


class RefundCard(serializers.ModelSerializer):
    """Money on its way back, or back."""

    id = serializers.UUIDField(source="public_id")
    amount = MoneyField(source="amount_cents", currency_source="payment.currency")

    class Meta:
        model = Refund
        fields = ["id", "status", "amount", "created_at", "completed_at"]
        read_only_fields = fields


class PaymentMethodCard(serializers.Serializer):
    """A card, as far as one may show it."""

    brand = serializers.CharField()
    last4 = serializers.CharField()


class PaymentCard(serializers.ModelSerializer):
    """What a person paid, with what, and what came back."""

    id = serializers.UUIDField(source="public_id")
    amount = MoneyField(source="amount_cents")
    method = PaymentMethodCard(allow_null=True)
    order = serializers.SerializerMethodField(help_text="The order's id.")
    refunds = RefundCard(many=True)

    class Meta:
        model = Payment
        fields = [
            "id",
            "status",
            "amount",
            "description",
            "method",
            "failure_code",
            "failure_message",
            "order",
            "refunds",
            "created_at",
            "settled_at",
        ]
        read_only_fields = fields

    @extend_schema_field(serializers.UUIDField(allow_null=True))
    def get_order(self, payment: Payment) -> Any:
        order = getattr(payment, "order", None)
        return str(order.public_id) if order else None
