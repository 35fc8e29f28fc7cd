from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from commerce.bookings.models import Booking
from commerce.bookings.serializers import BookingCard, BookingDetail
from commerce.earnings.commission import percent
from commerce.earnings.models import Earning, SaleHold
from commerce.earnings.savings import Savings
from commerce.earnings.states import EarningStatus
from commerce.ledger.models import Posting
from commerce.memberships.models import PlanVersion
from commerce.memberships.serializers import PlanCard
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


class EarnedByBooking(serializers.Serializer):
    """What a booking earns its practitioner, and what the platform takes of it."""

    gross = MoneyField(source="gross_cents", help_text="What its client pays.")
    rate = serializers.SerializerMethodField(help_text="Such as `2.5 %`.")
    basis_points = serializers.IntegerField(source="commission_basis_points")
    amount = MoneyField(source="commission_cents", help_text="What the platform takes.")
    reason = serializers.CharField()
    net = MoneyField(source="net_cents")
    refunded = MoneyField(source="reversed_cents", help_text="Of the gross.")
    kept = MoneyField(source="kept_cents", help_text="What is left of the net.")
    status = serializers.ChoiceField(
        EarningStatus.choices,
        allow_null=True,
        help_text="Null for a course whose sessions do not all stand alike.",
    )

    def get_rate(self, row: Any) -> str:
        return percent(row.commission_basis_points)


class BookingWithCommission(BookingCard):
    """What a client or practitioner sees of a booking, and the practitioner of what it earns.

    Its rows come with their `earning`, and with that of their parts.
    """

    commission = serializers.SerializerMethodField(
        help_text="Shown to the practitioner only, once it is paid, or its package's session was "
        "held; of a course the sum of its sessions."
    )

    class Meta(BookingCard.Meta):
        fields = [*BookingCard.Meta.fields, "commission"]
        read_only_fields = fields

    @extend_schema_field(EarnedByBooking(allow_null=True))
    def get_commission(self, booking: Booking) -> dict[str, Any] | None:
        asker = self.context["request"].user
        if asker.pk != booking.service.practitioner.user_id:
            return None
        rows = [getattr(one, "earning", None) for one in (booking, *booking.parts.all())]
        earned = [row for row in rows if row is not None]
        return EarnedByBooking(_together(earned)).data if earned else None


def _together(earned: Sequence[Earning]) -> SimpleNamespace:
    """In sum: they are of one sale, so rate and reason are the same."""
    added = ("gross_cents", "commission_cents", "net_cents", "reversed_cents", "kept_cents")
    stand = {row.status for row in earned}
    return SimpleNamespace(
        **{name: sum(getattr(row, name) for row in earned) for name in added},
        currency=earned[0].currency,
        commission_basis_points=earned[0].commission_basis_points,
        reason=earned[0].reason,
        status=stand.pop() if len(stand) == 1 else None,
    )


class BookingDetailWithCommission(BookingWithCommission, BookingDetail):
    """One booking, with its history and what it earns."""

    class Meta(BookingDetail.Meta):
        fields = [*BookingDetail.Meta.fields, "commission"]
        read_only_fields = fields


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
    refunded = MoneyField(help_text="Of the gross.")
    commission = MoneyField(help_text="Less what of it was given back.")
    kept = MoneyField()

    def get_month(self, row: Any) -> str:
        return f"{row.month:%Y-%m}"


class ServiceSum(_Sum):
    """What one service earned."""

    service = serializers.UUIDField()
    title = serializers.CharField()
    count = serializers.IntegerField()
    gross = MoneyField()
    refunded = MoneyField(help_text="Of the gross.")
    commission = MoneyField(help_text="Less what of it was given back.")
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


class SavingsOfPlan(serializers.Serializer):
    """What a plan would have saved last month (UTC), held against none."""

    month = serializers.SerializerMethodField(help_text="Such as `2027-03`.")
    sold = MoneyField(source="sold_cents")
    commission = MoneyField(source="commission_cents", help_text="What it takes off.")
    fee = MoneyField(source="fee_cents", help_text="What it costs by the month.")
    saved = MoneyField(source="saved_cents", help_text="Negative when it costs more.")
    words = serializers.CharField()

    def get_month(self, row: Savings) -> str:
        return f"{row.month:%Y-%m}"


class PlanWithSavings(PlanCard):
    """A plan as it can be had now, and what it would have saved."""

    last_month = serializers.SerializerMethodField(
        help_text="Null of the free plan, and when nothing was sold."
    )

    class Meta(PlanCard.Meta):
        fields = [*PlanCard.Meta.fields, "last_month"]
        read_only_fields = fields

    @extend_schema_field(SavingsOfPlan(allow_null=True))
    def get_last_month(self, version: PlanVersion) -> dict[str, Any] | None:
        found = self.context["savings"].get(version.pk)
        return SavingsOfPlan(found).data if found and found.fee_cents else None


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
    """A month (UTC), or the year."""

    period = serializers.CharField(help_text="Such as `2027-03`, or `2027`.")
    gross = MoneyField(source="gross_cents", help_text="What was sold.")
    refunds = MoneyField(source="refunds_cents", help_text="What of it was given back.")
    commission = MoneyField(source="commission_cents", help_text="Less what of it was given back.")
    fees = MoneyField(source="fees_cents", help_text="For the membership.")
    net = MoneyField(source="net_cents", help_text="Gross, less the three.")
    payouts = MoneyField(source="payouts_cents", help_text="What was sent.")


class FeePaid(serializers.Serializer):
    """What was paid for an invoice of the membership; negative, what came back of it."""

    at = serializers.DateTimeField()
    invoice = serializers.CharField(help_text="Its number.")
    description = serializers.CharField()
    amount = MoneyField(source="amount_cents")


class PayoutMade(serializers.Serializer):
    """What was sent to the practitioner; negative, what came back."""

    at = serializers.DateTimeField()
    event = serializers.CharField()
    amount = MoneyField(source="amount_cents")


class StatementCard(serializers.Serializer):
    """One year (UTC): January to December, and in sum."""

    year = serializers.IntegerField()
    currency = serializers.CharField()
    months = StatementSums(many=True)
    total = StatementSums()
    fees = FeePaid(many=True, help_text="Paid by card; they are no part of the balances.")
    payouts = PayoutMade(many=True)
    opening_balance = MoneyField(
        source="opening_cents", help_text="What was owed to you as the year began."
    )
    closing_balance = MoneyField(
        source="closing_cents", help_text="What was owed to you as it ended, or is now."
    )
