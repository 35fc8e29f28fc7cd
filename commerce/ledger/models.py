from django.db import models
from django.db.models import Q
from django.utils import timezone

from commerce.ledger.querysets import PostingQuerySet
from commerce.ledger.states import AccountKind


class Account(models.Model):
    """A place where money can be: one per kind, owner and currency."""

    kind = models.CharField(max_length=24, choices=AccountKind.choices)
    party = models.ForeignKey(
        "marketplace.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    currency = models.CharField(max_length=3)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="account_once_per_kind_party_currency",
                fields=["kind", "party", "currency"],
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="account_kind_is_known", condition=Q(kind__in=AccountKind.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.currency}"


class Entry(models.Model):
    """One business event in the books; `key` names the event, so a repeat posts nothing.

    Never changed or deleted: a trigger refuses it. A mistake is reversed by another entry.
    """

    key = models.CharField(max_length=120, unique=True)
    description = models.CharField(max_length=200)
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversed_by"
    )
    posted_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name_plural = "entries"
        indexes = [models.Index(name="entry_by_time", fields=["posted_at"])]

    def __str__(self) -> str:
        return self.key


class Posting(models.Model):
    """A change of one account. The postings of an entry add up to zero in each currency.

    The database checks the sum when the transaction commits.
    """

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="postings")
    account = models.ForeignKey(Account, models.PROTECT, related_name="postings")
    amount_cents = models.BigIntegerField(help_text="Positive is a debit, negative a credit.")

    objects = PostingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="posting_is_not_nothing", condition=~Q(amount_cents=0)),
        ]

    def __str__(self) -> str:
        return f"{self.amount_cents} on {self.account_id}"
