"""What a promotion takes off, to the cent."""

from collections.abc import Sequence
from dataclasses import dataclass

from estuary.kernel.money import percent_of, split


@dataclass(frozen=True)
class Reduction:
    """A part of the price (in 1/100 of a per cent) or an amount; one of the two is zero."""

    basis_points: int = 0
    amount_cents: int = 0


def taken_off(*, reduction: Reduction, lines: Sequence[int]) -> list[int]:
    """Cents taken off each line, given what each costs; never more than that.

    A percentage is rounded half up once, on the sum, so that it does not matter how the sum is
    made up. The whole is shared in proportion, and its parts add up to it.
    """
    whole = sum(lines)
    if not whole:
        return [0] * len(lines)
    off = percent_of(whole, basis_points=reduction.basis_points) or reduction.amount_cents
    return split(min(off, whole), lines)
