from django.db.models import QuerySet
from django.utils import timezone
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn

from commerce.payouts import accounts, operations, sending
from commerce.payouts.models import ConnectAccount, Payout, PayoutRun
from commerce.payouts.states import PayoutStatus
from estuary.kernel.api.filtering import YesNoFilter
from estuary.kernel.backoffice import (
    AmountColumn,
    CreatedFilterSet,
    MomentColumn,
    ReadOnlyViewSet,
)
from estuary.kernel.steps import Step, SteppedViewSet


class ConnectAccountViewSet(SteppedViewSet):
    """Where practitioners are paid, and what the provider wants of them."""

    model = ConnectAccount
    icon = "user"
    menu_label = "Payout accounts"
    steps = (
        Step(
            name="ask-provider",
            label="Ask the provider",
            icon="rotate",
            means="Takes over how the account stands at the provider, if news of it were lost.",
            allowed=lambda account: account.replaced_at is None,
            take=lambda pk: accounts.refresh(account_id=pk),
        ),
        Step(
            name="pay-now",
            label="Pay out now",
            icon="upload",
            means="Everything that is available is paid out today, and not with the next run.",
            allowed=lambda account: account.is_ready,
            take=lambda pk: operations.pay_now(
                practitioner_id=ConnectAccount.objects.get(pk=pk).practitioner_id,
                now=timezone.now(),
            ),
        ),
        Step(
            name="let-go-on",
            label="Let payouts go on",
            icon="check",
            means="Payouts go to this account again. Do this once the bank details are right.",
            allowed=lambda account: account.stopped_at is not None,
            take=lambda pk: accounts.let_go_on(account_id=pk, now=timezone.now()),
        ),
    )
    related = ("practitioner",)
    list_display = [
        Column("practitioner", sort_key="practitioner__display_name"),
        Column("state", accessor="get_state_display", sort_key="state"),
        Column("is_payable", label="Can be paid", sort_key="is_payable"),
        MomentColumn("due_at", label="Wanted until", sort_key="due_at"),
        Column("stopped_why", label="Stopped because"),
        DateColumn("asked_at", label="Asked", sort_key="asked_at"),
        DateColumn("replaced_at", label="Replaced", sort_key="replaced_at"),
    ]
    list_filter = ["state", "is_payable"]
    list_export = [
        "public_id", "practitioner.display_name", "practitioner.user.email", "provider_id",
        "country", "state", "is_payable", "due_at", "stopped_at", "stopped_why", "replaced_at",
    ]  # fmt: skip
    search_fields = ["provider_id", "practitioner__display_name", "practitioner__user__email"]


class PayoutFilterSet(CreatedFilterSet):
    needs_review = YesNoFilter(label="Needs review", method="keep_those_for_staff")

    class Meta:
        model = Payout
        fields = ["status", "requested_by"]

    def keep_those_for_staff(
        self, payouts: QuerySet[Payout], name: str, wanted: bool
    ) -> QuerySet[Payout]:
        return payouts.filter(review_since__isnull=not wanted)


class PayoutViewSet(SteppedViewSet):
    """Money to practitioners: kept back, let go, brought on."""

    model = Payout
    icon = "upload"
    menu_label = "Payouts"
    steps = (
        Step(
            name="hold",
            label="Hold back",
            icon="lock",
            means="The money stays here until it is released.",
            allowed=lambda payout: payout.status == PayoutStatus.REQUESTED,
            take=lambda pk: operations.hold(payout_id=pk),
        ),
        Step(
            name="release",
            label="Release",
            icon="lock-open",
            means="The payout goes out with the next round, within minutes.",
            allowed=lambda payout: payout.status == PayoutStatus.HELD,
            take=lambda pk: operations.release(payout_id=pk, now=timezone.now()),
        ),
        Step(
            name="try-again",
            label="Try again",
            icon="rotate",
            means="Sends the payout once more. It is never sent twice.",
            allowed=lambda payout: payout.may_be_tried_again,
            take=lambda pk: sending.try_again(payout_id=pk, now=timezone.now()),
        ),
        Step(
            name="arrived",
            label="It arrived after all",
            icon="check",
            means=(
                "The practitioner has the money although the bank had sent it back: the payout "
                "counts as paid."
            ),
            allowed=lambda payout: payout.status == PayoutStatus.RETURNING,
            take=lambda pk: sending.arrived_after_all(payout_id=pk, now=timezone.now()),
        ),
    )
    related = ("practitioner", "account")
    list_display = [
        Column("practitioner", sort_key="practitioner__display_name"),
        Column("status", accessor="get_status_display", sort_key="status"),
        AmountColumn("amount_cents", "Amount"),
        AmountColumn("netted_cents", "Kept for refunds"),
        Column("requested_by", accessor="get_requested_by_display", sort_key="requested_by"),
        Column("review_reason", label="Needs review"),
        Column("failure", label="Failed because"),
        DateColumn("sent_at", label="Sent", sort_key="sent_at"),
        DateColumn("created_at", label="Made", sort_key="created_at"),
    ]
    filterset_class = PayoutFilterSet
    list_export = [
        "public_id", "practitioner.display_name", "practitioner.user.email", "status",
        "amount_cents", "earned_cents", "netted_cents", "currency", "requested_by",
        "account.provider_id", "transfer_id", "bank_payout_id", "failure_code", "failure",
        "review_since", "review_reason", "created_at", "sent_at", "returned_at", "completed_at",
    ]  # fmt: skip
    search_fields = [
        "public_id", "transfer_id", "bank_payout_id", "account__provider_id",
        "practitioner__display_name", "practitioner__user__email",
    ]  # fmt: skip


class PayoutRunFilterSet(WagtailFilterSet):
    class Meta:
        model = PayoutRun
        fields: list[str] = []


class PayoutRunViewSet(ReadOnlyViewSet):
    """The weekly runs."""

    model = PayoutRun
    icon = "calendar"
    menu_label = "Payout runs"
    list_display = [
        MomentColumn("due_at", label="Due", sort_key="due_at"),
        MomentColumn("finished_at", label="Finished", sort_key="finished_at"),
    ]
    filterset_class = PayoutRunFilterSet
    list_export = ["due_at", "created_at", "finished_at"]
    search_fields: list[str] = []
    ordering = ["-due_at"]
