"""Which plan was in force when, and what kind of change leads to another: values only."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from commerce.memberships.states import ChangeKind, Interval


@dataclass(frozen=True)
class Reduction:
    """What a plan takes off the commission; nothing without a plan."""

    plan_name: str = ""
    basis_points: int = 0


@dataclass(frozen=True)
class Term:
    """A version of a plan, paid at an interval."""

    version_id: int
    interval: str


@dataclass(frozen=True)
class Covered:
    """What one paid invoice is for."""

    term: Term
    starts_at: datetime
    ends_at: datetime
    paid_at: datetime


@dataclass(frozen=True)
class Stretch:
    """A term was in force from then until then."""

    term: Term
    starts_at: datetime
    ends_at: datetime


def stretches(
    paid: Iterable[Covered], *, following: Term | None, ended_at: datetime | None, grace: timedelta
) -> list[Stretch]:
    """When which term is in force, as the paid invoices of one subscription have it.

    What is paid is in force, a later invoice before an earlier one. What `following` names goes
    on after that for as long as the `grace`, so that a renewal that was not paid, or not heard
    of, changes nothing until then; None when it ends with what is paid. What was paid after its
    grace is in force again from then on. Nothing is after `ended_at`.
    """
    laid: list[Stretch] = []
    for one in sorted(paid, key=lambda one: (one.starts_at, one.paid_at)):
        if not laid:
            begins = max(one.starts_at, one.paid_at)
        elif one.paid_at <= one.starts_at + grace:
            begins = one.starts_at
        else:
            _lay(laid, Stretch(one.term, one.starts_at, one.starts_at + grace))
            begins = one.paid_at
        _lay(laid, Stretch(one.term, begins, one.ends_at))
    if laid and following is not None:
        end = laid[-1].ends_at
        _lay(laid, Stretch(following, end, end + grace))
    return _joined(_until(laid, ended_at))


def _lay(laid: list[Stretch], new: Stretch) -> None:
    """Put a stretch over those before it."""
    while laid and laid[-1].starts_at >= new.starts_at:
        laid.pop()
    if laid and laid[-1].ends_at > new.starts_at:
        laid[-1] = replace(laid[-1], ends_at=new.starts_at)
    if new.ends_at > new.starts_at:
        laid.append(new)


def _until(laid: list[Stretch], ended_at: datetime | None) -> list[Stretch]:
    if ended_at is None:
        return laid
    cut = [replace(one, ends_at=min(one.ends_at, ended_at)) for one in laid]
    return [one for one in cut if one.ends_at > one.starts_at]


def _joined(laid: list[Stretch]) -> list[Stretch]:
    joined: list[Stretch] = []
    for one in laid:
        if joined and joined[-1].term == one.term and joined[-1].ends_at == one.starts_at:
            joined[-1] = replace(joined[-1], ends_at=one.ends_at)
        else:
            joined.append(one)
    return joined


def kind_of_change(
    *, rank: int, interval: str, wanted_rank: int, wanted_interval: str
) -> ChangeKind | None:
    """How one gets from a running plan to another; None when it is the same one.

    A higher plan, and a year instead of months, are paid and in force at once. A lower plan, and
    months instead of a year, wait for the end of what is paid. Rank 0 is no plan at all.
    """
    if wanted_rank == 0:
        return ChangeKind.END
    if (wanted_rank, wanted_interval) == (rank, interval):
        return None
    if wanted_rank == rank:
        longer = wanted_interval == Interval.YEAR
        return ChangeKind.UPGRADE if longer else ChangeKind.DOWNGRADE
    return ChangeKind.UPGRADE if wanted_rank > rank else ChangeKind.DOWNGRADE
