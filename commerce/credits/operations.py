"""Credits come, pay, come back and expire. The books have the balances, the lots the dates.

What concerns one reference takes its turn by an advisory lock; then lots are locked, by key.
A lot's cents change hands in the books in the same transaction, or only from free to held.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum

from commerce.credits import policies
from commerce.credits.events import CreditsExpired, CreditsGranted
from commerce.credits.models import CreditLot, CreditUse
from commerce.credits.states import CreditSource, UseState
from commerce.ledger import operations as ledger
from commerce.ledger.models import Entry, Posting
from commerce.ledger.operations import Leg
from commerce.ledger.states import AccountKind
from estuary.kernel import db, events, locks
from estuary.kernel.errors import DomainError, Kind
from marketplace.models import User

# One sweep's worth; the task sweeps until nothing is left.
_EXPIRE_AT_ONCE = 100
_DESCRIPTION = Entry._meta.get_field("description").max_length


class _NothingAsked(ValueError):
    """An amount of nothing, or of less. A bug, never caught."""


class _KeyTaken(ValueError):
    """The books know this event, the lots do not. A bug, never caught."""


class CreditsShort(DomainError):
    """There are not enough credits that could pay."""

    kind = Kind.CONFLICT
    message = "There are not enough credits."


class ReferenceTaken(DomainError):
    """Something else is held for this reference, or it was paid already."""

    kind = Kind.CONFLICT
    message = "Credits have been used for this already."


class NothingHeld(DomainError):
    """There is nothing to spend: it was released, or never held."""

    kind = Kind.CONFLICT
    message = "The credits for this are not held any more."


class MoreThanSpent(DomainError):
    """At most what was spent, and has not come back yet, can come back."""

    kind = Kind.CONFLICT
    message = "This is more than was paid with credits."


class ExpiryInvalid(DomainError):
    """A date that is past, or missing where there must be one."""

    message = "Give a date that lies ahead; promotions always have one."


class ReceiverNotFound(DomainError):
    """Staff named an address that no account has."""

    kind = Kind.MISSING
    message = "There is no account with this address."


# --- coming ---


@db.transaction_required
def grant(
    *,
    user: User,
    amount_cents: int,
    currency: str,
    source: CreditSource,
    expires_at: datetime | None,
    reason: str,
    key: str,
    counter: AccountKind,
    now: datetime,
) -> CreditLot:
    """Give `user` credits, once for each `key`; a repeat answers what the first one made.

    `counter` is where their worth comes from: RECEIVED when they were bought, PROMOTIONS when
    they are given away. Raises ExpiryInvalid.
    """
    _require_something(amount_cents)
    if expires_at is None and source == CreditSource.PROMOTION:
        raise ExpiryInvalid
    if expires_at is not None and expires_at <= now:
        raise ExpiryInvalid
    lot = CreditLot(
        user=user,
        key=key,
        source=source,
        currency=currency,
        amount_cents=amount_cents,
        remaining_cents=amount_cents,
        expires_at=expires_at,
        given_away=counter == AccountKind.PROMOTIONS,
        reason=reason,
    )
    # A repeat that comes at the same time waits here, then finds the first one.
    CreditLot.objects.bulk_create([lot], ignore_conflicts=True)
    stored = CreditLot.objects.select_related("user").get(key=key)
    if stored.public_id != lot.public_id:
        return stored
    _post(
        key=key,
        description=reason or CreditSource(source).label,
        legs=_legs(counter, user, -amount_cents, currency),
    )
    events.record(CreditsGranted(lot_id=stored.pk))
    return stored


@db.transaction
def give(
    *,
    email: str,
    amount_cents: int,
    source: CreditSource,
    expires_at: datetime | None,
    reason: str,
    key: UUID,
    now: datetime,
) -> CreditLot:
    """Staff give credits to somebody; at the cost of promotions, once for each `key`.

    Raises ReceiverNotFound, ExpiryInvalid.
    """
    user = User.objects.active().with_email(email).first()
    if user is None:
        raise ReceiverNotFound
    return grant(
        user=user,
        amount_cents=amount_cents,
        currency=settings.CURRENCY,
        source=source,
        expires_at=expires_at,
        reason=reason,
        key=f"credits:given:{key}",
        counter=AccountKind.PROMOTIONS,
        now=now,
    )


# --- paying ---


@db.transaction_required
def hold(
    *,
    user: User,
    amount_cents: int,
    currency: str,
    reference: str,
    now: datetime,
    sources: Collection[str] = CreditSource.values,
) -> list[CreditUse]:
    """Keep `amount_cents` of a person's credits for `reference`, all of it or nothing.

    Repeating it answers what is held. What was released may be held again. Held credits do not
    expire. Raises CreditsShort, and ReferenceTaken when something else is held or was spent.
    """
    _require_something(amount_cents)
    uses = _uses_of(reference)
    if standing := [use for use in uses if use.state != UseState.RELEASED]:
        return _same(standing, user, amount_cents, currency)
    usable = CreditLot.objects.of(user, currency=currency).usable(now)
    lots = usable.filter(source__in=sources).lock().in_bulk()
    shares = policies.draw(_values(lots.values()), amount_cents=amount_cents)
    if sum(share.cents for share in shares) < amount_cents:
        raise CreditsShort
    held = []
    for position, share in enumerate(shares):
        _change(lots[share.id], by=-share.cents)
        held.append(
            CreditUse(
                lot=lots[share.id],
                reference=reference,
                position=position,
                amount_cents=share.cents,
            )
        )
    return CreditUse.objects.bulk_create(
        held,
        update_conflicts=True,  # of what was released before
        unique_fields=["reference", "lot"],
        update_fields=["position", "amount_cents", "state", "updated_at"],
    )


@db.transaction_required
def spend(
    *,
    reference: str,
    counter: AccountKind,
    now: datetime,
    description: str = "Paid with credits",
    party: User | None = None,
) -> int:
    """Pay `counter` with what is held for `reference`; answers how many cents that were.

    `party` is whose account that is, where the kind has owners. Once: a repeat changes nothing
    and answers the same. Raises NothingHeld.
    """
    uses = _uses_of(reference)
    if spent := _in_state(uses, UseState.SPENT):
        return _sum(spent)
    held = _in_state(uses, UseState.HELD)
    if not held:
        raise NothingHeld
    lot = held[0].lot
    _post(
        key=f"{reference}:credits",
        description=description,
        legs=_legs(counter, lot.user, _sum(held), lot.currency, party=party),
    )
    _set_state(held, UseState.SPENT, spent_at=now)
    return _sum(held)


@db.transaction_required
def release(*, reference: str, now: datetime) -> int:
    """Let go of what is held for `reference`; answers how many cents that were.

    What was spent stays spent. A lot that expired meanwhile is swept the next time.
    """
    held = _in_state(_uses_of(reference), UseState.HELD)
    if held:
        lots = CreditLot.objects.of_reference(reference).lock().in_bulk()
        for use in held:
            _change(lots[use.lot_id], by=use.amount_cents)
        _set_state(held, UseState.RELEASED, spent_at=None)
    return _sum(held)


@dataclass(frozen=True)
class GivenBack:
    """What came back, and until when it is good where its own time was over."""

    amount_cents: int
    extended_until: datetime | None


@db.transaction_required
def give_back(
    *,
    reference: str,
    key: str,
    amount_cents: int,
    counter: AccountKind,
    now: datetime,
    description: str = "Given back",
) -> GivenBack | None:
    """Put `amount_cents` of what `reference` paid back into the same lots, at `counter`'s cost.

    The lot that paid last is filled first, so what is left looks as if less had been paid. A
    lot whose time is over gets a new one of CREDITS_RETURNED_DAYS, for what comes back only,
    and the entry says so. Once for each `key`: a repeat answers None. Raises MoreThanSpent.
    """
    _require_something(amount_cents)
    uses = {use.pk: use for use in _uses_of(reference)}
    if Entry.objects.filter(key=key).exists():
        return None
    shares = policies.give_back(
        [
            policies.Paid(use.pk, use.position, use.amount_cents - use.given_back_cents)
            for use in _in_state(uses.values(), UseState.SPENT)
        ],
        amount_cents=amount_cents,
    )
    if sum(share.cents for share in shares) < amount_cents:
        raise MoreThanSpent
    lots = CreditLot.objects.of_reference(reference).lock().in_bulk()
    extended = [
        _return(lots[uses[share.id].lot_id], uses[share.id], share.cents, now=now)
        for share in shares
    ]
    until = now + _returned_for() if any(extended) else None
    lot = uses[shares[0].id].lot
    _post(
        key=key,
        description=f"{description}, good until {until:%Y-%m-%d}" if until else description,
        legs=_legs(counter, lot.user, -amount_cents, lot.currency),
    )
    return GivenBack(amount_cents=amount_cents, extended_until=until)


def given_back(*, reference: str) -> int:
    """Cents of what `reference` paid that came back."""
    uses = CreditUse.objects.filter(reference=reference)
    return uses.aggregate(total=Sum("given_back_cents"))["total"] or 0


def _return(lot: CreditLot, use: CreditUse, cents: int, *, now: datetime) -> bool:
    """Whether the lot needed a new date."""
    late = lot.has_expired(at=now)
    if late:
        _expire(lot)  # what is left of it is not to live again
        lot.expires_at = now + _returned_for()
        lot.save(update_fields=["expires_at"])
    _change(lot, by=cents)
    use.given_back_cents += cents
    use.save(update_fields=["given_back_cents", "updated_at"])
    return late


def _returned_for() -> timedelta:
    return timedelta(days=settings.CREDITS_RETURNED_DAYS)


@db.transaction_required
def take_back(*, lot_key: str, amount_cents: int, key: str, counter: AccountKind) -> int:
    """Take what is left of a lot, up to `amount_cents`, as its payment was taken back.

    Answers how many cents that were; they go to `counter`, under `key`. What is spent, held or
    expired stays so.
    """
    lot = CreditLot.objects.filter(key=lot_key).select_related("user").lock().first()
    taken = min(lot.remaining_cents, amount_cents) if lot else 0
    if lot is None or not taken:
        return 0
    lot.remaining_cents, lot.taken_back_cents = (
        lot.remaining_cents - taken,
        lot.taken_back_cents + taken,
    )
    lot.save(update_fields=["remaining_cents", "taken_back_cents", "updated_at"])
    _post(
        key=key,
        description="Taken back, as its payment was",
        legs=_legs(counter, lot.user, taken, lot.currency),
    )
    return taken


# --- reading ---


@dataclass(frozen=True)
class Balance:
    """What a person can pay with now, what is held, and in which lots, in paying order."""

    currency: str
    available_cents: int
    held_cents: int
    lots: list[CreditLot]


def balance(*, user: User, now: datetime, currency: str | None = None) -> Balance:
    """A person's credits in one currency, as the next `hold` would see them."""
    currency = currency or settings.CURRENCY
    found = CreditLot.objects.of(user, currency=currency).with_held()
    lots = {
        lot.pk: lot
        for lot in found.filter(Q(pk__in=CreditLot.objects.usable(now)) | Q(held_cents__gt=0))
    }
    usable = [lot for lot in lots.values() if not lot.has_expired(at=now)]
    return Balance(
        currency=currency,
        available_cents=sum(lot.remaining_cents for lot in usable),
        held_cents=sum(lot.held_cents for lot in lots.values()),
        lots=[lots[value.id] for value in policies.in_paying_order(_values(lots.values()))],
    )


def movements(*, user: User) -> QuerySet[Posting]:
    """What changed a person's credits in the books: `at` when, by `change_cents`.

    `source` is that of the lot which an entry made, if it made one.
    """
    made = CreditLot.objects.filter(key=OuterRef("entry__key")).values("source")
    return (
        Posting.objects.on(AccountKind.CLIENT_CREDITS, party=user)
        .select_related("entry", "account")
        .annotate(at=F("entry__posted_at"), change_cents=-F("amount_cents"), source=Subquery(made))
    )


# --- expiring ---


@db.transaction
def expire(*, now: datetime) -> int:
    """Take away what is left in lots whose time is over; answers in how many, up to a batch.

    It becomes income, or goes back to promotions where nobody had paid for it. Lots that are
    in somebody's hands are left for the next sweep.
    """
    lots = CreditLot.objects.expired(now).select_related("user").lock(skip_locked=True)
    swept = list(lots[:_EXPIRE_AT_ONCE])
    for lot in swept:
        _expire(lot)
    return len(swept)


def _expire(lot: CreditLot) -> None:
    """Empty a locked lot; it may be filled again and expire again, so the key counts."""
    gone = lot.remaining_cents
    if not gone:
        return
    _post(
        key=f"{policies.EXPIRY_KEY}{lot.public_id}:{lot.expired_cents}",
        description=f"Expired: {lot.reason}" if lot.reason else "Expired",
        legs=_legs(
            AccountKind.PROMOTIONS if lot.given_away else AccountKind.BREAKAGE,
            lot.user,
            gone,
            lot.currency,
        ),
    )
    lot.remaining_cents, lot.expired_cents = 0, lot.expired_cents + gone
    lot.save(update_fields=["remaining_cents", "expired_cents", "updated_at"])
    events.record(CreditsExpired(lot_id=lot.pk, amount_cents=gone))


# --- steps they share ---


def _same(uses: list[CreditUse], user: User, amount_cents: int, currency: str) -> list[CreditUse]:
    lot = uses[0].lot
    held = _in_state(uses, UseState.HELD)
    if (lot.user_id, lot.currency, _sum(held)) != (user.pk, currency, amount_cents):
        raise ReferenceTaken
    return held


def _uses_of(reference: str) -> list[CreditUse]:
    """Everything used for `reference`; nobody else changes it until the transaction ends."""
    locks.take(f"credits:{reference}")
    return list(CreditUse.objects.of_reference(reference))


def _in_state(uses: Iterable[CreditUse], state: UseState) -> list[CreditUse]:
    return [use for use in uses if use.state == state]


def _set_state(uses: list[CreditUse], state: UseState, *, spent_at: datetime | None) -> None:
    CreditUse.objects.filter(pk__in=[use.pk for use in uses]).update(state=state, spent_at=spent_at)


def _sum(uses: Iterable[CreditUse]) -> int:
    return sum(use.amount_cents for use in uses)


def _change(lot: CreditLot, *, by: int) -> None:
    """More or less remains in a locked lot."""
    CreditLot.objects.filter(pk=lot.pk).update(remaining_cents=F("remaining_cents") + by)
    lot.remaining_cents += by


def _values(lots: Iterable[CreditLot]) -> list[policies.Lot]:
    return [policies.Lot(lot.pk, lot.source, lot.remaining_cents, lot.expires_at) for lot in lots]


def _legs(
    counter: AccountKind,
    user: User,
    amount_cents: int,
    currency: str,
    *,
    party: User | None = None,
) -> list[Leg]:
    """`amount_cents` of a person's credits go to `counter`; below zero they come from there."""
    return [
        Leg(AccountKind.CLIENT_CREDITS, amount_cents, currency, user),
        Leg(counter, -amount_cents, currency, party),
    ]


def _post(*, key: str, description: str, legs: list[Leg]) -> None:
    # A reason may fill the whole field, and something may be said before it.
    if ledger.post(key=key, description=description[:_DESCRIPTION], legs=legs) is None:
        raise _KeyTaken(key)


def _require_something(amount_cents: int) -> None:
    if amount_cents <= 0:
        raise _NothingAsked(amount_cents)
