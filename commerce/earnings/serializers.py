from types import SimpleNamespace
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from commerce.earnings.commission import percent
from commerce.earnings.models import Earning, SaleHold
from commerce.earnings.states import EarningStatus
from commerce.ledger.models import Posting
from estuary.kernel.api.schemas import Money, MoneyField, money
from marketplace.packages.serializers import ServiceName


class EarnedBooking(serializers.Serializer):
    """What was held, or is to be."""

    id = serializers.UUIDField(source="public_id")
    service = ServiceName()
    starts_at = serializers.DateTimeField(source="session.starts_at")


class CommissionTaken(serializers.Serializer):
    """What the platform takes of it, and why."""

    rate = serializers.SerializerMethodField(help_text="Such as `2.5 %`.")
    amount = MoneyField(source="commission_cents")
    reason = serializers.CharField()

    def get_rate(self, row: Any) -> str:
        return percent(row.commission_basis_points)


class HoldCard(serializers.ModelSerializer):
    """Why it is held back, or was, and how that stands."""

    state = serializers.CharField(
        help_text="Of a dispute: `needs_response`, `under_review`, `won`, `lost`; of an inquiry "
        "`warning_needs_response`, `warning_under_review`, `warning_closed`."
    )

    class Meta:
        model = SaleHold
        fields = ["reason", "state", "since", "ended_at"]


class EarningCard(serializers.ModelSerializer):
    """What a practitioner is owed for one booking. Reading only."""

    id = serializers.UUIDField(source="public_id")
    booking = EarnedBooking()
    gross = MoneyField(source="gross_cents")
    commission = CommissionTaken(source="*")
    net = MoneyField(source="net_cents")
    refunded = MoneyField(source="reversed_cents", help_text="Of the gross.")
    kept = MoneyField(source="kept_cents", help_text="What is left of the net.")
    available_at = serializers.DateTimeField(
        source="released_at", help_text="When it could be, or will be, paid out."
    )
    is_frozen = serializers.BooleanField(help_text="While it is disputed.")
    hold = HoldCard(allow_null=True, help_text="Also of what was held back once.")

    class Meta:
        model = Earning
        fields = [
            "id", "booking", "gross", "commission", "net", "refunded", "kept", "status",
            "available_at", "is_frozen", "hold", "accrued_at",
        ]  # fmt: skip


class _Sum(serializers.Serializer):
    """One row of a sum in the database."""

    def to_representation(self, instance: Any) -> dict[str, Any]:
        return super().to_representation(SimpleNamespace(**instance))


class StatusSum(_Sum):
    """How much stands so."""

    status = serializers.ChoiceField(EarningStatus.choices)
    count = serializers.IntegerField()
    kept = MoneyField()


class MonthSum(_Sum):
    """What accrued in a calendar month (UTC)."""

    month = serializers.SerializerMethodField(help_text="Such as `2027-03`.")
    count = serializers.IntegerField()
    gross = MoneyField()
    commission = MoneyField()
    kept = MoneyField()

    def get_month(self, row: Any) -> str:
        return f"{row.month:%Y-%m}"


class ServiceSum(_Sum):
    """What one service earned."""

    service = serializers.UUIDField()
    title = serializers.CharField()
    count = serializers.IntegerField()
    gross = MoneyField()
    commission = MoneyField()
    kept = MoneyField()


class Release(_Sum):
    """What will be available from that day on (UTC)."""

    day = serializers.DateField()
    count = serializers.IntegerField()
    kept = MoneyField()


class EarningsSummary(serializers.Serializer):
    """A practitioner's earnings in sum."""

    by_status = StatusSum(many=True)
    by_month = MonthSum(many=True)
    by_service = ServiceSum(many=True)
    coming_releases = Release(many=True)


class NextCommission(serializers.Serializer):
    """What the next sale gets, and why."""

    rate = serializers.SerializerMethodField(help_text="Such as `3 %`.")
    basis_points = serializers.IntegerField()
    reason = serializers.CharField()

    def get_rate(self, row: Any) -> str:
        return percent(row.basis_points)


class Transaction(serializers.ModelSerializer):
    """One movement on a practitioner's accounts. Reading only."""

    event = serializers.CharField(source="entry.key")
    posted_at = serializers.DateTimeField(source="entry.posted_at")
    account = serializers.CharField(source="account.kind")
    description = serializers.CharField(source="entry.description")
    amount = serializers.SerializerMethodField(help_text="What the practitioner gets is positive.")
    held_because = serializers.CharField(
        allow_null=True, help_text="Why what it moved is held back now, if it is."
    )

    class Meta:
        model = Posting
        fields = ["event", "posted_at", "account", "description", "amount", "held_because"]

    @extend_schema_field(Money)
    def get_amount(self, row: Posting) -> dict[str, Any]:
        return money(-row.amount_cents, row.account.currency)


class StatementSums(serializers.Serializer):
    """In cents of the statement's currency."""

    gross_cents = serializers.IntegerField()
    refunded_cents = serializers.IntegerField()
    commission_cents = serializers.IntegerField()
    fees_cents = serializers.IntegerField()
    net_cents = serializers.IntegerField()
    payouts_cents = serializers.IntegerField()


class StatementCard(serializers.Serializer):
    """One year (UTC): January to December, and in sum."""

    year = serializers.IntegerField()
    currency = serializers.CharField()
    months = StatementSums(many=True)
    total = StatementSums()
