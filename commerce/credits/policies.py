"""Which credits pay first, and where they go when a sale is undone; to the cent."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from commerce.credits.states import CreditSource, MovementKind

# How the keys of entries in the books begin, where credits themselves are the event.
EXPIRY_KEY = "credits:expiry:"
TRANSFER_KEY = "transfer:"

_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Lot:
    """What is left of one grant. `id` grows with age: the smaller, the older."""

    id: int
    source: str
    remaining_cents: int
    expires_at: datetime | None


@dataclass(frozen=True)
class Paid:
    """What one lot paid and still may get back; `position` is its turn in paying."""

    id: int
    position: int
    returnable_cents: int


@dataclass(frozen=True)
class Share:
    """So many cents of the lot, or of the use, called `id`."""

    id: int
    cents: int


def in_paying_order(lots: Iterable[Lot]) -> list[Lot]:
    """Soonest to expire first, a promotion before others on a tie, then the oldest.

    Lots that never expire come last.
    """
    return sorted(
        lots,
        key=lambda lot: (lot.expires_at or _NEVER, lot.source != CreditSource.PROMOTION, lot.id),
    )


def draw(lots: Iterable[Lot], *, amount_cents: int) -> list[Share]:
    """Who pays how much of `amount_cents`, in their order; less than that when they are short."""
    shares, due = [], amount_cents
    for lot in in_paying_order(lots):
        if (part := min(due, lot.remaining_cents)) > 0:
            shares.append(Share(lot.id, part))
            due -= part
    return shares


def give_back(paid: Sequence[Paid], *, amount_cents: int) -> list[Share]:
    """Who gets how much of `amount_cents` back: the last to pay first.

    So the lots stand afterwards as if only the rest had ever been paid. Less than the amount
    when less was paid.
    """
    shares, due = [], amount_cents
    for one in sorted(paid, key=lambda one: one.position, reverse=True):
        if (part := min(due, one.returnable_cents)) > 0:
            shares.append(Share(one.id, part))
            due -= part
    return shares


def movement_kind(*, key: str, source: str | None, change_cents: int) -> MovementKind:
    """Why an entry changed a balance: by its key, by the lot it made, else by its direction."""
    if key.startswith(EXPIRY_KEY):
        return MovementKind.EXPIRY
    if key.startswith(TRANSFER_KEY):
        return MovementKind.TRANSFER
    if source is not None:
        return MovementKind(source)
    return MovementKind.PAYMENT if change_cents < 0 else MovementKind.RETURN
