from django.db import models
from django.db.models import F, Q

from commerce.reconciliation.querysets import MovementQuerySet
from estuary.kernel.models import TimestampedModel


class Movement(TimestampedModel):
    """A change of our balance as the provider wrote it, and whether our books have it.

    The balance changed by the amount less the fee. Rows are the provider's word: they are kept as
    they came.
    """

    provider_id = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=40)
    source = models.CharField(max_length=64, blank=True)
    amount_cents = models.BigIntegerField()
    fee_cents = models.BigIntegerField(default=0)
    net_cents = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    moved_at = models.DateTimeField()
    matched_at = models.DateTimeField(null=True, blank=True)

    objects = MovementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="movement_adds_up", condition=Q(net_cents=F("amount_cents") - F("fee_cents"))
            ),
        ]
        indexes = [
            models.Index(name="movement_by_time", fields=["moved_at"]),
            models.Index(
                name="movement_unmatched", fields=["moved_at"], condition=Q(matched_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.provider_id}"


class MatchedEntry(models.Model):
    """An entry of our books on the clearing account, and the movement that it is."""

    movement = models.ForeignKey(Movement, models.PROTECT, related_name="entries")
    entry = models.OneToOneField("commerce.Entry", models.PROTECT, related_name="movement")

    def __str__(self) -> str:
        return f"{self.entry_id} is {self.movement_id}"


class Reconciliation(models.Model):
    """One reading of the provider's history to its end; what moved before `until` is here."""

    until = models.DateTimeField(unique=True)
    movements = models.PositiveIntegerField("movements that were new")
    notices = models.PositiveIntegerField("events that were new")

    class Meta:
        ordering = ["-until"]

    def __str__(self) -> str:
        return f"{self.until:%Y-%m-%d %H:%M}Z"
