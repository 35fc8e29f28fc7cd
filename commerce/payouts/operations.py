"""Payouts: earnings set aside for one, and what people decide about it before it is sent.

A practitioner's payouts take turns by the lock on their account at the provider. What is set
aside moves in the books in the same transaction, and goes back the way it came when it comes to
nothing. Locks are taken in this order: account, payout, earnings, the ledger's.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import F, Sum

from commerce.earnings import operations as earnings
from commerce.earnings.models import Earning
from commerce.ledger import operations as ledger
from commerce.ledger.models import Posting
from commerce.ledger.operations import Leg
from commerce.ledger.states import AccountKind
from commerce.payouts import policies
from commerce.payouts.events import (
    PayoutCancelled,
    PayoutFailed,
    PayoutNeedsReview,
    PayoutRequested,
)
from commerce.payouts.models import ConnectAccount, Payout, PayoutItem, PayoutRun
from commerce.payouts.states import PayoutStatus, RequestedBy
from estuary.kernel import db, events, idempotency
from estuary.kernel.errors import DomainError, Kind
from estuary.kernel.idempotency import Claim
from estuary.kernel.money import display
from marketplace.models import Practitioner, User


class PayoutNotFound(DomainError):
    """This person has no such payout."""

    kind = Kind.MISSING
    message = "There is no such payout."


class PayoutAccountNotReady(DomainError):
    """The provider cannot pay this practitioner at the moment, or a bank has sent a payout back."""

    kind = Kind.CONFLICT
    message = "Your payout account cannot be paid to yet. See what is needed under connect/."


class PayoutOpen(DomainError):
    """There is one that was not sent yet."""

    kind = Kind.CONFLICT
    message = "There is a payout already that is about to be sent."


class PayoutBelowMinimum(DomainError):
    """What is left after refunds of earlier earnings is too little."""

    kind = Kind.CONFLICT

    def __init__(self, *, amount_cents: int = 0) -> None:
        least = display(settings.PAYOUT_LEAST_CENTS, settings.CURRENCY)
        there = display(max(amount_cents, 0), settings.CURRENCY)
        super().__init__(f"Payouts begin at {least}; {there} can be paid out now.")


class PayoutOnItsWay(DomainError):
    """It is being sent, was sent, or has ended."""

    kind = Kind.CONFLICT
    message = "This payout cannot be stopped any more."


class PayoutNotHeld(DomainError):
    kind, message = Kind.CONFLICT, "Only a payout that is held back can be released."


class PayoutNotWaiting(DomainError):
    kind, message = Kind.CONFLICT, "This payout does not wait for anything to be tried again."


class PayoutNotReturning(DomainError):
    kind, message = Kind.CONFLICT, "Only a payout that is being taken back can have arrived."


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """What a payout would come to now, when the next run is, and what stands in its way."""

    earned_cents: int
    carried_cents: int
    amount_cents: int
    least_cents: int
    currency: str
    next_run_at: datetime
    obstacle: DomainError | None


# --- set aside ---


def outlook(*, practitioner: Practitioner, now: datetime) -> Outlook:
    """What would be paid out to a practitioner now, and why not, if not."""
    currency = settings.CURRENCY
    earned, carried = earned_cents(practitioner), carried_cents(practitioner.user)
    amount = earned - policies.netted(earned_cents=earned, carried_cents=carried)
    return Outlook(
        earned_cents=earned,
        carried_cents=carried,
        amount_cents=amount,
        least_cents=settings.PAYOUT_LEAST_CENTS,
        currency=currency,
        next_run_at=policies.next_run(
            now, weekday=settings.PAYOUT_RUN_WEEKDAY, hour=settings.PAYOUT_RUN_HOUR
        ),
        obstacle=_obstacle(practitioner, amount),
    )


def _obstacle(practitioner: Practitioner, amount_cents: int) -> DomainError | None:
    if not ConnectAccount.objects.ready().filter(practitioner=practitioner).exists():
        return PayoutAccountNotReady()
    if Payout.objects.open().filter(practitioner=practitioner).exists():
        return PayoutOpen()
    if amount_cents < settings.PAYOUT_LEAST_CENTS:
        return PayoutBelowMinimum(amount_cents=amount_cents)
    return None


def earned_cents(practitioner: Practitioner) -> int:
    """What can be paid out to a practitioner, before what is kept for refunds."""
    rows = Earning.objects.available().filter(practitioner=practitioner, currency=settings.CURRENCY)
    standing = F("net_cents") - F("reversed_cents") + F("reversed_commission_cents")
    return rows.aggregate(total=Sum(standing + F("carried_cents")))["total"] or 0


def carried_cents(user: User) -> int:
    """What a practitioner owes for refunds of what was paid out to them."""
    owed = Posting.objects.on(AccountKind.CARRY, party=user).balance()
    return owed.get(settings.CURRENCY, 0)


@db.transaction
def request(*, user: User, claim: Claim | None, now: datetime) -> Payout:
    """Ask for everything that can be paid out; under a repeated `claim` the same is answered.

    Raises PayoutAccountNotReady, PayoutOpen, PayoutBelowMinimum.
    """
    if made := idempotency.claim(claim):
        return Payout.objects.get(public_id=made)
    practitioner = Practitioner.objects.of(user).first()
    if practitioner is None:
        raise PayoutAccountNotReady
    payout = _set_aside(practitioner.pk, RequestedBy.PRACTITIONER, run=None, now=now)
    idempotency.made(claim, reference=str(payout.public_id))
    return payout


@db.transaction
def pay_now(*, practitioner_id: int, now: datetime) -> Payout:
    """Staff pay a practitioner before the next run. Raises what `request` raises."""
    return _set_aside(practitioner_id, RequestedBy.STAFF, run=None, now=now)


@db.transaction
def pay_in_run(*, practitioner_id: int, run: PayoutRun, now: datetime) -> Payout:
    """Pay a practitioner in a weekly run, once in each. Raises what `request` raises."""
    return _set_aside(practitioner_id, RequestedBy.SCHEDULE, run=run, now=now)


def _set_aside(
    practitioner_id: int, by: RequestedBy, *, run: PayoutRun | None, now: datetime
) -> Payout:
    account = ConnectAccount.objects.current().filter(practitioner=practitioner_id).lock().first()
    if account is None or not account.is_ready:
        raise PayoutAccountNotReady
    standing = Payout.objects.filter(practitioner=practitioner_id)
    if standing.open().exists() or (run and standing.filter(run=run).exists()):
        raise PayoutOpen
    practitioner = Practitioner.objects.select_related("user").get(pk=practitioner_id)
    currency = settings.CURRENCY
    rows = earnings.put_in_payout(practitioner=practitioner, currency=currency)
    earned = sum(row.standing_cents for row in rows)
    netted = policies.netted(earned_cents=earned, carried_cents=carried_cents(practitioner.user))
    if earned - netted < settings.PAYOUT_LEAST_CENTS:
        raise PayoutBelowMinimum(amount_cents=earned - netted)
    payout = Payout.objects.create(
        practitioner=practitioner,
        account=account,
        run=run,
        requested_by=by,
        earned_cents=earned,
        netted_cents=netted,
        amount_cents=earned - netted,
        currency=currency,
        due_at=now,
    )
    PayoutItem.objects.bulk_create(
        PayoutItem(payout=payout, earning=row, amount_cents=row.standing_cents) for row in rows
    )
    _post_earnings(payout, event="claimed", sign=1, other=AccountKind.EARNINGS_IN_PAYOUT)
    events.record(PayoutRequested(payout_id=payout.pk))
    return payout


# --- decided about ---


@db.transaction
def cancel(*, user: User, payout_id: UUID, claim: Claim | None, now: datetime) -> Payout:
    """Give a payout up while the provider has not been asked; its earnings are open again.

    Raises PayoutNotFound, PayoutOnItsWay.
    """
    if made := idempotency.claim(claim):
        return Payout.objects.get(public_id=made)
    payout = Payout.objects.of(user).filter(public_id=payout_id).lock().first()
    if payout is None:
        raise PayoutNotFound
    if not payout.may_be_cancelled:
        raise PayoutOnItsWay
    payout.status = PayoutStatus.CANCELLED
    undo(payout, event="cancelled", now=now)
    events.record(PayoutCancelled(payout_id=payout.pk))
    idempotency.made(claim, reference=str(payout.public_id))
    return payout


@db.transaction
def hold(*, payout_id: int) -> Payout:
    """Keep a payout back that was not sent yet. Raises PayoutOnItsWay."""
    payout = Payout.objects.lock().get(pk=payout_id)
    if payout.status != PayoutStatus.REQUESTED:
        raise PayoutOnItsWay
    payout.status = PayoutStatus.HELD
    payout.save(update_fields=["status", "updated_at"])
    return payout


@db.transaction
def release(*, payout_id: int, now: datetime) -> Payout:
    """Let a payout that was kept back go. Raises PayoutNotHeld."""
    payout = Payout.objects.lock().get(pk=payout_id)
    if payout.status != PayoutStatus.HELD:
        raise PayoutNotHeld
    payout.status, payout.due_at = PayoutStatus.REQUESTED, now
    payout.save(update_fields=["status", "due_at", "updated_at"])
    events.record(PayoutRequested(payout_id=payout.pk))
    return payout


# --- undone, looked at ---


@db.transaction_required
def fail(payout: Payout, *, code: str, why: str, now: datetime) -> None:
    """Say that a locked payout could not be sent; its earnings are open again."""
    payout.status, payout.failure_code = PayoutStatus.FAILED, code[:64]
    payout.failure = why[:300]
    undo(payout, event="failed", now=now)
    events.record(PayoutFailed(payout_id=payout.pk))


@db.transaction_required
def undo(payout: Payout, *, event: str, now: datetime) -> None:
    """Let what a locked payout set aside go back the way it came, and end it.

    From where it lies: set aside, or with the provider, once its transfer was taken back.
    """
    was_sent = payout.returned_at is not None
    source = AccountKind.PROVIDER_CLEARING if was_sent else AccountKind.EARNINGS_IN_PAYOUT
    _post_earnings(payout, event=event, sign=-1, other=source)
    items = PayoutItem.objects.filter(payout=payout)
    earnings.take_out_of_payout(earning_ids=items.values_list("earning", flat=True))
    items.update(is_standing=False)
    payout.completed_at, payout.review_since, payout.review_reason = now, None, ""
    payout.save()


@db.transaction_required
def ask_for_review(payout: Payout, *, why: str, now: datetime) -> None:
    """Say that only staff can bring a locked payout on; told once until they did something."""
    if payout.review_since is not None:
        return
    payout.review_since, payout.review_reason = now, why[:300]
    payout.save(update_fields=["review_since", "review_reason", "updated_at"])
    events.record(PayoutNeedsReview(payout_id=payout.pk))


def _post_earnings(payout: Payout, *, event: str, sign: int, other: AccountKind) -> None:
    """What was earned, what of it is kept for refunds, and the rest, on or from `other`."""
    party = payout.practitioner.user
    other_party = party if other == AccountKind.EARNINGS_IN_PAYOUT else None
    ledger.post(
        key=f"{payout.group}:{event}",
        description=f"Payout {event}",
        legs=[
            Leg(AccountKind.EARNINGS_AVAILABLE, sign * payout.earned_cents, payout.currency, party),
            Leg(AccountKind.CARRY, -sign * payout.netted_cents, payout.currency, party),
            Leg(other, -sign * payout.amount_cents, payout.currency, other_party),
        ],
    )
