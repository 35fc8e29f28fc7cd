"""The token in a calendar's secret address: drawn at random, kept as a digest only."""

import hashlib
import secrets

_BYTES = 32


def draw() -> str:
    """A new token; whoever holds it reads the calendar."""
    return secrets.token_urlsafe(_BYTES)


def digest(token: str) -> str:
    """What is kept of a token. It is as random as a key, so a plain digest guards it enough."""
    return hashlib.sha256(token.encode()).hexdigest()
