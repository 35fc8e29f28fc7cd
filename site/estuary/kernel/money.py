"""Money as whole minor units (cents) with a currency; no floats, no Decimal.

Splitting keeps the total (largest remainder); a percentage is rounded half up, once.
"""

from collections.abc import Sequence

_SYMBOLS = {"usd": "$", "eur": "€", "gbp": "£"}


def percent_of(amount: int, *, basis_points: int) -> int:
    """`basis_points` (1/100 of a per cent) of `amount` cents, rounded half up.

    Both must be zero or more: what is rounded half up differs below zero.
    """
    if amount < 0 or basis_points < 0:
        raise ValueError("amount and basis_points must not be negative")
    return (amount * basis_points + 5_000) // 10_000


def split(amount: int, weights: Sequence[int]) -> list[int]:
    """`amount` cents shared in proportion to `weights`; the parts add up to `amount`.

    Largest remainder: what rounding down leaves over goes, a cent each, to the parts that lost
    most, earlier ones first. All weights zero shares evenly.
    """
    if amount < 0 or any(weight < 0 for weight in weights):
        raise ValueError("amount and weights must not be negative")
    if not weights:
        raise ValueError("there must be somebody to share with")
    shares = list(weights) if any(weights) else [1] * len(weights)
    whole = sum(shares)
    parts = [amount * share // whole for share in shares]
    by_loss = sorted(range(len(shares)), key=lambda i: (-(amount * shares[i] % whole), i))
    for i in by_loss[: amount - sum(parts)]:
        parts[i] += 1
    return parts


def display(amount_cents: int, currency: str) -> str:
    """For people: `$80.00`, `-$3.50`, `12.00 CHF`."""
    whole, cents = divmod(abs(amount_cents), 100)
    sign, figure = "-" if amount_cents < 0 else "", f"{whole:,}.{cents:02d}"
    symbol = _SYMBOLS.get(currency.lower())
    return f"{sign}{symbol}{figure}" if symbol else f"{sign}{figure} {currency.upper()}"
