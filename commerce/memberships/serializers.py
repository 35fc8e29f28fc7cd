from django.conf import settings
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from commerce.memberships.models import Membership, MembershipInvoice, PlanVersion
from commerce.memberships.states import ChangeKind, Interval
from estuary.kernel.api.schemas import MoneyField
from estuary.kernel.api.serializers import StrictSerializer


class PlanCard(serializers.ModelSerializer):
    """A plan as it can be had now."""

    code = serializers.CharField(source="plan.code")
    name = serializers.CharField(source="plan.name")
    monthly = MoneyField(source="monthly_cents")
    yearly = MoneyField(source="yearly_cents")

    class Meta:
        model = PlanVersion
        fields = ["code", "name", "monthly", "yearly", "reduction_basis_points"]
        read_only_fields = fields
        extra_kwargs = {
            "reduction_basis_points": {
                "help_text": "What it takes off the commission: 100 are one percentage point."
            }
        }


class MembershipCard(serializers.ModelSerializer):
    """The caller's membership, with the plan that is paid and what waits for the period's end."""

    plan = PlanCard(source="version", allow_null=True, help_text="Null without a paid plan.")
    next_plan = PlanCard(
        source="next_version", allow_null=True, help_text="The plan from `period_ends_at` on."
    )
    interval = serializers.ChoiceField(
        choices=Interval.choices, allow_blank=True, help_text="Empty without a paid plan."
    )
    next_interval = serializers.ChoiceField(
        choices=Interval.choices, allow_blank=True, help_text="Empty while no plan waits."
    )
    client_secret = serializers.CharField(
        allow_blank=True, help_text="For the browser while `incomplete`: the bank asks."
    )
    next_action = serializers.JSONField(
        allow_null=True, help_text="What the bank wants of its client, or null."
    )
    publishable_key = serializers.SerializerMethodField()

    class Meta:
        model = Membership
        fields = [
            "status",
            "plan",
            "interval",
            "period_starts_at",
            "period_ends_at",
            "next_plan",
            "next_interval",
            "ends_at",
            "grace_until",
            "client_secret",
            "next_action",
            "publishable_key",
        ]
        read_only_fields = fields
        extra_kwargs = {
            "ends_at": {"help_text": "When it ends, if that was asked for."},
            "grace_until": {"help_text": "Until when the plan is kept while it is past due."},
        }

    @extend_schema_field(serializers.CharField())
    def get_publishable_key(self, membership: Membership) -> str:
        return settings.STRIPE_PUBLISHABLE_KEY


class WantedPlan(StrictSerializer):
    """To which plan, paid how often."""

    plan = serializers.SlugField(max_length=40, help_text="The code of a plan.")
    interval = serializers.ChoiceField(choices=Interval.choices, default=Interval.MONTH)


class ChosenPlan(WantedPlan):
    """The same, and with what it is paid."""

    payment_method = serializers.CharField(
        max_length=64,
        default="",
        allow_blank=True,
        help_text="The id of a saved card; without one, the default card is charged.",
    )


class ChosenCard(StrictSerializer):
    """The card to be charged from now on."""

    payment_method = serializers.CharField(
        max_length=64,
        default="",
        allow_blank=True,
        help_text="The id of a saved card; without one, the default card.",
    )


class NothingSaid(StrictSerializer):
    """For what is said by the address alone."""


class ChangePreview(serializers.Serializer):
    """What a change would cost now, and when it would be in force."""

    kind = serializers.ChoiceField(choices=ChangeKind.choices)
    due_now = MoneyField(source="due_cents")
    takes_effect_at = serializers.DateTimeField(allow_null=True, help_text="Null means at once.")


class InvoiceCard(serializers.ModelSerializer):
    """What was asked for a plan."""

    id = serializers.UUIDField(source="public_id")
    amount = MoneyField(source="amount_cents")
    paid = MoneyField(source="paid_cents")
    refunded = MoneyField(source="refunded_cents")

    class Meta:
        model = MembershipInvoice
        fields = [
            "id",
            "number",
            "status",
            "description",
            "amount",
            "paid",
            "refunded",
            "issued_at",
            "paid_at",
            "hosted_url",
        ]
        read_only_fields = fields
        extra_kwargs = {"hosted_url": {"help_text": "The provider's page of it."}}
