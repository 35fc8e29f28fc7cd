"""What each plan would have saved a practitioner last month, at what they sold. Reading only."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from commerce.earnings import commission
from commerce.earnings.commission import NO_REDUCTION, Bracket
from commerce.earnings.models import AgreedCommission, CommissionSchedule, Sale
from commerce.memberships.models import PlanVersion
from commerce.memberships.policies import Reduction
from estuary.kernel.money import display, percent_of
from marketplace.models import Practitioner


@dataclass(frozen=True)
class Savings:
    """A month (by its first day) with a plan, held against the same month without any."""

    plan_name: str
    month: date
    currency: str
    sold_cents: int
    commission_cents: int
    fee_cents: int

    @property
    def saved_cents(self) -> int:
        """The commission it would have taken off, less its price; negative when it costs more."""
        return self.commission_cents - self.fee_cents

    @property
    def words(self) -> str:
        """For people."""
        when = f"in {self.month:%B} at {display(self.sold_cents, self.currency)} sold"
        saved = display(abs(self.saved_cents), self.currency)
        if self.saved_cents < 0:
            return f"{self.plan_name} would have cost you {saved} more than it saves {when}"
        return f"{self.plan_name} would have saved you {saved} {when}"


@dataclass(frozen=True)
class _Sold:
    """A sale, with what decided its rate besides the plan."""

    cents: int
    before_cents: int
    brackets: Sequence[Bracket]
    floor_basis_points: int
    agreed_basis_points: int | None


def last_month(
    *, practitioner: Practitioner, versions: Iterable[PlanVersion], currency: str, now: datetime
) -> dict[int, Savings]:
    """By version of a plan; empty when nothing was sold. In four queries, whatever was.

    Each sale gets the rate it would have had by the plan, at its turn in the month: the brackets
    are those of that time, and an agreed rate applies where it is lower.
    """
    first = _last_month(now)
    sold = _sold(practitioner, currency, first)
    usual = _commission(sold, currency, first, NO_REDUCTION)
    return {
        one.pk: Savings(
            plan_name=one.plan.name,
            month=first.date(),
            currency=currency,
            sold_cents=sum(sale.cents for sale in sold),
            commission_cents=usual - _commission(sold, currency, first, _of_plan(one)),
            fee_cents=one.monthly_cents,
        )
        for one in (versions if sold else ())
    }


def _last_month(now: datetime) -> datetime:
    begun = now.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return (begun - timedelta(days=1)).replace(day=1)


def _of_plan(version: PlanVersion) -> Reduction:
    return Reduction(version.plan.name, version.reduction_basis_points)


def _commission(sold: Iterable[_Sold], currency: str, month: datetime, reduction: Reduction) -> int:
    total = 0
    for sale in sold:
        rate = commission.rate(
            brackets=sale.brackets,
            floor_basis_points=sale.floor_basis_points,
            sold_cents=sale.before_cents,
            currency=currency,
            month=month.date(),
            reduction=reduction,
            agreed_basis_points=sale.agreed_basis_points,
        )
        total += percent_of(sale.cents, basis_points=rate.basis_points)
    return total


def _sold(practitioner: Practitioner, currency: str, month: datetime) -> list[_Sold]:
    until = (month + timedelta(days=32)).replace(day=1)
    sales = Sale.objects.filter(practitioner=practitioner, currency=currency).in_month_of(month)
    schedules = CommissionSchedule.objects.at(until).prefetch_related("brackets")
    agreed = list(AgreedCommission.objects.filter(practitioner=practitioner))
    rates = [
        (
            row.effective_from,
            row.floor_basis_points,
            [Bracket(one.over_cents, one.basis_points) for one in row.brackets.all()],
        )
        for row in schedules
    ]
    found, before = [], 0
    for sale in sales.order_by("sold_at", "pk"):
        _, floor, brackets = next(row for row in rates if row[0] <= sale.sold_at)
        own = (row.basis_points for row in agreed if row.applies_at(sale.sold_at))
        found.append(_Sold(sale.gross_cents, before, brackets, floor, next(own, None)))
        before += sale.gross_cents
    return found
