"""Disputes as staff see them: what waits for an answer first, what we know, what to say."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django_filters import ChoiceFilter
from wagtail.admin.ui.tables import Column, DateColumn

from commerce.disputes import answering, evidence, operations
from commerce.disputes.models import Dispute
from commerce.disputes.querysets import DisputeQuerySet
from commerce.ledger.models import Entry
from estuary.kernel.backoffice import AmountColumn, CreatedFilterSet, Listing, MomentColumn
from estuary.kernel.money import display
from estuary.kernel.steps import Step, SteppedInspect, SteppedViewSet

SOON = timedelta(days=2)


class EvidenceForm(forms.Form):
    """What the bank is to read; it begins with what we know."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in evidence.FIELDS.items():
            self.fields[name] = forms.CharField(
                label=label,
                required=False,
                max_length=evidence.FIELD_AT_MOST,
                widget=forms.Textarea(attrs={"rows": 3}),
            )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not any(said.values()):
            self.add_error("uncategorized_text", answering.EvidenceMissing.message)
        if sum(len(text) for text in said.values()) > evidence.ALL_AT_MOST:
            self.add_error("uncategorized_text", "All of it is more than a bank reads.")
        return said


class ReallyAccept(forms.Form):
    """It cannot be taken back."""

    is_sure = forms.BooleanField(
        label="The client keeps the money. This cannot be taken back.", required=True
    )


class Happened(NamedTuple):
    """One line of the story."""

    at: datetime
    what: str


class DisputeInspect(SteppedInspect):
    """The dispute, and what happened to it so far, the earliest first."""

    template_name = "commerce/disputes/inspect.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"story": story(self.object)}


def story(dispute: Dispute) -> list[Happened]:
    """What happened when, with what moved in the books."""
    told = [
        (dispute.opened_at, f"Opened: {dispute.reason.replace('_', ' ')}"),
        (dispute.answer_planned_at, f"Answered: {dispute.get_answer_display()}"),
        (dispute.submitted_at, "The bank has our evidence"),
        (dispute.closed_at, dispute.get_status_display()),
        (dispute.settled_at, "In order"),
    ]
    entries = Entry.objects.filter(key__startswith=f"{dispute.key('')}")
    for entry in entries.prefetch_related("postings__account"):
        moved = "; ".join(
            f"{row.account.get_kind_display()}: {display(row.amount_cents, row.account.currency)}"
            for row in entry.postings.all()
        )
        told.append((entry.posted_at, moved))
    return sorted(Happened(at, what) for at, what in told if at)


class UrgentFirst(Listing):
    """What waits for us comes first, unless somebody sorts it in another way."""

    def get_base_queryset(self) -> QuerySet[Dispute]:
        return Dispute.objects.urgent_first().select_related(*self.related)

    def order_queryset(self, queryset: QuerySet[Dispute]) -> QuerySet[Dispute]:
        return super().order_queryset(queryset) if "ordering" in self.request.GET else queryset


class DisputeFilterSet(CreatedFilterSet):
    waits = ChoiceFilter(
        label="Waits for",
        method="keep_what_waits",
        choices=[
            ("answer", "An answer"),
            ("due", "An answer within two days"),
            ("stuck", "An answer that did not get through"),
            ("bank", "The bank"),
        ],
    )

    class Meta:
        model = Dispute
        fields = ["status"]

    def keep_what_waits(self, disputes: DisputeQuerySet, name: str, wanted: str) -> DisputeQuerySet:
        now = timezone.now()
        return {
            "answer": disputes.awaiting_answer,
            "due": lambda: disputes.due(now, within=SOON),
            "stuck": lambda: disputes.answers_stuck(now - timedelta(hours=1)),
            "bank": disputes.open,
        }[wanted]()


class DisputeViewSet(SteppedViewSet):
    """Payments that clients contest with their bank."""

    model = Dispute
    icon = "warning"
    menu_label = "Disputes"
    index_view_class = UrgentFirst
    inspect_view_class = DisputeInspect
    steps = (
        Step(
            name="send-evidence",
            label="Send evidence",
            icon="upload",
            allowed=lambda dispute: dispute.awaits_answer,
            take=lambda pk, **said: answering.submit_evidence(
                dispute_id=pk, evidence=said, now=timezone.now()
            ),
            form=EvidenceForm,
            initial=evidence.drafted,
        ),
        Step(
            name="accept",
            label="Accept it",
            icon="cross",
            allowed=lambda dispute: dispute.awaits_answer,
            take=lambda pk, is_sure: answering.accept(dispute_id=pk, now=timezone.now()),
            form=ReallyAccept,
        ),
        Step(
            name="ask-provider",
            label="Ask the provider",
            icon="rotate",
            means="Takes over how the dispute stands at the provider, if news of it were lost.",
            allowed=lambda dispute: True,
            take=lambda pk: operations.refresh(dispute_id=pk, now=timezone.now()),
        ),
    )
    related = ("order__user", "invoice__membership__practitioner")
    list_display = [
        "provider_id",
        Column("order", label="Order", sort_key="order__number"),
        Column("reason", sort_key="reason"),
        Column("status", accessor="get_status_display", sort_key="status"),
        AmountColumn("amount_cents", "Amount"),
        MomentColumn("evidence_due_at", label="Answer due", sort_key="evidence_due_at"),
        DateColumn("submitted_at", label="Evidence sent", sort_key="submitted_at"),
        DateColumn("opened_at", label="Opened", sort_key="opened_at"),
    ]
    filterset_class = DisputeFilterSet
    list_export = [
        "public_id", "provider_id", "order.number", "status", "reason", "amount_cents",
        "currency", "withdrawn_cents", "fee_cents", "opened_at", "evidence_due_at",
        "submitted_at", "closed_at", "lost_cents", "reversed_cents", "written_off_cents",
    ]  # fmt: skip
    search_fields = ["provider_id", "order__number", "order__user__email", "payment__charge_id"]
    inspect_view_fields_exclude = ["attempt"]
