"""What the platform takes of a sale, and why. Values in, values out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from commerce.memberships.policies import Reduction
from estuary.kernel.money import display, split

ALL_OF_IT = 10_000  # basis points


@dataclass(frozen=True)
class Bracket:
    """The rate of who sold more than `over_cents` in the month; in basis points."""

    over_cents: int
    basis_points: int


@dataclass(frozen=True)
class Rate:
    """What applies to a sale, in basis points, and why in words."""

    basis_points: int
    reason: str


NO_REDUCTION = Reduction()


def rate(
    *,
    brackets: Sequence[Bracket],
    floor_basis_points: int,
    sold_cents: int,
    currency: str,
    month: date,
    reduction: Reduction = NO_REDUCTION,
    agreed_basis_points: int | None = None,
) -> Rate:
    """The rate of the next sale of somebody who sold `sold_cents` in `month` before it.

    A bracket begins above its amount, not at it. A membership takes points off, but never goes
    under the floor. An agreed rate applies where it is the lower one; the floor does not bind it.
    """
    bracket = max((b for b in brackets if sold_cents > b.over_cents or not b.over_cents), key=_over)
    usual = bracket.basis_points
    reduced = max(min(floor_basis_points, usual), usual - reduction.basis_points)
    if agreed_basis_points is not None and agreed_basis_points < reduced:
        return Rate(agreed_basis_points, f"{percent(agreed_basis_points)}: agreed")
    sold = f"{display(sold_cents, currency)} sold in {month:%B}" if bracket.over_cents else ""
    if reduced == usual:
        return Rate(usual, f"{percent(usual)}: {sold or 'the usual rate'}")
    reasons = [_of_plan(reduction, usual), sold]
    if reduced > usual - reduction.basis_points:
        reasons.append(f"never under {percent(reduced)}")
    return Rate(reduced, f"{percent(reduced)}: {', '.join(filter(None, reasons))}")


def faults(brackets: Sequence[Bracket], *, floor_basis_points: int, currency: str) -> Sequence[str]:
    """Why a set of rates leaves open what applies, in sentences; none when it does not."""
    begins = [bracket.over_cents for bracket in brackets]
    twice = sorted({cents for cents in begins if begins.count(cents) > 1})
    under = [one for one in brackets if one.basis_points < floor_basis_points]
    above_all = [one for one in brackets if one.basis_points > ALL_OF_IT]
    return [
        *([] if 0 in begins else ["One bracket must begin at 0: it is the usual rate."]),
        *(f"Two brackets begin at {display(cents, currency)}." for cents in twice),
        *(
            f"{_at(one, currency)} is under the least rate of {percent(floor_basis_points)}."
            for one in under
        ),
        *(f"{_at(one, currency)} is more than all of it." for one in above_all),
    ]


def _at(bracket: Bracket, currency: str) -> str:
    return f"{percent(bracket.basis_points)} from {display(bracket.over_cents, currency)} on"


def reversed_commission(
    *, commission_cents: int, net_cents: int, before_cents: int, cents: int
) -> int:
    """The commission's part of the next `cents` given back of a gross.

    `before_cents` were given back earlier. All that is given back is shared as one would be, so
    that rounding neither adds up nor takes more from either than there was.
    """
    parts = [commission_cents, net_cents]
    return split(before_cents + cents, parts)[0] - split(before_cents, parts)[0]


def percent(basis_points: int) -> str:
    """For people: `3 %`, `2.5 %`."""
    return f"{basis_points / 100:.2f}".rstrip("0").rstrip(".") + " %"


def _over(bracket: Bracket) -> int:
    return bracket.over_cents


def _of_plan(reduction: Reduction, usual: int) -> str:
    points = reduction.basis_points / 100
    counted = f"{points:g} point" + ("" if points == 1 else "s")
    return f"{reduction.plan_name} membership, {counted} less than {percent(usual)}"
