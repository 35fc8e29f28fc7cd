"""One key, one effect.

A caller may send `Idempotency-Key` with a request that moves money or time. The key is written
in the same transaction as the effect: either both are there or neither. A repeat then finds
what the first one made, and goes on from there; once an answer was given, it is given again.
"""

from dataclasses import dataclass

from estuary.kernel import db
from estuary.kernel.errors import DomainError, Kind
from estuary.kernel.models import IdempotencyKey


class KeyReused(DomainError):
    """The same key came with another request."""

    kind, code = Kind.UNPROCESSABLE, "key_reused"
    message = "This Idempotency-Key was used for another request."


@dataclass(frozen=True)
class Claim:
    """Who asks, under which key, for what (a digest of method, address and body)."""

    caller: str
    key: str
    fingerprint: str


@db.transaction_required
def claim(asked: Claim | None) -> str | None:
    """Take the key, or say what its first use made.

    Answers None when this is the first use (or there is no key): make the effect, then call
    `made`. Otherwise the reference of what exists already. Waits while another transaction
    holds the same key. Raises KeyReused when the key belongs to another request.
    """
    if asked is None:
        return None
    row = IdempotencyKey(caller=asked.caller, key=asked.key, fingerprint=asked.fingerprint)
    IdempotencyKey.objects.bulk_create([row], ignore_conflicts=True)
    stored = IdempotencyKey.objects.select_for_update().get(caller=asked.caller, key=asked.key)
    if stored.fingerprint != asked.fingerprint:
        raise KeyReused
    return stored.reference or None


@db.transaction_required
def made(asked: Claim | None, *, reference: str) -> None:
    """Write down what the effect made, so that a repeat finds it."""
    if asked is not None:
        IdempotencyKey.objects.filter(caller=asked.caller, key=asked.key).update(
            reference=reference
        )


def reference(asked: Claim) -> str | None:
    """What was made under this key, if anything; asking takes nothing."""
    stored = IdempotencyKey.objects.filter(caller=asked.caller, key=asked.key).first()
    return stored.reference or None if stored else None


@db.transaction
def forget(asked: Claim | None) -> None:
    """Give a key back whose effect is known not to count; it may be tried again."""
    if asked is not None:
        IdempotencyKey.objects.filter(caller=asked.caller, key=asked.key, status=None).delete()


def first_answer(asked: Claim) -> IdempotencyKey | None:
    """The answer already given under this key, if any; raises KeyReused for another request."""
    stored = IdempotencyKey.objects.filter(caller=asked.caller, key=asked.key).first()
    if stored is None:
        return None
    if stored.fingerprint != asked.fingerprint:
        raise KeyReused
    return stored if stored.status is not None else None


@db.transaction
def remember(asked: Claim, *, status: int, answer: object) -> IdempotencyKey | None:
    """Keep the first answer; when another one was first, that one is answered instead.

    Without an effect (its transaction was rolled back) there is no row, and nothing is kept:
    the same key may be tried again.
    """
    stored = (
        IdempotencyKey.objects.select_for_update()
        .filter(caller=asked.caller, key=asked.key, fingerprint=asked.fingerprint)
        .first()
    )
    if stored is None or stored.status is not None:
        return stored
    stored.status, stored.answer = status, answer
    stored.save(update_fields=["status", "answer"])
    return None
