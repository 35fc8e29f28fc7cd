"""Decisions about disputes that need nothing but the values."""

from collections.abc import Sequence

from commerce.disputes.states import DisputeStatus

_RANK = {status: rank for rank, status in enumerate(DisputeStatus)}


def follows(*, before: str, after: str) -> bool:
    """Whether `after` is news: what we are answered may be older than what we know.

    Only forward, in the order in which the states are written down.
    """
    return _RANK[DisputeStatus(after)] > _RANK[DisputeStatus(before)]


def taken_from_units(*, cents: int, prices: Sequence[int]) -> list[int]:
    """Which of the units with these `prices` end for `cents`: as many whole ones as it pays for.

    Answers their positions. Who paid some of a package by other means keeps units for that.
    """
    ended = []
    for position, price in enumerate(prices):
        if price <= cents:
            ended.append(position)
            cents -= price
    return ended
