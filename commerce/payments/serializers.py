from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from commerce.payments.models import CardSetup, Payment, Refund, SavedCard
from commerce.payments.states import SETUP_FINAL
from estuary.kernel.api.schemas import MoneyField
from estuary.kernel.api.serializers import StrictSerializer


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


class SavedMethod(serializers.ModelSerializer):
    """A card kept for later, as far as one may show it."""

    id = serializers.UUIDField(source="public_id")

    class Meta:
        model = SavedCard
        fields = ["id", "brand", "last4", "exp_month", "exp_year", "is_default", "created_at"]
        read_only_fields = fields


class NothingSaid(StrictSerializer):
    """For what is said by the address alone."""


class SettleMethod(StrictSerializer):
    """With what the server is to try it, if the browser did not."""

    payment_method = serializers.CharField(
        max_length=64,
        default="",
        allow_blank=True,
        help_text="A payment method of the provider; without one, the provider is only asked.",
    )
    return_url = serializers.URLField(
        required=False, help_text="Where the bank sends the client back to; the frontend's own."
    )


class MethodSetup(serializers.ModelSerializer):
    """What a browser needs to let the client save a card, and the card once it is saved."""

    id = serializers.UUIDField(source="public_id", help_text="For confirm/; not the card's id.")
    client_secret = serializers.SerializerMethodField(help_text="Null once it has ended.")
    publishable_key = serializers.SerializerMethodField()
    next_action = serializers.JSONField(help_text="What the bank wants of the client, or null.")
    method = SavedMethod(source="card", allow_null=True, help_text="Null until it is saved.")

    class Meta:
        model = CardSetup
        fields = [
            "id",
            "status",
            "client_secret",
            "publishable_key",
            "next_action",
            "failure_code",
            "failure_message",
            "method",
        ]
        read_only_fields = fields

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_client_secret(self, setup: CardSetup) -> str | None:
        return None if setup.status in SETUP_FINAL else setup.client_secret or None

    def get_publishable_key(self, setup: CardSetup) -> str:
        return settings.STRIPE_PUBLISHABLE_KEY
