"""Plans and memberships as staff see them: prices follow one another, members are asked about."""

from typing import Any

from django import forms
from django.utils import timezone
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.widgets import AdminDateTimeInput

from commerce.memberships import carrying, operations, plans
from commerce.memberships.models import (
    Membership,
    MembershipChange,
    MembershipInvoice,
    Plan,
    PlanVersion,
)
from commerce.memberships.states import ChangeStatus
from estuary.kernel.backoffice import AmountColumn, MomentColumn, ReadOnlyViewSet
from estuary.kernel.steps import Step, SteppedViewSet


class NewVersion(forms.Form):
    """What a plan is to cost, and from when on; in whole units as people write prices."""

    monthly = forms.DecimalField(min_value=0, max_digits=8, decimal_places=2, label="A month")
    yearly = forms.DecimalField(min_value=0, max_digits=8, decimal_places=2, label="A year")
    reduction = forms.DecimalField(
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
        label="Off the commission",
        help_text="Percentage points, such as 1.00.",
    )
    starts_at = forms.DateTimeField(
        label="From",
        widget=AdminDateTimeInput,
        help_text="For those who come to it from then on; members keep what they have.",
    )

    def clean(self) -> dict[str, Any]:
        """What the operation wants to know: cents, and hundredths of a point."""
        said = super().clean() or {}
        names = {
            "monthly": "monthly_cents",
            "yearly": "yearly_cents",
            "reduction": "reduction_basis_points",
        }
        return {names.get(name, name): _hundredths(name, value) for name, value in said.items()}


def _hundredths(name: str, value: Any) -> Any:
    return value if name == "starts_at" else int(value * 100)


class PlanViewSet(SteppedViewSet):
    """What practitioners may choose from; a price is changed by a version that follows."""

    model = Plan
    icon = "list-ul"
    menu_label = "Plans"
    steps = (
        Step(
            name="new-version",
            label="New version",
            icon="plus",
            allowed=lambda plan: True,
            take=lambda pk, **said: plans.publish_version(plan_id=pk, now=timezone.now(), **said),
            form=NewVersion,
        ),
    )
    ordering = ["rank"]
    list_display = ["name", "code", "rank"]
    list_export = ["code", "name", "rank"]


class PlanVersionViewSet(ReadOnlyViewSet):
    """What each plan cost when; none is ever changed."""

    model = PlanVersion
    icon = "history"
    menu_label = "Plan versions"
    related = ("plan",)
    ordering = ["-starts_at"]
    list_display = [
        Column("plan", sort_key="plan__rank"),
        AmountColumn("monthly_cents", "A month"),
        AmountColumn("yearly_cents", "A year"),
        Column("reduction_basis_points", label="Off the commission (1/100 of a point)"),
        MomentColumn("starts_at", label="From", sort_key="starts_at"),
    ]
    list_filter = ["plan"]
    list_export = [
        "plan.code", "monthly_cents", "yearly_cents", "currency", "reduction_basis_points",
        "starts_at", "monthly_price_id", "yearly_price_id",
    ]  # fmt: skip


class MembershipViewSet(SteppedViewSet):
    """Who is a member of what, as the provider said when it was last asked."""

    model = Membership
    icon = "group"
    menu_label = "Memberships"
    steps = (
        Step(
            name="ask-again",
            label="Ask the provider again",
            icon="rotate",
            means=(
                "Takes over how the subscription stands at the provider, if news of it were lost."
            ),
            allowed=lambda membership: membership.is_at_provider,
            take=lambda pk: operations.refresh(membership_id=pk),
        ),
    )
    related = ("practitioner", "version__plan", "next_version__plan")
    list_display = [
        Column("practitioner", sort_key="practitioner__display_name"),
        Column("status", accessor="get_status_display", sort_key="status"),
        Column("version", label="Plan", accessor="version.plan"),
        Column("interval", accessor="get_interval_display", sort_key="interval"),
        MomentColumn("period_ends_at", label="Paid until", sort_key="period_ends_at"),
        MomentColumn("grace_until", label="Grace until", sort_key="grace_until"),
        DateColumn("asked_at", label="Asked", sort_key="asked_at"),
    ]
    list_filter = ["status", "interval"]
    list_export = [
        "public_id", "practitioner.display_name", "status", "version.plan.code", "interval",
        "period_starts_at", "period_ends_at", "ends_at", "grace_until", "subscription_id",
    ]  # fmt: skip
    search_fields = ["subscription_id", "practitioner__display_name", "practitioner__user__email"]
    inspect_view_fields_exclude = ["client_secret", "next_action"]


class MembershipChangeViewSet(SteppedViewSet):
    """What was asked for, and what became of it."""

    model = MembershipChange
    icon = "resubmit"
    menu_label = "Membership changes"
    steps = (
        Step(
            name="settle",
            label="Bring to its end",
            icon="rotate",
            means="Finishes a change of which nothing more was heard: carried out, or undone.",
            allowed=lambda change: change.status == ChangeStatus.PLANNED,
            take=lambda pk: carrying.settle(change_id=pk),
        ),
    )
    related = ("membership__practitioner", "version__plan")
    list_display = [
        Column("membership", accessor="membership.practitioner", label="Practitioner"),
        Column("kind", accessor="get_kind_display", sort_key="kind"),
        Column("version", label="Plan", accessor="version.plan"),
        Column("status", accessor="get_status_display", sort_key="status"),
        "failure_code",
        DateColumn("created_at", label="Asked", sort_key="created_at"),
    ]
    list_filter = ["kind", "status"]
    list_export = [
        "public_id", "membership.practitioner.display_name", "kind", "interval", "status",
        "failure_code", "failure_message", "created_at",
    ]  # fmt: skip


class MembershipInvoiceViewSet(ReadOnlyViewSet):
    """What was asked for plans, and whether it was paid."""

    model = MembershipInvoice
    icon = "doc-full"
    menu_label = "Membership invoices"
    related = ("membership__practitioner",)
    list_display = [
        Column("number", sort_key="number"),
        Column("membership", accessor="membership.practitioner", label="Practitioner"),
        Column("status", accessor="get_status_display", sort_key="status"),
        AmountColumn("amount_cents", "Amount"),
        AmountColumn("paid_cents", "Paid"),
        AmountColumn("fee_cents", "Provider's fee"),
        DateColumn("paid_at", label="Paid at", sort_key="paid_at"),
    ]
    list_filter = ["status"]
    list_export = [
        "public_id", "number", "membership.practitioner.display_name", "status", "amount_cents",
        "paid_cents", "fee_cents", "currency", "issued_at", "paid_at", "provider_id", "charge_id",
    ]  # fmt: skip
    search_fields = ["number", "provider_id", "membership__practitioner__display_name"]
