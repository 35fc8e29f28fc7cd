from typing import Self

from django.db import models

from commerce.receipts.states import ReceiptKind


class ReceiptQuerySet(models.QuerySet):
    """The questions we ask about receipts."""

    def of(self, user) -> Self:
        """One person's papers."""
        return self.filter(order__user=user)

    def for_sales(self) -> Self:
        """Receipts, without credit notes."""
        return self.filter(kind=ReceiptKind.RECEIPT)

    def with_details(self) -> Self:
        """Everything a receipt shows, in one query."""
        return self.select_related("order", "corrects")
