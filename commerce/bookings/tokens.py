"""A slot as an opaque signed word: which instant, of which service, under which terms.

What was shown is what is booked: whoever sends it back cannot change any of the three.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.core import signing

_SALT = "estuary.slot"


class BadSlot(ValueError):
    """Not a word of ours."""


@dataclass(frozen=True)
class SlotOffer:
    """What a slot's word says."""

    service_id: UUID
    terms_id: int
    starts_at: datetime


def seal(offer: SlotOffer) -> str:
    """The word for `offer`; the same offer always has the same word."""
    parts = (offer.service_id.hex, str(offer.terms_id), str(int(offer.starts_at.timestamp())))
    return signing.Signer(salt=_SALT).sign(".".join(parts))


def unseal(word: str) -> SlotOffer:
    """Read a word; raises BadSlot when it is not ours."""
    try:
        service_id, terms_id, starts_at = signing.Signer(salt=_SALT).unsign(word).split(".")
        return SlotOffer(
            service_id=UUID(service_id),
            terms_id=int(terms_id),
            starts_at=datetime.fromtimestamp(int(starts_at), UTC),
        )
    except (signing.BadSignature, ValueError) as error:
        raise BadSlot("This is not one of our slots.") from error
