"""What a practitioner sold, gave back, paid and got, as the books have it. Reading only."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from functools import reduce
from typing import Any

from django.db.models import (
    Case,
    CharField,
    F,
    Func,
    OuterRef,
    Q,
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
from commerce.memberships import invoices
from commerce.memberships.invoices import Fee
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
    """Of a month, or a year, in cents."""

    period: str
    currency: str
    gross_cents: int = 0
    refunds_cents: int = 0
    commission_cents: int = 0
    fees_cents: int = 0
    payouts_cents: int = 0

    @property
    def net_cents(self) -> int:
        """Gross, less what was given back, the commission and fees."""
        return self.gross_cents - self.refunds_cents - self.commission_cents - self.fees_cents

    def __add__(self, other: "Sums") -> "Sums":
        figures = [one.name for one in fields(Sums) if one.name.endswith("_cents")]
        added = {name: getattr(self, name) + getattr(other, name) for name in figures}
        return Sums(self.period, self.currency, **added)


@dataclass(frozen=True)
class PaidOut:
    """Money that was sent to a practitioner; negative when it came back."""

    at: datetime
    event: str
    amount_cents: int
    currency: str


@dataclass(frozen=True)
class Statement:
    """A year (UTC) by months, from January on, and in sum; with each fee and payout of it.

    The balances are what the platform owed the practitioner as the year began and ended; what
    was owed the other way is negative. Fees are paid by card, so they are no part of them.
    """

    year: int
    currency: str
    months: tuple[Sums, ...]
    fees: tuple[Fee, ...]
    payouts: tuple[PaidOut, ...]
    opening_cents: int
    closing_cents: int

    @property
    def total(self) -> Sums:
        """The whole year."""
        return reduce(Sums.__add__, self.months, Sums(str(self.year), self.currency))


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
    """One year of a practitioner, in as many queries whatever happened in it.

    What an entry that concerns them did to the accounts of sales, commission and the provider
    tells what it was; membership fees are paid apart from it.
    """
    since, until = datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)
    fees = invoices.fees(user=user, currency=currency, since=since, until=until)
    months = [Sums(f"{year}-{month:02}", currency) for month in range(1, 13)]
    for row in _moved(user, currency, since, until):
        months[row["month"] - 1] += _read(row["account__kind"], row["total"], currency)
    for fee in fees:
        months[fee.at.astimezone(UTC).month - 1] += Sums("", currency, fees_cents=fee.amount_cents)
    opening, closing = _balances(user, currency, since, until)
    return Statement(
        year=year,
        currency=currency,
        months=tuple(months),
        fees=tuple(fees),
        payouts=tuple(_paid_out(user, currency, since, until)),
        opening_cents=opening,
        closing_cents=closing,
    )


def _others(user: User, currency: str, since: datetime, until: datetime) -> QuerySet[Posting]:
    """The other side of what moved on the practitioner's accounts."""
    mine = Entry.objects.filter(
        postings__account__party=user,
        postings__account__kind__in=OWN,
        posted_at__gte=since,
        posted_at__lt=until,
    )
    others = Posting.objects.filter(entry__in=mine.values("pk"), account__currency=currency)
    return others.exclude(account__kind__in=OWN)


def _moved(user: User, currency: str, since: datetime, until: datetime) -> Iterable[Any]:
    """By month and account; what was sold apart from what was given back."""
    debit = Case(When(amount_cents__gt=0, then=Value(True)), default=Value(False))
    return (
        _others(user, currency, since, until)
        .values("account__kind", month=ExtractMonth("entry__posted_at", tzinfo=UTC), is_debit=debit)
        .annotate(total=Sum("amount_cents"))
        .order_by()
    )


def _read(kind: str, cents: int, currency: str) -> Sums:
    if kind == AccountKind.SALES:
        sold, back = max(cents, 0), max(-cents, 0)
        return Sums("", currency, gross_cents=sold, refunds_cents=back)
    if kind == AccountKind.COMMISSION:
        return Sums("", currency, commission_cents=-cents)
    if kind == AccountKind.PROVIDER_CLEARING:
        return Sums("", currency, payouts_cents=-cents)
    return Sums("", currency)


def _paid_out(user: User, currency: str, since: datetime, until: datetime) -> Iterable[PaidOut]:
    sent = Q(account__kind=AccountKind.PROVIDER_CLEARING)
    rows = _others(user, currency, since, until).filter(sent)
    return (
        PaidOut(row.entry.posted_at, row.entry.key, -row.amount_cents, currency)
        for row in rows.select_related("entry").order_by("entry__posted_at", "pk")
    )


def _balances(user: User, currency: str, since: datetime, until: datetime) -> tuple[int, int]:
    own = lines(user).filter(account__currency=currency)
    owed = own.aggregate(
        opening=-Sum("amount_cents", filter=Q(entry__posted_at__lt=since), default=0),
        closing=-Sum("amount_cents", filter=Q(entry__posted_at__lt=until), default=0),
    )
    return owed["opening"], owed["closing"]
