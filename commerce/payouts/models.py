from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from commerce.payouts.querysets import ConnectAccountQuerySet, PayoutQuerySet
from commerce.payouts.states import AccountState, PayoutStatus, RequestedBy
from estuary.kernel.models import PublicModel, TimestampedModel


class ConnectAccount(PublicModel):
    """Where a practitioner is paid, at the provider, as we last heard of it.

    One counts for each practitioner; one that was replaced stays, since payouts went there.
    `stopped_at`: a bank sent a payout back, and nothing is sent until the owner has been there,
    which may be heard of in any order: both are by the provider's clock.
    """

    practitioner = models.ForeignKey(
        "marketplace.Practitioner", models.PROTECT, related_name="connect_accounts"
    )
    country = models.CharField(max_length=2)
    provider_id = models.CharField(max_length=64, null=True, blank=True, unique=True)
    attempt = models.PositiveSmallIntegerField(
        default=1, help_text="Rises when the provider spoilt a key; part of the next one."
    )
    state = models.CharField(
        max_length=24, choices=AccountState.choices, default=AccountState.NOT_STARTED
    )
    state_since = models.DateTimeField(default=timezone.now)
    is_payable = models.BooleanField("money can be sent", default=False)
    reason = models.CharField(
        max_length=64, blank=True, help_text="The provider's word for why it cannot."
    )
    requirements = models.JSONField(default=list, blank=True)
    due_at = models.DateTimeField(
        null=True, blank=True, help_text="Until when the provider wants to be told."
    )
    activated_at = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(
        null=True, blank=True, help_text="When we asked for what is written here."
    )
    stopped_at = models.DateTimeField(null=True, blank=True)
    stopped_why = models.CharField(max_length=300, blank=True)
    owner_was_there_at = models.DateTimeField(
        null=True, blank=True, help_text="When its owner was last known to be at the provider."
    )
    replaced_at = models.DateTimeField(null=True, blank=True)

    objects = ConnectAccountQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="connect_account_one_counts_per_practitioner",
                fields=["practitioner"],
                condition=Q(replaced_at=None),
            ),
            models.CheckConstraint(
                name="connect_account_known_to_provider_once_started",
                condition=Q(state="not_started") | Q(provider_id__isnull=False),
            ),
            models.CheckConstraint(
                name="connect_account_payable_only_while_it_lives",
                condition=Q(is_payable=False) | Q(state__in=("active", "details_needed")),
            ),
        ]
        indexes = [
            models.Index(
                name="connect_account_to_ask_about",
                fields=["asked_at"],
                condition=Q(replaced_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.practitioner} {self.get_state_display()}"

    @property
    def reference(self) -> str:
        """What the provider is told it is for."""
        return f"connect:{self.public_id}"

    @property
    def is_ready(self) -> bool:
        """Whether a payout may go there now."""
        return self.is_payable and self.stopped_at is None and self.replaced_at is None

    @property
    def needs_action(self) -> bool:
        """Whether its owner must do something, other than what everybody is asked at first."""
        ended = (AccountState.RESTRICTED, AccountState.REJECTED, AccountState.CLOSED)
        late = self.state == AccountState.DETAILS_NEEDED and self.was_onboarded
        return late or self.state in ended

    @property
    def was_onboarded(self) -> bool:
        """Whether its owner has told the provider what it wanted at first."""
        return self.activated_at is not None


class PayoutRun(TimestampedModel):
    """One weekly run: whom it has paid is in its payouts, so one cut off is gone on with."""

    due_at = models.DateTimeField(unique=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.due_at:%Y-%m-%d %H:%M}"


class Payout(PublicModel):
    """Money sent to a practitioner for earnings, less what is owed for refunds of earlier ones.

    `group` is the name under which the provider is asked for what it made of it.
    """

    practitioner = models.ForeignKey(
        "marketplace.Practitioner", models.PROTECT, related_name="payouts"
    )
    account = models.ForeignKey(ConnectAccount, models.PROTECT, related_name="payouts")
    run = models.ForeignKey(
        PayoutRun, models.PROTECT, null=True, blank=True, related_name="payouts"
    )
    requested_by = models.CharField(max_length=12, choices=RequestedBy.choices)
    earned_cents = models.PositiveIntegerField(help_text="The sum of its earnings.")
    netted_cents = models.IntegerField(
        default=0, help_text="Kept for refunds of earnings that were paid already."
    )
    amount_cents = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    status = models.CharField(
        max_length=12, choices=PayoutStatus.choices, default=PayoutStatus.REQUESTED
    )
    attempt = models.PositiveSmallIntegerField(
        default=1, help_text="Part of the provider's key; rises when a key cannot be used again."
    )
    attempted_at = models.DateTimeField(
        null=True, blank=True, help_text="When the present attempt's key was first used."
    )
    due_at = models.DateTimeField(default=timezone.now, help_text="Not to be sent before.")
    delayed_at = models.DateTimeField(
        null=True, blank=True, help_text="When staff were told that our balance is too low."
    )
    transfer_id = models.CharField(max_length=64, null=True, blank=True, unique=True)
    payment_id = models.CharField(
        max_length=64, blank=True, db_index=True, help_text="The transfer, on the account's side."
    )
    bank_payout_id = models.CharField(
        max_length=64, blank=True, db_index=True, help_text="The account's payout to its bank."
    )
    reversal_id = models.CharField(
        max_length=64, blank=True, db_index=True, help_text="What took the transfer back."
    )
    reversal_attempt = models.PositiveSmallIntegerField(default=1)
    failure_code = models.CharField(max_length=64, blank=True)
    failure = models.CharField(max_length=300, blank=True)
    review_since = models.DateTimeField(null=True, blank=True)
    review_reason = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    returned_at = models.DateTimeField(
        null=True, blank=True, help_text="When the transfer was taken back."
    )
    completed_at = models.DateTimeField(null=True, blank=True)

    objects = PayoutQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="payout_is_of_something", condition=Q(amount_cents__gt=0)),
            models.CheckConstraint(
                name="payout_is_what_was_earned_less_what_was_netted",
                condition=Q(amount_cents=F("earned_cents") - F("netted_cents")),
            ),
            models.UniqueConstraint(
                name="payout_one_open_per_practitioner",
                fields=["practitioner"],
                condition=Q(status__in=("requested", "held", "sending")),
            ),
            models.UniqueConstraint(
                name="payout_once_per_run_and_practitioner", fields=["run", "practitioner"]
            ),
            models.CheckConstraint(
                name="payout_of_the_schedule_has_its_run",
                condition=Q(requested_by="schedule", run__isnull=False)
                | (~Q(requested_by="schedule") & Q(run=None)),
            ),
            models.CheckConstraint(
                name="payout_has_a_transfer_exactly_once_sent",
                condition=Q(status__in=("sent", "paid", "returning"), transfer_id__isnull=False)
                | Q(status__in=("requested", "held", "sending", "cancelled"), transfer_id=None)
                | Q(status="failed"),
            ),
            models.CheckConstraint(
                name="payout_with_a_transfer_fails_by_its_return",
                condition=Q(status="failed", transfer_id__isnull=False, returned_at__isnull=False)
                | (~Q(status="failed", transfer_id__isnull=False) & Q(returned_at=None)),
            ),
            models.CheckConstraint(
                name="payout_completed_exactly_when_ended",
                condition=Q(status__in=("paid", "failed", "cancelled"), completed_at__isnull=False)
                | (~Q(status__in=("paid", "failed", "cancelled")) & Q(completed_at=None)),
            ),
        ]
        indexes = [
            models.Index(
                name="payout_unfinished",
                fields=["updated_at"],
                condition=~Q(status__in=("paid", "failed", "cancelled")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.practitioner} {self.amount_cents} {self.currency}"

    @property
    def group(self) -> str:
        """The provider's name for everything that is done for it."""
        return f"payout:{self.public_id}"

    @property
    def may_be_cancelled(self) -> bool:
        """Whether the provider has not been asked to send it."""
        return self.status in (PayoutStatus.REQUESTED, PayoutStatus.HELD)

    @property
    def may_be_tried_again(self) -> bool:
        """Whether it waits for something that staff may have put right."""
        waits = self.status == PayoutStatus.REQUESTED and self.delayed_at is not None
        stuck = self.status in (PayoutStatus.SENDING, PayoutStatus.RETURNING)
        return waits or (stuck and self.review_since is not None)


class PayoutItem(models.Model):
    """One earning in a payout, with what it was worth then; it stands until the payout is undone.

    An earning stands in one payout at most.
    """

    payout = models.ForeignKey(Payout, models.PROTECT, related_name="items")
    earning = models.ForeignKey("commerce.Earning", models.PROTECT, related_name="payout_items")
    amount_cents = models.PositiveIntegerField()
    is_standing = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="payout_item_earning_stands_once",
                fields=["earning"],
                condition=Q(is_standing=True),
            ),
            models.UniqueConstraint(
                name="payout_item_earning_once_per_payout", fields=["payout", "earning"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.payout}: {self.amount_cents}"
