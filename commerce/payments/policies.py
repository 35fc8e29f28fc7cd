"""Decisions about money that need nothing but the values."""

_AGAIN = ":again:"


def next_reference(reference: str) -> str:
    """What a refund is called that tries another one again: the same reason, and which try."""
    reason, _, number = reference.partition(_AGAIN)
    return f"{reason}{_AGAIN}{int(number or 1) + 1}"
