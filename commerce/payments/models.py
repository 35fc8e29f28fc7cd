from django.db import models
from django.db.models import Q
from django.utils import timezone

from commerce.payments.querysets import (
    CardSetupQuerySet,
    PaymentQuerySet,
    RefundQuerySet,
    SavedCardQuerySet,
)
from commerce.payments.states import FINAL, PaymentStatus, RefundStatus, SetupStatus
from estuary.kernel.models import PublicModel, TimestampedModel


class PaymentProfile(TimestampedModel):
    """Who a person is at the payment provider."""

    user = models.OneToOneField("marketplace.User", models.PROTECT, related_name="payment_profile")
    customer_id = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return self.customer_id


class SavedCard(PublicModel):
    """A card that a person keeps for later, as we last heard of it.

    It belongs to the person's customer at the provider; what is here is for showing and
    choosing. Once detached it is never used again.
    """

    user = models.ForeignKey("marketplace.User", models.PROTECT, related_name="saved_cards")
    provider_id = models.CharField(max_length=64, unique=True)
    brand = models.CharField(max_length=32)
    last4 = models.CharField(max_length=4)
    exp_month = models.PositiveSmallIntegerField()
    exp_year = models.PositiveSmallIntegerField()
    is_default = models.BooleanField(default=False)
    attempt = models.PositiveSmallIntegerField(
        default=1, help_text="Rises when the provider spoilt a key; part of the next one."
    )
    asked_at = models.DateTimeField(help_text="When we asked for what is written here.")
    detached_at = models.DateTimeField(null=True, blank=True)

    objects = SavedCardQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="saved_card_one_default_per_user",
                fields=["user"],
                condition=Q(is_default=True),
            ),
            models.CheckConstraint(
                name="saved_card_is_no_default_once_detached",
                condition=Q(is_default=False) | Q(detached_at=None),
            ),
        ]
        indexes = [
            models.Index(
                name="saved_card_to_ask_about", fields=["asked_at"], condition=Q(detached_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.brand} {self.last4}"


class CardSetup(PublicModel):
    """The saving of one card, from the form in the browser to the card that is kept."""

    user = models.ForeignKey("marketplace.User", models.PROTECT, related_name="card_setups")
    status = models.CharField(
        max_length=16, choices=SetupStatus.choices, default=SetupStatus.PLANNED
    )
    provider_id = models.CharField(max_length=64, null=True, blank=True, unique=True)
    client_secret = models.CharField(max_length=200, blank=True)
    attempt = models.PositiveSmallIntegerField(
        default=1, help_text="Rises when the provider spoilt a key; part of the next one."
    )
    confirmations = models.PositiveSmallIntegerField(
        default=0, help_text="How often we confirmed it; part of the provider's key."
    )
    card = models.ForeignKey(
        SavedCard, models.PROTECT, null=True, blank=True, related_name="setups"
    )
    next_action = models.JSONField(null=True, blank=True)
    failure_code = models.CharField(max_length=64, blank=True)
    failure_message = models.CharField(max_length=300, blank=True)

    objects = CardSetupQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="card_setup_known_to_provider_unless_planned",
                condition=Q(status__in=("planned", "cancelled")) | Q(provider_id__isnull=False),
            ),
            models.CheckConstraint(
                name="card_setup_has_a_card_only_when_succeeded",
                condition=Q(status="succeeded") | Q(card=None),
            ),
        ]
        indexes = [
            models.Index(
                name="card_setup_unfinished",
                fields=["created_at"],
                condition=~Q(status__in=("succeeded", "cancelled")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.get_status_display()}"

    @property
    def reference(self) -> str:
        """What the provider is told it is for."""
        return f"setup:{self.public_id}"


class Payment(PublicModel):
    """Money we ask of a card, for one purpose.

    `reference` names the business event it is for (`order:<id>`); this room does not look
    inside. `intent_id` is empty until the provider has answered.
    """

    user = models.ForeignKey("marketplace.User", models.PROTECT, related_name="payments")
    reference = models.CharField(max_length=80, unique=True)
    description = models.CharField(max_length=200, blank=True)
    amount_cents = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    status = models.CharField(
        max_length=16, choices=PaymentStatus.choices, default=PaymentStatus.PLANNED
    )
    intent_id = models.CharField(max_length=64, null=True, blank=True, unique=True)
    client_secret = models.CharField(max_length=200, blank=True)
    charge_id = models.CharField(max_length=64, blank=True)
    attempt = models.PositiveSmallIntegerField(
        default=1, help_text="Rises when the provider spoilt a key; part of the next one."
    )
    confirmations = models.PositiveSmallIntegerField(
        default=0, help_text="How often we confirmed it; part of the provider's key."
    )
    method = models.JSONField(null=True, blank=True, help_text="Brand and last four digits.")
    next_action = models.JSONField(null=True, blank=True)
    failure_code = models.CharField(max_length=64, blank=True)
    failure_message = models.CharField(max_length=300, blank=True)
    fee_cents = models.IntegerField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    refunds_held_at = models.DateTimeField(
        null=True, blank=True, help_text="Since when refunds wait, as the payment is disputed."
    )

    objects = PaymentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="payment_is_of_something", condition=Q(amount_cents__gt=0)),
            models.CheckConstraint(
                name="payment_settled_exactly_when_succeeded",
                condition=Q(status="succeeded", settled_at__isnull=False)
                | (~Q(status="succeeded") & Q(settled_at=None)),
            ),
            models.CheckConstraint(
                name="payment_known_to_provider_unless_planned",
                condition=Q(status__in=("planned", "cancelled")) | Q(intent_id__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                name="payment_unresolved",
                fields=["created_at"],
                condition=~Q(status__in=("succeeded", "cancelled")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.amount_cents} {self.currency}"

    @property
    def awaits_word(self) -> bool:
        """Whether the provider has still something to tell of it: its end, or its fee."""
        if self.status == PaymentStatus.SUCCEEDED:
            return self.fee_cents is None
        return self.status not in FINAL


class Refund(PublicModel):
    """Money we give back of one payment; `reference` names why, so it happens once.

    One that failed stays so. Trying it again makes another row, its `retry`.
    """

    payment = models.ForeignKey(Payment, models.PROTECT, related_name="refunds")
    reference = models.CharField(max_length=80, unique=True)
    amount_cents = models.PositiveIntegerField()
    status = models.CharField(
        max_length=16, choices=RefundStatus.choices, default=RefundStatus.PLANNED
    )
    provider_id = models.CharField(max_length=64, null=True, blank=True, unique=True)
    attempt = models.PositiveSmallIntegerField(default=1)
    failure = models.CharField(max_length=300, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    retry_of = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="retry"
    )

    objects = RefundQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="refund_is_of_something", condition=Q(amount_cents__gt=0)),
            models.CheckConstraint(
                name="refund_completed_exactly_when_succeeded",
                condition=Q(status="succeeded", completed_at__isnull=False)
                | (~Q(status="succeeded") & Q(completed_at=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.amount_cents}"

    @property
    def is_under_way(self) -> bool:
        """Whether the provider has, or will have, something to tell of it."""
        return self.status in (RefundStatus.PLANNED, RefundStatus.PENDING)

    @property
    def may_be_retried(self) -> bool:
        """Whether staff may have it tried again: it failed, and was not yet."""
        return self.status == RefundStatus.FAILED and not hasattr(self, "retry")


class WebhookReceipt(models.Model):
    """One event the provider sent: stored once, answered, handled after.

    It is a hint only: handling fetches the object and believes that.
    """

    event_id = models.CharField(max_length=255, unique=True)
    type = models.CharField(max_length=255)
    object_id = models.CharField(max_length=255, blank=True)
    account = models.CharField(
        max_length=255,
        blank=True,
        help_text="The connected account it happened in, if in one.",
    )
    happened_at = models.DateTimeField(
        null=True, blank=True, help_text="By the provider's clock, as all of its events."
    )
    received_at = models.DateTimeField(default=timezone.now, editable=False)
    handled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                name="receipt_waiting", fields=["received_at"], condition=Q(handled_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.object_id}"
