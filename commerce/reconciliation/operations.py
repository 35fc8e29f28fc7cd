"""Our books against the provider's: what it told us and we missed, what moved and we have not.

Reading changes nothing at the provider, and repeating it changes nothing here.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import islice
from typing import TypeVar

from commerce.ledger import operations as ledger
from commerce.ledger.models import Entry, Posting
from commerce.ledger.operations import Leg
from commerce.ledger.states import AccountKind
from commerce.memberships.models import MembershipInvoice, MembershipRefund
from commerce.payments import webhooks
from commerce.payments.models import Payment, Refund, WebhookReceipt
from commerce.payouts.models import Payout
from commerce.reconciliation.gateway import ProviderMovement, history
from commerce.reconciliation.models import MatchedEntry, Movement, Reconciliation
from estuary.kernel import db
from estuary.kernel.errors import DomainError, Kind

# Stripe keeps events for 30 days (docs.stripe.com/api/events).
READ_BACK = timedelta(days=30)
# Read again of what was read before: what is booked at the provider may be dated earlier.
OVERLAP = timedelta(days=3)
AT_A_TIME = 500

T = TypeVar("T")


class MovementMatched(DomainError):
    """Our books have it already."""

    kind, message = Kind.CONFLICT, "This movement is in the books already."


class MovementNotInBooks(DomainError):
    """No entry is what the movement says."""

    kind = Kind.CONFLICT
    message = "Our books have no such entry, or one of another amount."


class BookedElsewhere(DomainError):
    """Money of ours is not moved to where staff may put what nobody else explains."""

    kind, message = Kind.INVALID, "A movement can be booked as a fee, or as our bank's."


# What an entry on the clearing account must say, by its key, if the movement is ours.
Expected = Callable[[Movement], Mapping[str, int] | None]


def reconcile(*, now: datetime, expected: Mapping[str, Expected] | None = None) -> Reconciliation:
    """Read the provider's history, apply the events we missed, and match what moved.

    `expected` says more kinds of movements than this room knows. Call outside a transaction.
    Raises PaymentsUnavailable; what was read until then is kept.
    """
    last = Reconciliation.objects.first()
    since = last.until - OVERLAP if last else now - READ_BACK
    collected = sum(_keep(batch) for batch in _batched(history().movements(since=since)))
    missed = read_back(since=now - READ_BACK)
    match(now=now, expected=expected)
    return _note(now, movements=collected, notices=missed)


def read_back(*, since: datetime) -> int:
    """Receive the events since then that never came; answers how many were missing.

    Whose webhook was lost is handled as if it had come.
    """
    missed = 0
    for batch in _batched(history().notices(since=since)):
        ids = [notice.event_id for notice in batch]
        known = set(
            WebhookReceipt.objects.filter(event_id__in=ids).values_list("event_id", flat=True)
        )
        for notice in batch:
            if notice.event_id not in known:
                webhooks.receive(notice=notice)
                missed += 1
    return missed


def match(*, now: datetime, expected: Mapping[str, Expected] | None = None) -> int:
    """Find the entries of what moved; answers how many movements our books do not have.

    What moved by itself, such as the provider's own fees and the transfers to our bank, is
    written into the books here, since nothing else hears of it.
    """
    known = {**EXPECTED, **(expected or {})}
    keys = list(Movement.objects.unmatched().order_by("pk").values_list("pk", flat=True))
    return sum(not _match(key, known, now=now) for key in keys)


def look_again(*, movement_id: int, now: datetime) -> None:
    """Find the entry of one movement. Raises MovementNotInBooks."""
    if not _match(movement_id, EXPECTED, now=now):
        raise MovementNotInBooks


@db.transaction
def book(*, movement_id: int, account: AccountKind, why: str, now: datetime) -> None:
    """Write a movement that is of nothing we did into the books: staff know what it was.

    `account` is the other side, one of BOOKABLE. Raises MovementMatched, BookedElsewhere.
    """
    if account not in BOOKABLE:
        raise BookedElsewhere
    movement = Movement.objects.lock().get(pk=movement_id)
    if movement.matched_at is not None:
        raise MovementMatched
    _post_own(movement, account, why)
    _pair(movement, [_own_key(movement)], now=now)


@db.transaction
def _keep(batch: Iterable[ProviderMovement]) -> int:
    rows = [
        Movement(
            provider_id=one.id,
            kind=one.kind,
            source=one.source,
            amount_cents=one.amount_cents,
            fee_cents=one.fee_cents,
            net_cents=one.amount_cents - one.fee_cents,
            currency=one.currency,
            moved_at=one.moved_at,
        )
        for one in batch
    ]
    named = Movement.objects.filter(provider_id__in=[row.provider_id for row in rows])
    before = named.count()
    Movement.objects.bulk_create(rows, ignore_conflicts=True)
    return named.count() - before


@db.transaction
def _match(key: int, known: Mapping[str, Expected], *, now: datetime) -> bool:
    movement = Movement.objects.lock().get(pk=key)
    if movement.matched_at is not None:
        return True
    _write_own(movement)
    wanted = known[movement.kind](movement) if movement.kind in known else None
    if not wanted:
        return False
    postings = Posting.objects.on(AccountKind.PROVIDER_CLEARING).filter(entry__key__in=wanted)
    found = dict(postings.values_list("entry__key", "amount_cents"))
    if found != dict(wanted) or sum(found.values()) != movement.net_cents:
        return False
    _pair(movement, wanted, now=now)
    return True


def _pair(movement: Movement, keys: Iterable[str], *, now: datetime) -> None:
    entries = Entry.objects.filter(key__in=list(keys))
    MatchedEntry.objects.bulk_create(
        [MatchedEntry(movement=movement, entry=entry) for entry in entries]
    )
    movement.matched_at = now
    movement.save(update_fields=["matched_at", "updated_at"])


@db.transaction
def _note(until: datetime, *, movements: int, notices: int) -> Reconciliation:
    return Reconciliation.objects.create(until=until, movements=movements, notices=notices)


def _batched(rows: Iterable[T]) -> Iterator[list[T]]:
    left = iter(rows)
    while batch := list(islice(left, AT_A_TIME)):
        yield batch


# --- what a movement must be in our books ---


def _of_charge(movement: Movement) -> Mapping[str, int] | None:
    name = _charged(movement.source)
    if name is None:
        return None
    fee = {f"{name}:fee": -movement.fee_cents} if movement.fee_cents else {}
    return {name + _TAKEN[name.partition(":")[0]]: movement.amount_cents, **fee}


# How the entry of what came in is called, by what it came for.
_TAKEN = {"payment": ":received", "membership-invoice": ":paid"}


def _charged(charge_id: str) -> str | None:
    """What a charge was for, as its entries begin."""
    if payment := Payment.objects.filter(charge_id=charge_id).first():
        return f"payment:{payment.public_id}"
    if invoice := MembershipInvoice.objects.filter(charge_id=charge_id).first():
        return f"membership-invoice:{invoice.provider_id}"
    return None


def _of_refund(movement: Movement) -> Mapping[str, int] | None:
    return _refund_entry(movement, "paid")


def _of_bounced_refund(movement: Movement) -> Mapping[str, int] | None:
    return _refund_entry(movement, "bounced")


def _refund_entry(movement: Movement, event: str) -> Mapping[str, int] | None:
    if refund := Refund.objects.filter(provider_id=movement.source).first():
        return {f"refund:{refund.public_id}:{event}": movement.net_cents}
    if MembershipRefund.objects.filter(provider_id=movement.source).exists():
        return {f"membership-refund:{movement.source}:{event}": movement.net_cents}
    return None


def _of_transfer(movement: Movement) -> Mapping[str, int] | None:
    payout = Payout.objects.filter(transfer_id=movement.source).first()
    return {f"{payout.group}:sent": movement.net_cents} if payout else None


def _of_reversal(movement: Movement) -> Mapping[str, int] | None:
    payout = Payout.objects.filter(reversal_id=movement.source).first()
    return {f"{payout.group}:returned": movement.net_cents} if payout else None


def _of_own(movement: Movement) -> Mapping[str, int]:
    return {_own_key(movement): movement.net_cents}


def _own_key(movement: Movement) -> str:
    return f"movement:{movement.provider_id}"


# What the provider does by itself, and the account on the other side.
OWN: dict[str, AccountKind] = {
    "payout": AccountKind.BANK,
    "payout_cancel": AccountKind.BANK,
    "payout_failure": AccountKind.BANK,
    "topup": AccountKind.BANK,
    "topup_reversal": AccountKind.BANK,
    "stripe_fee": AccountKind.PROVIDER_FEES,
    "stripe_fx_fee": AccountKind.PROVIDER_FEES,
    "network_cost": AccountKind.PROVIDER_FEES,
}

EXPECTED: dict[str, Expected] = {
    "charge": _of_charge,
    "payment": _of_charge,
    "refund": _of_refund,
    "payment_refund": _of_refund,
    "refund_failure": _of_bounced_refund,
    "payment_failure_refund": _of_bounced_refund,
    "transfer": _of_transfer,
    "transfer_refund": _of_reversal,
    **dict.fromkeys(OWN, _of_own),
}


# Where staff may put what nothing else explains.
BOOKABLE = (AccountKind.PROVIDER_FEES, AccountKind.BANK)


def _write_own(movement: Movement) -> None:
    if movement.kind in OWN:
        words = f"The provider's {movement.kind.replace('_', ' ')}"
        _post_own(movement, OWN[movement.kind], words)


def _post_own(movement: Movement, account: AccountKind, words: str) -> None:
    ledger.post(
        key=_own_key(movement),
        description=words[:200],
        legs=[
            Leg(AccountKind.PROVIDER_CLEARING, movement.net_cents, movement.currency),
            Leg(account, -movement.net_cents, movement.currency),
        ],
    )
