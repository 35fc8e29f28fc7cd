from django import forms
from django.utils import timezone
from wagtail.admin.ui.tables import Column, DateColumn

from commerce.ledger.states import AccountKind
from commerce.reconciliation import operations
from commerce.reconciliation.models import Movement, Reconciliation
from estuary.kernel.backoffice import AmountColumn, MomentColumn, ReadOnlyViewSet
from estuary.kernel.steps import Step, SteppedViewSet


class WhatItWas(forms.Form):
    """What staff know of a movement that is of nothing we did."""

    account = forms.TypedChoiceField(
        label="It was",
        choices=[(kind.value, kind.label) for kind in operations.BOOKABLE],
        coerce=AccountKind,
    )
    why = forms.CharField(max_length=200, help_text="Stands in the books, and cannot be changed.")


class MovementViewSet(SteppedViewSet):
    """What moved at the provider, and whether our books have it."""

    model = Movement
    icon = "redirect"
    menu_label = "Movements"
    steps = (
        Step(
            name="look-again",
            label="Look for it again",
            icon="rotate",
            means="Looks in the books for what the provider moved. Nothing is booked by it.",
            allowed=lambda movement: movement.matched_at is None,
            take=lambda pk: operations.look_again(movement_id=pk, now=timezone.now()),
        ),
        Step(
            name="book",
            label="Book it",
            icon="edit",
            allowed=lambda movement: movement.matched_at is None,
            take=lambda pk, **said: operations.book(movement_id=pk, now=timezone.now(), **said),
            form=WhatItWas,
        ),
    )
    list_display = [
        "provider_id",
        Column("kind", label="Kind", sort_key="kind"),
        Column("source", label="Of"),
        AmountColumn("amount_cents", "Amount"),
        AmountColumn("fee_cents", "Fee"),
        MomentColumn("moved_at", label="Moved", sort_key="moved_at"),
        DateColumn("matched_at", label="In our books", sort_key="matched_at"),
    ]
    list_filter = {"kind": ["exact"], "matched_at": ["isnull"]}
    list_export = [
        "provider_id", "kind", "source", "amount_cents", "fee_cents", "net_cents", "currency",
        "moved_at", "matched_at",
    ]  # fmt: skip
    search_fields = ["provider_id", "source", "kind"]
    ordering = ["-moved_at"]


class ReconciliationViewSet(ReadOnlyViewSet):
    """When the provider's history was read, and what was new in it."""

    model = Reconciliation
    icon = "tick-inverse"
    menu_label = "Reconciliations"
    list_display = [
        DateColumn("until", label="Read until", sort_key="until"),
        Column("movements", label="New movements"),
        Column("notices", label="Events we had missed"),
    ]
    list_export = ["until", "movements", "notices"]
    search_fields: list[str] = []
    ordering = ["-until"]
