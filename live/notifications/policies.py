"""When a message that could not be sent is tried again; values in, values out."""

from datetime import timedelta

MOST_ATTEMPTS = 8
# Longer than any mail server is waited for; after it, whoever was sending is taken for dead.
LEASE = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(hours=6)


def pause_after(attempts: int) -> timedelta:
    """How long to wait after the nth failure: 1, 4, 16, 64, 256 minutes, then 6 hours."""
    return min(timedelta(minutes=4 ** (attempts - 1)), LONGEST_PAUSE)


def is_hopeless(attempts: int) -> bool:
    """Whether so many failures are enough: operations staff look at it then."""
    return attempts >= MOST_ATTEMPTS
