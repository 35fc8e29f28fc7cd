from datetime import datetime

from django.db import models
from django.db.models import F, Q

from commerce.credits import policies
from commerce.credits.querysets import (
    CreditLotQuerySet,
    CreditTransferQuerySet,
    CreditUseQuerySet,
)
from commerce.credits.states import CreditSource, TransferStatus, UseState
from estuary.kernel.models import PublicModel, TimestampedModel


class CreditLot(PublicModel):
    """Credits granted at once, and what is left of them; the ledger has the balances.

    `key` names the event that granted them, so a repeat grants nothing. `given_away` says that
    nobody paid for them: what expires goes back to promotions instead of becoming income.
    """

    user = models.ForeignKey("marketplace.User", models.PROTECT, related_name="credit_lots")
    key = models.CharField(max_length=120, unique=True)
    source = models.CharField(max_length=12, choices=CreditSource.choices)
    currency = models.CharField(max_length=3)
    amount_cents = models.PositiveIntegerField(help_text="As granted.")
    remaining_cents = models.PositiveIntegerField(help_text="Neither held, spent nor expired.")
    expired_cents = models.PositiveIntegerField(default=0)
    taken_back_cents = models.PositiveIntegerField(
        default=0, help_text="Gone with the payment, when a bank took that back."
    )
    expires_at = models.DateTimeField(null=True, blank=True)
    given_away = models.BooleanField(default=False)
    reason = models.CharField(max_length=200, blank=True, help_text="Its owner reads this.")

    held_cents: int  # where `with_held` asked for it

    objects = CreditLotQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="credit_lot_is_of_something", condition=Q(amount_cents__gt=0)
            ),
            models.CheckConstraint(
                name="credit_lot_remains_within_amount",
                condition=Q(remaining_cents__gte=0)
                & Q(
                    amount_cents__gte=F("remaining_cents")
                    + F("expired_cents")
                    + F("taken_back_cents")
                ),
            ),
            models.CheckConstraint(
                name="credit_lot_of_promotion_expires",
                condition=~Q(source="promotion") | Q(expires_at__isnull=False),
            ),
            models.CheckConstraint(
                name="credit_lot_source_is_known", condition=Q(source__in=CreditSource.values)
            ),
        ]
        indexes = [
            models.Index(
                name="credit_lot_by_expiry",
                fields=["expires_at"],
                condition=Q(remaining_cents__gt=0, expires_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_source_display()} of {self.user_id}: {self.amount_cents}"

    def has_expired(self, *, at: datetime) -> bool:
        """Whether its time is over."""
        return self.expires_at is not None and self.expires_at <= at

    @property
    def was_passed_on(self) -> bool:
        """Whether it came from somebody else's credits."""
        return self.key.startswith(policies.TRANSFER_KEY)


class CreditUse(TimestampedModel):
    """A part of one lot, held for or spent on `reference`, such as `order:<uuid>`.

    `position` is the lot's turn in paying; what comes back goes the other way.
    """

    lot = models.ForeignKey(CreditLot, models.PROTECT, related_name="uses")
    reference = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField()
    amount_cents = models.PositiveIntegerField()
    given_back_cents = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=8, choices=UseState.choices, default=UseState.HELD)
    spent_at = models.DateTimeField(null=True, blank=True)

    objects = CreditUseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="credit_use_once_per_reference_and_lot", fields=["reference", "lot"]
            ),
            models.CheckConstraint(
                name="credit_use_is_of_something", condition=Q(amount_cents__gt=0)
            ),
            models.CheckConstraint(
                name="credit_use_gives_back_at_most_what_was_spent",
                condition=Q(given_back_cents=0)
                | Q(state="spent", given_back_cents__lte=F("amount_cents")),
            ),
            models.CheckConstraint(
                name="credit_use_has_its_time_exactly_when_spent",
                condition=Q(state="spent", spent_at__isnull=False)
                | (Q(state__in=("held", "released")) & Q(spent_at=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.amount_cents} {self.state}"


class CreditTransfer(PublicModel):
    """Credits one person passes on to another: held for an address until it is accepted.

    Whether the address belongs to anybody never shows, since it waits just the same.
    """

    sender = models.ForeignKey("marketplace.User", models.PROTECT, related_name="+")
    receiver_email = models.EmailField()
    currency = models.CharField(max_length=3)
    amount_cents = models.PositiveIntegerField()
    status = models.CharField(
        max_length=10, choices=TransferStatus.choices, default=TransferStatus.WAITING
    )
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)

    objects = CreditTransferQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="credit_transfer_is_of_something", condition=Q(amount_cents__gt=0)
            ),
            models.CheckConstraint(
                name="credit_transfer_has_its_time_exactly_when_accepted",
                condition=Q(status="accepted", accepted_at__isnull=False)
                | (Q(status__in=("waiting", "lapsed")) & Q(accepted_at=None)),
            ),
        ]
        indexes = [
            models.Index(name="credit_transfer_by_address", fields=["receiver_email"]),
            models.Index(
                name="credit_transfer_waiting", fields=["expires_at"], condition=Q(status="waiting")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.amount_cents}"

    @property
    def reference(self) -> str:
        """What its credits are held for."""
        return f"{policies.TRANSFER_KEY}{self.public_id}"
