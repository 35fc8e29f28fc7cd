from typing import Self

from django.db import models

from commerce.payments.states import FINAL, RefundStatus


class PaymentQuerySet(models.QuerySet):
    """The questions we ask about payments."""

    def of(self, user) -> Self:
        """What one person paid."""
        return self.filter(user=user)

    def unresolved(self) -> Self:
        """Those of which we do not know the end."""
        return self.exclude(status__in=FINAL)

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
