"""The two tokens that show a draft: a signed name for editors, a drawn secret for reviewers."""

import hashlib
import secrets
from uuid import UUID

from django.core import signing

_BYTES = 32


def sign(public_id: UUID) -> str:
    """The token of one editor's preview: the same as long as that is kept.

    How long that is, the row says, so that the token of an open editor stays good.
    """
    return _signer().sign(public_id.hex)


def read(token: str) -> UUID | None:
    """The preview that a token names, or None when it is not ours."""
    try:
        return UUID(hex=_signer().unsign(token))
    except (signing.BadSignature, ValueError):
        return None


def draw() -> str:
    """A new secret for a review link."""
    return secrets.token_urlsafe(_BYTES)


def digest(token: str) -> str:
    """What is kept of a secret. It is as random as a key, so a plain digest guards it enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def _signer() -> signing.Signer:
    # With a dot, unlike a colon, the token stands in an address as it is.
    return signing.Signer(salt="estuary.cms.previews", sep=".")
