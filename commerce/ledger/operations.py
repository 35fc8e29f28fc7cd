"""The books: one truth about every balance."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from commerce.ledger.models import Account, Entry, Posting
from commerce.ledger.states import AccountKind
from estuary.kernel import db
from estuary.kernel.errors import DomainError, Kind
from marketplace.models import User


class _UnbalancedEntry(ValueError):
    """Postings that do not add up to zero in each currency. A bug, never caught."""


class AlreadyReversed(DomainError):
    """An entry is undone once."""

    kind = Kind.CONFLICT
    message = "This entry has been reversed already."


@dataclass(frozen=True)
class Leg:
    """A change of one account: positive cents are a debit, negative a credit."""

    kind: AccountKind
    amount_cents: int
    currency: str
    party: User | None = None


@db.transaction_required
def post(
    *,
    key: str,
    description: str,
    legs: list[Leg],
    reverses: Entry | None = None,
    at: datetime | None = None,
) -> Entry | None:
    """Write one business event into the books.

    `key` names the event (`order:<id>:capture`); a key that is there already posts nothing and
    answers None. Legs of zero are left out; the rest must add up to zero in each currency,
    which the database checks again when the transaction commits. `at` is when it happened, of
    what is told by months and years; without it, now. Raises AlreadyReversed.
    """
    legs = [leg for leg in legs if leg.amount_cents]
    _require_balance(legs)
    entry = Entry(key=key, description=description, reverses=reverses)
    if at is not None:
        entry.posted_at = at
    # A repeat is a no-op, also when both come at once: the later one waits, then finds the key.
    Entry.objects.bulk_create([entry], ignore_conflicts=True)
    stored = Entry.objects.filter(key=key).first()
    if stored is None:
        raise AlreadyReversed
    if stored.postings.exists():
        return None
    Posting.objects.bulk_create(
        Posting(entry=stored, account=account(leg), amount_cents=leg.amount_cents)
        for leg in sorted(legs, key=_turn)
    )
    return stored


@db.transaction_required
def reverse(*, entry: Entry, key: str, description: str) -> Entry | None:
    """Undo one entry by another with the opposite postings; an entry is reversed once."""
    legs = [
        Leg(
            kind=AccountKind(posting.account.kind),
            party=posting.account.party,
            currency=posting.account.currency,
            amount_cents=-posting.amount_cents,
        )
        for posting in entry.postings.select_related("account__party")
    ]
    return post(key=key, description=description, legs=legs, reverses=entry)


def account(leg: Leg) -> Account:
    """The account a leg falls on, opened when it is the first."""
    named = {"kind": leg.kind, "party": leg.party, "currency": leg.currency}
    found = Account.objects.filter(**named).first()
    if found is None:
        Account.objects.bulk_create([Account(**named)], ignore_conflicts=True)
        found = Account.objects.get(**named)
    return found


def _turn(leg: Leg) -> tuple[str, str, int]:
    """Accounts are opened in one order, or two entries that are the first could cross."""
    return leg.currency, leg.kind, leg.party.pk if leg.party else 0


def _require_balance(legs: list[Leg]) -> None:
    sums: dict[str, int] = {}
    for leg in legs:
        sums[leg.currency] = sums.get(leg.currency, 0) + leg.amount_cents
    if not legs or any(sums.values()):
        raise _UnbalancedEntry(f"postings add up to {_by_currency(sums)}")


def _by_currency(sums: Mapping[str, int]) -> str:
    return ", ".join(f"{total} {currency}" for currency, total in sums.items()) or "nothing"
