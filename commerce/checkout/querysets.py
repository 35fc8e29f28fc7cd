from typing import Self

from django.db import models

from commerce.checkout.states import REFERENCE, OrderStatus


class OrderQuerySet(models.QuerySet):
    """The questions we ask about orders."""

    def of(self, user) -> Self:
        """What one person bought."""
        return self.filter(user=user)

    def named(self, reference: str) -> Self:
        """The one that the rooms below call so; see `operations.reference`."""
        return self.filter(public_id=reference.removeprefix(REFERENCE))

    def unpaid_since(self, moment) -> Self:
        """Open, and past the time in which they had to be paid."""
        return self.filter(status=OrderStatus.OPEN, expires_at__lte=moment)

    def with_details(self) -> Self:
        """Everything an order shows, in five queries."""
        return self.select_related("payment").prefetch_related(
            "lines__service", "lines__package_terms", "payment__refunds", "receipts"
        )

    def lock(self) -> Self:
        """Hold these rows until the transaction ends."""
        return self.select_for_update(of=("self",), no_key=True).order_by("pk")
