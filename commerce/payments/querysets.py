from typing import Self

from django.db import models
from django.db.models import Q

from commerce.payments.states import FINAL, PaymentStatus, RefundStatus


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

    def lock(self) -> Self:
        """Hold these rows until the transaction ends."""
        return self.select_for_update(of=("self",), no_key=True)
