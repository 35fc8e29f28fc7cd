"""What a practitioner sold, gave back, paid and got, as the books have it. Reading only."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from functools import reduce

from django.db.models import (
    Case,
    CharField,
    F,
    Func,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, ExtractMonth

from commerce.earnings.models import Earning
from commerce.ledger.models import Entry, Posting
from commerce.ledger.states import AccountKind
from marketplace.models import User

# The accounts that are a practitioner's own.
OWN = (
    AccountKind.EARNINGS_PENDING,
    AccountKind.EARNINGS_AVAILABLE,
    AccountKind.EARNINGS_IN_PAYOUT,
    AccountKind.CARRY,
)


@dataclass(frozen=True)
class Sums:
    """Of a month, or a year, in cents; `net_cents` is what is left of the gross."""

    gross_cents: int = 0
    refunded_cents: int = 0
    commission_cents: int = 0
    fees_cents: int = 0
    payouts_cents: int = 0

    @property
    def net_cents(self) -> int:
        """Gross, less what was given back, the commission and fees."""
        return self.gross_cents - self.refunded_cents - self.commission_cents - self.fees_cents

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(Sums)))


@dataclass(frozen=True)
class Statement:
    """A year (UTC) by months, from January on, and in sum."""

    year: int
    currency: str
    months: tuple[Sums, ...]

    @property
    def total(self) -> Sums:
        """The whole year."""
        return reduce(Sums.__add__, self.months)


def lines(user: User) -> QuerySet[Posting]:
    """Everything that moved on a practitioner's own accounts.

    With `held_because`: why the earning that an entry is about is held back now, if it is.
    """
    own = Posting.objects.filter(account__party=user, account__kind__in=OWN)
    named = Func(
        F("entry__key"),
        Value(":"),
        Value(2),
        function="SPLIT_PART",
        output_field=CharField(),
    )
    frozen = Earning.objects.of(user).filter(frozen_at__isnull=False)
    about = frozen.annotate(name=Cast("public_id", CharField())).filter(name=OuterRef("named"))
    return (
        own.select_related("entry", "account")
        .annotate(named=named)
        .annotate(held_because=Subquery(about.values("hold__reason")[:1]))
    )


def statement(*, user: User, year: int, currency: str) -> Statement:
    """One year of a practitioner, in one query.

    What an entry that concerns them did to the accounts of sales, commission, fees and the
    provider tells what it was.
    """
    mine = Entry.objects.filter(
        postings__account__party=user,
        postings__account__kind__in=OWN,
        posted_at__gte=datetime(year, 1, 1, tzinfo=UTC),
        posted_at__lt=datetime(year + 1, 1, 1, tzinfo=UTC),
    )
    debit = Case(When(amount_cents__gt=0, then=Value(True)), default=Value(False))
    rows = (
        Posting.objects.filter(entry__in=mine.values("pk"), account__currency=currency)
        .exclude(account__kind__in=OWN)
        .values("account__kind", month=ExtractMonth("entry__posted_at", tzinfo=UTC), is_debit=debit)
        .annotate(total=Sum("amount_cents"))
        .order_by()
    )
    months = [Sums()] * 12
    for row in rows:
        months[row["month"] - 1] += _read(row["account__kind"], row["total"])
    return Statement(year=year, currency=currency, months=tuple(months))


def _read(kind: str, cents: int) -> Sums:
    if kind == AccountKind.SALES:
        return Sums(gross_cents=cents) if cents > 0 else Sums(refunded_cents=-cents)
    if kind == AccountKind.COMMISSION:
        return Sums(commission_cents=-cents)
    if kind == AccountKind.PROVIDER_FEES:
        return Sums(fees_cents=-cents)
    if kind == AccountKind.PROVIDER_CLEARING:
        return Sums(payouts_cents=-cents)
    return Sums()


def as_rows(told: Statement) -> Iterable[tuple[str, Sums]]:
    """Each month by its name, and the year."""
    for number, sums in enumerate(told.months, 1):
        yield f"{datetime(told.year, number, 1):%B %Y}", sums
    yield str(told.year), told.total
