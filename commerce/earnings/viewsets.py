"""Earnings as staff see them, and the rates, which Finance keeps; Wagtail logs each change."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, InlinePanel, ObjectList
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.viewsets.model import ModelViewSet

from commerce.earnings.commission import Bracket, faults, percent
from commerce.earnings.models import AgreedCommission, CommissionSchedule, Earning
from estuary.kernel.backoffice import AmountColumn, ReadOnlyViewSet

# The database refuses what begins before it is saved: between the form and that lies a moment.
IN_HAND = timedelta(minutes=1)


class EarningViewSet(ReadOnlyViewSet):
    """What practitioners are owed, and what became of it."""

    model = Earning
    icon = "tag"
    menu_label = "Earnings"
    related = ("practitioner", "booking__service")
    list_display = [
        Column("practitioner", sort_key="practitioner__display_name"),
        Column("service", label="Service", accessor="booking.service.title"),
        Column("status", accessor="get_status_display", sort_key="status"),
        AmountColumn("gross_cents", "Gross"),
        AmountColumn("commission_cents", "Commission"),
        AmountColumn("net_cents", "Net"),
        AmountColumn("reversed_cents", "Given back"),
        Column("reason", label="Why so much"),
        DateColumn("accrued_at", label="Accrued", sort_key="accrued_at"),
    ]
    list_filter = ["status", "currency"]
    list_export = [
        "public_id", "reference", "practitioner.display_name", "status", "currency",
        "gross_cents", "commission_basis_points", "commission_cents", "net_cents", "reason",
        "reversed_cents", "reversed_commission_cents", "carried_cents", "accrued_at",
        "available_at", "frozen_at",
    ]  # fmt: skip
    search_fields = ["reference", "practitioner__display_name", "public_id"]


class NotBackwards(WagtailAdminModelForm):
    """What applied already stays as it was; rates begin later than they are saved."""

    def clean(self) -> dict[str, Any]:
        """Refuse a beginning in the past, and any change but the end of what has begun."""
        said, now = super().clean() or {}, timezone.now()
        if self.instance.pk and self.initial["effective_from"] <= now:
            if set(self.changed_data) - {"effective_until"} or self.has_other_changes():
                self.add_error(None, "This applies already and stays as it is. Make another one.")
        elif said.get("effective_from") and said["effective_from"] < now + IN_HAND:
            self.add_error(
                "effective_from",
                "This must lie in the future: what was sold keeps the rate it was sold at.",
            )
        until = said.get("effective_until")
        if "effective_until" in self.changed_data and until and until < now:
            self.add_error("effective_until", "This must lie in the future.")
        return said

    def has_other_changes(self) -> bool:
        """Whether rows below it were changed."""
        return any(formset.has_changed() for formset in getattr(self, "formsets", {}).values())


class NoGaps(NotBackwards):
    """Rates of which exactly one applies, whatever was sold."""

    def clean(self) -> dict[str, Any]:
        """Refuse brackets that leave open what applies."""
        said = super().clean()
        rows = self.formsets["brackets"].forms
        floor = said.get("floor_basis_points")
        if floor is None or any(row.errors for row in rows):
            return said  # what is wrong with a field is said there
        brackets = [
            Bracket(row.cleaned_data["over_cents"], row.cleaned_data["basis_points"])
            for row in rows
            if "over_cents" in row.cleaned_data and not row.cleaned_data.get("DELETE")
        ]
        for fault in faults(brackets, floor_basis_points=floor, currency=settings.CURRENCY):
            self.add_error(None, fault)
        return said


class _Kept(ModelViewSet):
    """Rows that Finance adds; nothing is deleted."""

    icon = "tag"
    add_to_reference_index = False
    search_backend_name = None
    inspect_view_enabled = True
    copy_view_enabled = False


class AgreedCommissionViewSet(_Kept):
    """Rates agreed with single practitioners."""

    model = AgreedCommission
    menu_label = "Agreed commission"
    ordering = ["-effective_from"]
    list_display = [
        Column("practitioner", sort_key="practitioner__display_name"),
        Column("rate", label="Rate", accessor=lambda row: percent(row.basis_points)),
        DateColumn("effective_from", label="From", sort_key="effective_from"),
        DateColumn("effective_until", label="Until", sort_key="effective_until"),
    ]
    edit_handler = ObjectList(
        [
            FieldPanel("practitioner"),
            FieldPanel("basis_points"),
            FieldPanel("effective_from"),
            FieldPanel("effective_until"),
        ],
        base_form_class=NotBackwards,
    )


class CommissionScheduleViewSet(_Kept):
    """The rates, from when on."""

    model = CommissionSchedule
    menu_label = "Commission"
    ordering = ["-effective_from"]
    list_display = [
        "__str__",
        Column("floor", label="Least", accessor=lambda row: percent(row.floor_basis_points)),
        DateColumn("effective_from", label="From", sort_key="effective_from"),
    ]
    edit_handler = ObjectList(
        [
            FieldPanel("effective_from"),
            FieldPanel("floor_basis_points"),
            InlinePanel("brackets", heading="Brackets", min_num=1),
        ],
        base_form_class=NoGaps,
    )
