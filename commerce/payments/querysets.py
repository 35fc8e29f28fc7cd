from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from commerce.payments.states import FINAL, SETUP_FINAL, PaymentStatus, RefundStatus


class PaymentQuerySet(models.QuerySet):
    """The questions we ask about payments."""

    def of(self, user) -> Self:
        """What one person paid."""
        return self.filter(user=user)

    def awaiting_word(self) -> Self:
        """Those the provider still has something to tell of: their end, or their fee."""
        return self.filter(~Q(status__in=FINAL) | Q(status=PaymentStatus.SUCCEEDED, fee_cents=None))

    def lock(self) -> Self:
        """Hold these rows until the transaction ends."""
        return self.select_for_update(of=("self",), no_key=True)


class RefundQuerySet(models.QuerySet):
    """The questions we ask about refunds."""

    def unresolved(self) -> Self:
        """Those of which we do not know the end."""
        return self.filter(status__in=(RefundStatus.PLANNED, RefundStatus.PENDING))

    def sendable(self) -> Self:
        """Those whose payment is not disputed."""
        return self.filter(payment__refunds_held_at=None)

    def silent(self, *, planned_before: datetime, pending_before: datetime) -> Self:
        """Those that wait so long that the provider should be asked how they stand.

        Not those that wait for a dispute to end.
        """
        return self.sendable().filter(
            Q(status=RefundStatus.PLANNED, updated_at__lt=planned_before)
            | Q(status=RefundStatus.PENDING, updated_at__lt=pending_before)
        )

    def paid_back_since(self, moment: datetime) -> Self:
        """Those paid back so lately that the bank may still return them."""
        return self.filter(status=RefundStatus.SUCCEEDED, completed_at__gte=moment)

    def failed(self) -> Self:
        """Those that failed and have not been tried again: staff must act."""
        return self.filter(status=RefundStatus.FAILED, retry=None)

    def owed(self) -> Self:
        """What is promised and not paid; one that was tried again is owed by its retry."""
        ended = (RefundStatus.SUCCEEDED, RefundStatus.CANCELLED)
        return self.exclude(status__in=ended).filter(retry=None)

    def lock(self) -> Self:
        """Hold these rows until the transaction ends."""
        return self.select_for_update(of=("self",), no_key=True)


class CardSetupQuerySet(models.QuerySet):
    """The questions we ask about the saving of cards."""

    def of(self, user) -> Self:
        """What one person began."""
        return self.filter(user=user)

    def unfinished(self) -> Self:
        """Those that may still end in a card."""
        return self.exclude(status__in=SETUP_FINAL)

    def lock(self) -> Self:
        """Hold these rows until the transaction ends."""
        return self.select_for_update(of=("self",), no_key=True)


class SavedCardQuerySet(models.QuerySet):
    """The questions we ask about saved cards."""

    def of(self, user) -> Self:
        """One person's."""
        return self.filter(user=user)

    def standing(self) -> Self:
        """Those that can be paid with."""
        return self.filter(detached_at=None)

    def lock(self) -> Self:
        """Hold these rows until the transaction ends."""
        return self.select_for_update(of=("self",), no_key=True)
