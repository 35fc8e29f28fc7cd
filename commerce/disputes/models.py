from django.db import models
from django.db.models import F, Q

from commerce.disputes.querysets import DisputeQuerySet
from commerce.disputes.states import AWAITING_ANSWER, CHARGEBACK, OPEN, Answer, DisputeStatus
from estuary.kernel.models import PublicModel


class Dispute(PublicModel):
    """A payment that a client contests with the bank, as the provider had it when last asked.

    Of an order's payment, or of a membership's invoice. `withdrawn_cents` is what the bank holds,
    or has taken for good; when it is lost, the last five amounts say where it was taken from.
    `answer` is what we said or are about to say; `attempt` is part of the provider's key.
    """

    provider_id = models.CharField(max_length=64, unique=True)
    payment = models.ForeignKey(
        "commerce.Payment", models.PROTECT, null=True, blank=True, related_name="disputes"
    )
    order = models.ForeignKey(
        "commerce.Order", models.PROTECT, null=True, blank=True, related_name="disputes"
    )
    invoice = models.ForeignKey(
        "commerce.MembershipInvoice", models.PROTECT, null=True, blank=True, related_name="disputes"
    )
    status = models.CharField(max_length=24, choices=DisputeStatus.choices)
    reason = models.CharField(max_length=40)
    amount_cents = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    withdrawn_cents = models.IntegerField(default=0)
    fee_cents = models.IntegerField(default=0)
    opened_at = models.DateTimeField()
    evidence_due_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was over and the books in order."
    )

    evidence = models.JSONField(default=dict, blank=True)
    answer = models.CharField(max_length=8, choices=Answer.choices, blank=True)
    answer_planned_at = models.DateTimeField(null=True, blank=True)
    answer_failure = models.CharField(max_length=300, blank=True)
    attempt = models.PositiveSmallIntegerField(
        default=1, help_text="Rises when the provider spoilt a key; part of the next one."
    )
    submitted_at = models.DateTimeField("evidence sent at", null=True, blank=True)

    lost_cents = models.PositiveIntegerField(default=0)
    refunds_settled_cents = models.PositiveIntegerField(
        default=0, help_text="Owed to the client anyway, as refunds that had not been paid."
    )
    reversed_cents = models.PositiveIntegerField(
        default=0, help_text="Taken back from the sale: from its earnings and unused units."
    )
    credits_taken_cents = models.PositiveIntegerField(
        default=0, help_text="Taken back from the credits it had become."
    )
    written_off_cents = models.PositiveIntegerField(default=0, help_text="Our loss.")

    objects = DisputeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="dispute_is_of_a_payment_or_an_invoice",
                condition=Q(payment__isnull=False, invoice=None)
                | Q(payment=None, order=None, invoice__isnull=False),
            ),
            models.CheckConstraint(
                name="dispute_status_is_known", condition=Q(status__in=DisputeStatus.values)
            ),
            models.CheckConstraint(
                name="dispute_closed_exactly_when_decided",
                condition=Q(status__in=OPEN, closed_at=None, settled_at=None)
                | (~Q(status__in=OPEN) & Q(closed_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="dispute_answered_at_some_time",
                condition=Q(answer="") | Q(answer_planned_at__isnull=False),
            ),
            models.CheckConstraint(
                name="dispute_lost_is_accounted_for",
                condition=Q(
                    lost_cents=F("refunds_settled_cents")
                    + F("reversed_cents")
                    + F("credits_taken_cents")
                    + F("written_off_cents")
                ),
            ),
            models.CheckConstraint(
                name="dispute_loses_only_what_is_lost", condition=Q(lost_cents=0) | Q(status="lost")
            ),
        ]
        indexes = [
            models.Index(name="dispute_of_order", fields=["order", "status"]),
            models.Index(
                name="dispute_unsettled", fields=["opened_at"], condition=Q(settled_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider_id} {self.get_status_display()}"

    @property
    def is_open(self) -> bool:
        """Whether the bank has not decided yet."""
        return self.status in OPEN

    @property
    def is_chargeback(self) -> bool:
        """Whether it is open, and more than a question."""
        return self.status in CHARGEBACK

    @property
    def awaits_answer(self) -> bool:
        """Whether we may say something, and have not."""
        return self.status in AWAITING_ANSWER and not self.answer

    def key(self, event: str) -> str:
        """How the books call something that happened to it."""
        return f"dispute:{self.public_id}:{event}"
