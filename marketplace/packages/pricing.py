"""What a package costs, what it saves, and what one unit of it costs; whole cents in and out."""

from collections.abc import Sequence
from dataclasses import dataclass

from estuary.kernel.money import split


@dataclass(frozen=True, slots=True)
class Line:
    """So many units of one service, at what one of them costs alone."""

    quantity: int
    unit_price_cents: int


def list_price_cents(lines: Sequence[Line]) -> int:
    """What everything costs when it is bought one by one."""
    return sum(line.quantity * line.unit_price_cents for line in lines)


def saves_cents(*, price_cents: int, list_price_cents: int) -> int:
    """How much less the whole costs than its parts; never below zero."""
    return max(list_price_cents - price_cents, 0)


def allocate(*, price_cents: int, lines: Sequence[Line]) -> list[list[int]]:
    """The price shared out among the units, in proportion to what each costs alone.

    One list for each line, with one amount for each of its units. All of them add up to the
    price. Units of one line differ by a cent at most, and the dearer ones come first.
    """
    weights = [line.unit_price_cents for line in lines for _ in range(line.quantity)]
    shares = iter(split(price_cents, weights))
    # Of equal remainders the earlier get the cent, so that every line is in falling order.
    return [[next(shares) for _ in range(line.quantity)] for line in lines]
