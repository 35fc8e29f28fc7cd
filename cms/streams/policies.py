"""What may be done with posts and comments, as arithmetic."""

import hashlib
import hmac
from collections.abc import Iterable
from datetime import date, datetime, timedelta

# Addresses that stand where a slug would.
RESERVED_SLUGS = frozenset({"feeds", "mine", "saved"})

COMMENT_AT_MOST = 2000  # characters
BLOCKS_AT_MOST = 200
TAG_AT_MOST = 60  # characters, as the row keeps them
REPLIES_SHOWN = 3  # below each comment of a list; the others have an address of their own


def may_be_edited(*, written_at: datetime, now: datetime, minutes: int) -> bool:
    """Whether who wrote a comment may still change it."""
    return now < written_at + timedelta(minutes=minutes)


def clean_tags(names: Iterable[str]) -> list[str]:
    """Tags as filters compare them: small letters, single blanks, each once, in order."""
    cleaned = (" ".join(name.lower().split())[:TAG_AT_MOST] for name in names)
    return sorted({name for name in cleaned if name})


def digest(secret: str, *parts: object) -> str:
    """What stands for a reader of one day: nobody can tell who it was, or that it was the same."""
    said = "\n".join(str(part) for part in parts)
    return hmac.new(secret.encode(), said.encode(), hashlib.sha256).hexdigest()


def viewer(secret: str, *, day: date, user_id: int | None, visitor: str) -> str:
    """Who looks, for one day: an account, or else the visitor that we have signed."""
    who = f"user:{user_id}" if user_id else f"visitor:{visitor}"
    return digest(secret, day, who)
