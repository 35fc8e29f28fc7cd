from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from commerce.payouts.models import ConnectAccount, Payout, PayoutItem
from commerce.payouts.operations import Outlook
from commerce.payouts.policies import wanted_in_words
from commerce.payouts.states import AccountState
from estuary.kernel.api.schemas import Money, MoneyField, money
from estuary.kernel.api.serializers import StrictSerializer
from estuary.kernel.errors import DomainError


class NothingSaid(StrictSerializer):
    """For what is said by the address alone."""


class StartConnect(StrictSerializer):
    """Where the practitioner is paid; needed the first time."""

    country = serializers.RegexField(
        r"^[A-Za-z]{2}$", required=False, default="", help_text="Two letters, such as US."
    )


class ReplaceConnect(StrictSerializer):
    """Where the practitioner is paid from now on."""

    country = serializers.RegexField(r"^[A-Za-z]{2}$", help_text="Two letters, such as US.")


class ConnectLink(serializers.Serializer):
    """Where to go on at the provider."""

    url = serializers.URLField(help_text="Opens once.")
    expires_at = serializers.DateTimeField(allow_null=True)


class ConnectNeed(serializers.Serializer):
    """One thing the provider wants to know, or is checking itself."""

    name = serializers.CharField(help_text="The provider's word for it.")
    words = serializers.CharField()
    is_yours = serializers.BooleanField(help_text="False: the provider is looking at it.")
    is_past_due = serializers.BooleanField()
    due_at = serializers.DateTimeField(allow_null=True)


class ConnectCard(serializers.ModelSerializer):
    """How the account stands on which a practitioner is paid."""

    needs = serializers.SerializerMethodField()
    can_be_paid = serializers.BooleanField(source="is_ready")
    stopped = serializers.CharField(
        source="stopped_why",
        help_text="Why payouts stopped: a bank sent one back. Empty when they did not.",
    )
    since = serializers.DateTimeField(
        source="state_since", allow_null=True, help_text="Since when it is so."
    )

    class Meta:
        model = ConnectAccount
        fields = [
            "state", "can_be_paid", "country", "needs", "due_at", "reason", "stopped", "since",
            "asked_at",
        ]  # fmt: skip
        read_only_fields = fields
        extra_kwargs = {
            "due_at": {"help_text": "Until when the provider wants to be told."},
            "reason": {"help_text": "The provider's word for why it cannot pay."},
            "asked_at": {"help_text": "When the provider was asked last."},
        }

    @extend_schema_field(ConnectNeed(many=True))
    def get_needs(self, account: ConnectAccount) -> list[dict[str, Any]]:
        return [
            {
                "name": one["name"],
                "words": wanted_in_words(one["name"]),
                "is_yours": one["is_owners"],
                "is_past_due": one["is_past_due"],
                "due_at": one["due_at"],
            }
            for one in account.requirements
        ]


# What is shown before anything was begun.
NOT_STARTED: dict[str, Any] = {
    "state": AccountState.NOT_STARTED,
    "can_be_paid": False,
    "country": "",
    "needs": [],
    "due_at": None,
    "reason": "",
    "stopped": "",
    "since": None,
    "asked_at": None,
}


class PayoutCard(serializers.ModelSerializer):
    """Money on its way to a practitioner, or there."""

    id = serializers.UUIDField(source="public_id")
    amount = MoneyField(source="amount_cents")
    earned = MoneyField(source="earned_cents", help_text="The sum of its earnings.")
    netted = MoneyField(
        source="netted_cents", help_text="Kept for refunds of what was paid out earlier."
    )
    requested_at = serializers.DateTimeField(source="created_at")
    failure = serializers.SerializerMethodField(help_text="Why it failed, or null.")
    earnings_count = serializers.IntegerField()
    can_cancel = serializers.BooleanField(source="may_be_cancelled")

    class Meta:
        model = Payout
        fields = [
            "id", "status", "amount", "earned", "netted", "requested_by", "requested_at",
            "sent_at", "completed_at", "failure", "earnings_count", "can_cancel",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_failure(self, payout: Payout) -> str | None:
        return payout.failure or None


class PayoutEarning(serializers.ModelSerializer):
    """One earning in a payout, with what it was worth then."""

    id = serializers.UUIDField(source="earning.public_id", help_text="The earning's.")
    booking = serializers.UUIDField(source="earning.booking.public_id")
    service = serializers.CharField(source="earning.booking.service.title")
    amount = MoneyField(source="amount_cents", currency_source="earning.currency")

    class Meta:
        model = PayoutItem
        fields = ["id", "booking", "service", "amount"]
        read_only_fields = fields


class PayoutDetail(PayoutCard):
    """A payout with everything in it."""

    earnings = PayoutEarning(source="items", many=True)

    class Meta(PayoutCard.Meta):
        fields = [*PayoutCard.Meta.fields, "earnings"]
        read_only_fields = fields


class Obstacle(serializers.Serializer):
    """Why nothing would be paid out now."""

    code = serializers.CharField(help_text="As in a refusal, such as payout_account_not_ready.")
    message = serializers.CharField()


class OutlookCard(serializers.Serializer):
    """What a payout would come to now."""

    earned = serializers.SerializerMethodField(help_text="What can be paid out.")
    carried = serializers.SerializerMethodField(
        help_text="What is owed for refunds of what was paid out earlier."
    )
    amount = serializers.SerializerMethodField(help_text="What would be paid.")
    minimum = serializers.SerializerMethodField()
    next_run_at = serializers.DateTimeField(help_text="When it is paid out by itself.")
    obstacle = serializers.SerializerMethodField()

    @extend_schema_field(Money)
    def get_earned(self, ahead: Outlook) -> dict[str, Any]:
        return money(ahead.earned_cents, ahead.currency)

    @extend_schema_field(Money)
    def get_carried(self, ahead: Outlook) -> dict[str, Any]:
        return money(ahead.carried_cents, ahead.currency)

    @extend_schema_field(Money)
    def get_amount(self, ahead: Outlook) -> dict[str, Any]:
        return money(ahead.amount_cents, ahead.currency)

    @extend_schema_field(Money)
    def get_minimum(self, ahead: Outlook) -> dict[str, Any]:
        return money(ahead.least_cents, ahead.currency)

    @extend_schema_field(Obstacle(allow_null=True))
    def get_obstacle(self, ahead: Outlook) -> dict[str, str] | None:
        stands: DomainError | None = ahead.obstacle
        return {"code": stands.code, "message": stands.message} if stands else None
