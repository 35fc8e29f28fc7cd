"""Numbers of receipts, and the tax within money that goes back; values in, values out."""


def number(*, year: int, serial: int) -> str:
    """`2026-000123`: rises by one within a calendar year (UTC), and begins again with the next."""
    return f"{year}-{serial:06d}"


def tax_within(
    *, amount_cents: int, given_before_cents: int, total_cents: int, tax_cents: int
) -> int:
    """The tax inside `amount_cents` given back of a sale of `total_cents`.

    In proportion, and so that the parts of a sale given back in full add up to its whole tax.
    """
    if not total_cents:
        return 0
    before = given_before_cents * tax_cents // total_cents
    return (given_before_cents + amount_cents) * tax_cents // total_cents - before
