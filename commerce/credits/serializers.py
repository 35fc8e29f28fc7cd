import uuid
from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from commerce.credits import policies
from commerce.credits.models import CreditLot, CreditTransfer
from commerce.credits.states import MovementKind
from commerce.ledger.models import Posting
from estuary.kernel.api.schemas import MoneyField
from estuary.kernel.api.serializers import StrictSerializer

# Far more than anybody passes on, and well within what a column holds.
LARGEST_TRANSFER = 100_000_00


class CurrencyField(serializers.CharField):
    """Three letters, such as usd; ours unless another is named."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_length=3, max_length=3, default=lambda: settings.CURRENCY, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        return super().to_internal_value(data).lower()


class AskBalance(StrictSerializer):
    currency = CurrencyField(help_text="Three letters; ours unless another is named.")


class LotCard(serializers.ModelSerializer):
    """Credits that came together, and what is left of them."""

    id = serializers.UUIDField(source="public_id")
    amount = MoneyField(source="amount_cents")
    remaining = MoneyField(source="remaining_cents", help_text="Neither held nor used.")
    held = MoneyField(source="held_cents", help_text="Waits for an order or a transfer to end.")

    class Meta:
        model = CreditLot
        fields = [
            "id",
            "source",
            "reason",
            "amount",
            "remaining",
            "held",
            "expires_at",
            "created_at",
        ]
        read_only_fields = fields


class BalanceCard(serializers.Serializer):
    """What a person can pay with, and what is held; the lots in the order in which they pay."""

    available = MoneyField(source="available_cents")
    held = MoneyField(source="held_cents")
    lots = LotCard(many=True)


class MovementCard(serializers.ModelSerializer):
    """One change of a balance, and why: above zero it came, below it went."""

    id = serializers.SerializerMethodField()
    kind = serializers.SerializerMethodField()
    amount = MoneyField(source="change_cents", currency_source="account.currency")
    description = serializers.CharField(source="entry.description")
    created_at = serializers.DateTimeField(source="at")

    class Meta:
        model = Posting
        fields = ["id", "kind", "amount", "description", "created_at"]
        read_only_fields = fields

    @extend_schema_field(serializers.UUIDField)
    def get_id(self, posting: Any) -> str:
        """Rows of the books have no name for the world: this one is always the same."""
        return str(uuid.uuid5(uuid.NAMESPACE_OID, f"posting:{posting.pk}"))

    @extend_schema_field(serializers.ChoiceField(MovementKind.choices))
    def get_kind(self, posting: Any) -> str:
        return policies.movement_kind(
            key=posting.entry.key, source=posting.source, change_cents=posting.change_cents
        )


class NewTransfer(StrictSerializer):
    receiver_email = serializers.EmailField(help_text="Whose address it is, if anybody's.")
    amount_cents = serializers.IntegerField(min_value=1, max_value=LARGEST_TRANSFER)
    currency = CurrencyField(required=False, help_text="Three letters; ours unless named.")


class AcceptTransfer(StrictSerializer):
    """Nothing to say but yes."""


class TransferCard(serializers.ModelSerializer):
    """Credits on their way from one person to another."""

    id = serializers.UUIDField(source="public_id")
    amount = MoneyField(source="amount_cents")
    sender = serializers.SerializerMethodField(help_text="The sender's name.")
    is_mine = serializers.SerializerMethodField(help_text="Whether you sent it.")

    class Meta:
        model = CreditTransfer
        fields = [
            "id",
            "status",
            "amount",
            "sender",
            "receiver_email",
            "is_mine",
            "expires_at",
            "accepted_at",
            "created_at",
        ]
        read_only_fields = fields

    def get_sender(self, transfer: CreditTransfer) -> str:
        return transfer.sender.get_full_name()

    def get_is_mine(self, transfer: CreditTransfer) -> bool:
        return bool(transfer.sender_id == self.context["user"].pk)
