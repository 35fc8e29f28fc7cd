from typing import Self

from django.db import models
from django.db.models import Sum


class PostingQuerySet(models.QuerySet):
    """Balances are sums of postings; nothing else is believed."""

    def on(self, kind: str, *, party=None) -> Self:
        """Those on the accounts of one kind; of one person, where the kind has owners."""
        found = self.filter(account__kind=kind)
        return found if party is None else found.filter(account__party=party)

    def until(self, moment) -> Self:
        """Those posted before `moment`."""
        return self.filter(entry__posted_at__lt=moment)

    def balance(self) -> dict[str, int]:
        """Cents by currency; debits are positive. Currencies without postings are absent."""
        rows = self.values("account__currency").annotate(total=Sum("amount_cents")).order_by()
        return {row["account__currency"]: row["total"] for row in rows}
