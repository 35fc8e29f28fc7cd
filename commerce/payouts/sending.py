"""Payouts sent, and taken back: each in three steps.

The row says what we are about to do, the provider is asked between two transactions, and what it
said is written down after. Before anything is asked for again, the provider is asked what it has:
by the transfer's group, under which there is never more than one that stands.
"""

from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from commerce.earnings import operations as earnings
from commerce.ledger import operations as ledger
from commerce.ledger.operations import Leg
from commerce.ledger.states import AccountKind
from commerce.payments.asking import keys_may_be_gone
from commerce.payments.cards import as_uuid
from commerce.payments.gateway import PaymentRefused, PaymentsUnavailable
from commerce.payouts import accounts
from commerce.payouts.events import (
    PayoutDelayed,
    PayoutFailed,
    PayoutPaid,
    PayoutRequested,
    PayoutReturning,
    PayoutSent,
)
from commerce.payouts.gateway import ACCOUNT_NOT_READY, BALANCE_INSUFFICIENT, Transfer, gateway
from commerce.payouts.models import Payout
from commerce.payouts.operations import (
    PayoutNotReturning,
    PayoutNotWaiting,
    ask_for_review,
    fail,
    undo,
)
from commerce.payouts.states import OUT, PayoutStatus
from estuary.kernel import db, events

# How long a payout waits when our own balance is too low, and how often staff are told of it.
TRY_BALANCE_AGAIN = timedelta(hours=1)
TELL_OF_DELAY_EVERY = timedelta(days=1)

_NOT_READY = "Your payout account could not be paid to."


def send(*, payout_id: int) -> Payout:
    """Send a payout, once however often this is called; it may be killed anywhere.

    Answers it as it is then. A refusal ends it, but for one for want of balance, which waits.
    Raises PaymentsUnavailable when the provider does not answer: call again.
    """
    payout, may_be_there = _begin(payout_id=payout_id, now=timezone.now())
    if payout.status != PayoutStatus.SENDING or payout.attempted_at is None:
        return payout
    asked_since = payout.attempted_at
    try:
        transfer = _found(payout) if may_be_there else None
        if transfer is None:
            transfer = _created(payout)
    except PaymentRefused as refused:
        return _refused(payout, reason=refused.reason)
    except PaymentsUnavailable as unavailable:
        if unavailable.key_is_spent:
            same = Payout.objects.filter(pk=payout.pk, attempt=payout.attempt)
            same.update(attempt=payout.attempt + 1)
        if keys_may_be_gone(asked_since):
            why = "The provider has not answered for a day."
            _review(payout_id=payout.pk, why=why, now=timezone.now())
        raise
    except _SeveralTransfers as several:
        return _review(payout_id=payout.pk, why=str(several), now=timezone.now())
    return apply_transfer(transfer=transfer, now=timezone.now()) or payout


class _SeveralTransfers(Exception):
    """The provider has more than one for a payout. A bug, which staff must look at."""


@db.transaction
def _begin(*, payout_id: int, now: datetime) -> tuple[Payout, bool]:
    """Say that the provider is about to be asked; and whether it may have been before.

    From here on the payout cannot be cancelled.
    """
    payout = Payout.objects.select_related("account").lock().get(pk=payout_id)
    if payout.status == PayoutStatus.SENDING:
        return payout, True
    if payout.status != PayoutStatus.REQUESTED or payout.due_at > now:
        return payout, False
    if not payout.account.is_ready:
        why = payout.account.stopped_why or _NOT_READY
        fail(payout, code=ACCOUNT_NOT_READY, why=why, now=now)
        return payout, False
    payout.status, payout.attempted_at = PayoutStatus.SENDING, now
    payout.save(update_fields=["status", "attempted_at", "updated_at"])
    # A refused attempt made nothing; an earlier one may have been without an answer.
    return payout, payout.attempt > 1


def _found(payout: Payout) -> Transfer | None:
    """What the provider made of it already."""
    made = gateway().find_transfers(group=payout.group)
    standing = [transfer for transfer in made if not transfer.is_reversed]
    if len(standing) > 1:
        raise _SeveralTransfers(f"The provider has {len(standing)} transfers for this payout.")
    return next(iter(standing or made), None)


def _created(payout: Payout) -> Transfer:
    return gateway().transfer(
        account_id=payout.account.provider_id or "",
        amount_cents=payout.amount_cents,
        currency=payout.currency,
        group=payout.group,
        metadata={"payout": str(payout.public_id), "reference": payout.group},
        key=f"{payout.group}:attempt:{_attempt(payout)}",
    )


def _attempt(payout: Payout) -> int:
    """The number of the attempt. One whose key the provider may have forgotten gets the next.

    Only after it was looked for: under a forgotten key a second transfer could be made.
    """
    assert payout.attempted_at
    if keys_may_be_gone(payout.attempted_at):
        same = Payout.objects.filter(pk=payout.pk, attempt=payout.attempt)
        same.update(attempt=payout.attempt + 1, attempted_at=timezone.now())
        payout.refresh_from_db(fields=["attempt", "attempted_at"])
    return payout.attempt


def _refused(payout: Payout, *, reason: str) -> Payout:
    if reason == BALANCE_INSUFFICIENT:
        return _wait_for_balance(payout_id=payout.pk, attempt=payout.attempt, now=timezone.now())
    refused = _fail_refused(payout_id=payout.pk, reason=reason, now=timezone.now())
    if reason == ACCOUNT_NOT_READY:
        accounts.refresh(account_id=payout.account_id)
    return refused


@db.transaction
def _wait_for_balance(*, payout_id: int, attempt: int, now: datetime) -> Payout:
    payout = Payout.objects.lock().get(pk=payout_id)
    if payout.status != PayoutStatus.SENDING or payout.attempt != attempt:
        return payout
    payout.status, payout.attempt = PayoutStatus.REQUESTED, attempt + 1
    payout.due_at = now + TRY_BALANCE_AGAIN
    if payout.delayed_at is None or payout.delayed_at + TELL_OF_DELAY_EVERY <= now:
        payout.delayed_at = now
        events.record(PayoutDelayed(payout_id=payout.pk))
    payout.save()
    return payout


@db.transaction
def _fail_refused(*, payout_id: int, reason: str, now: datetime) -> Payout:
    payout = Payout.objects.lock().get(pk=payout_id)
    if payout.status == PayoutStatus.SENDING:
        why = _NOT_READY if reason == ACCOUNT_NOT_READY else f"The provider refused it: {reason}."
        fail(payout, code=reason, why=why, now=now)
    return payout


# --- what the provider has ---


def hear_transfer(*, transfer_id: str) -> Payout | None:
    """The provider says that something became of a transfer: ask, and write it down."""
    transfer = gateway().fetch_transfer(transfer_id=transfer_id)
    return apply_transfer(transfer=transfer, now=timezone.now())


@db.transaction
def apply_transfer(*, transfer: Transfer, now: datetime) -> Payout | None:
    """Write down what the provider has of a transfer; the one function for answers and events.

    Only forward. One that was taken back, by us or behind our back, undoes its payout; one that
    does not fit is for staff. None when it is not ours.
    """
    payout = _payout_of(transfer)
    if payout is None:
        return None
    if payout.transfer_id is None and payout.status != PayoutStatus.SENDING:
        ask_for_review(payout, why=f"{transfer.id} was made for it, though not sent.", now=now)
        return payout
    if (transfer.amount_cents, transfer.currency, transfer.destination) != (
        payout.amount_cents,
        payout.currency,
        payout.account.provider_id,
    ):
        ask_for_review(payout, why=f"{transfer.id} is of another amount or account.", now=now)
        return payout
    if payout.status == PayoutStatus.SENDING:
        _sent(payout, transfer, now=now)
    if transfer.is_reversed and payout.status in OUT:
        _returned(payout, transfer, now=now)
    elif transfer.reversed_cents and payout.status in OUT:
        ask_for_review(payout, why="A part of it was taken back.", now=now)
    return payout


def _payout_of(transfer: Transfer) -> Payout | None:
    ours = Q(transfer_id=transfer.id)
    if public_id := as_uuid(transfer.metadata.get("payout", "")):
        ours |= Q(public_id=public_id, transfer_id=None)
    locked = Payout.objects.select_related("account", "practitioner__user").lock()
    return locked.filter(ours).first()


def _sent(payout: Payout, transfer: Transfer, *, now: datetime) -> None:
    payout.status, payout.sent_at = PayoutStatus.SENT, now
    payout.transfer_id, payout.payment_id = transfer.id, transfer.payment
    payout.review_since, payout.review_reason = None, ""
    payout.save()
    ledger.post(
        key=f"{payout.group}:sent",
        description="Payout sent",
        legs=[
            Leg(
                AccountKind.EARNINGS_IN_PAYOUT,
                payout.amount_cents,
                payout.currency,
                payout.practitioner.user,
            ),
            Leg(AccountKind.PROVIDER_CLEARING, -payout.amount_cents, payout.currency),
        ],
    )
    earnings.mark_paid(earning_ids=list(payout.items.values_list("earning", flat=True)))
    events.record(PayoutSent(payout_id=payout.pk))


def _returned(payout: Payout, transfer: Transfer, *, now: datetime) -> None:
    payout.status, payout.returned_at = PayoutStatus.FAILED, now
    payout.reversal_id = transfer.reversal
    payout.failure = payout.failure or "It was taken back."
    undo(payout, event="returned", now=now)
    events.record(PayoutFailed(payout_id=payout.pk))


# --- taken back ---


@db.transaction_required
def begin_taking_back(payout: Payout, *, code: str, why: str, at: datetime) -> None:
    """Say that a locked payout came back from the bank and is to be taken from the account.

    `at` is when the bank sent it back.
    """
    payout.status, payout.completed_at = PayoutStatus.RETURNING, None
    payout.failure_code, payout.failure = code[:64], why[:300]
    payout.save()
    accounts.stop(account_id=payout.account_id, why=why, at=at)
    events.record(PayoutReturning(payout_id=payout.pk))


def take_back(*, payout_id: int) -> Payout:
    """Take the transfer of a payout back that the bank did not take, once.

    What the provider cannot give back is for staff. Raises PaymentsUnavailable: call again.
    """
    payout = Payout.objects.get(pk=payout_id)
    if payout.status != PayoutStatus.RETURNING:
        return payout
    transfer = gateway().fetch_transfer(transfer_id=payout.transfer_id or "")
    if not transfer.reversed_cents:
        try:
            transfer = _reversed(payout)
        except PaymentRefused as refused:
            transfer = gateway().fetch_transfer(transfer_id=transfer.id)
            if not transfer.is_reversed:
                why = f"It could not be taken back: {refused.reason}."
                return _review(
                    payout_id=payout.pk, why=why, now=timezone.now(), only=PayoutStatus.RETURNING
                )
    return apply_transfer(transfer=transfer, now=timezone.now()) or payout


def _reversed(payout: Payout) -> Transfer:
    try:
        return gateway().reverse(
            transfer_id=payout.transfer_id or "",
            amount_cents=payout.amount_cents,
            key=f"{payout.group}:reverse:{payout.reversal_attempt}",
        )
    except PaymentsUnavailable as unavailable:
        if unavailable.key_is_spent:
            same = Payout.objects.filter(pk=payout.pk, reversal_attempt=payout.reversal_attempt)
            same.update(reversal_attempt=payout.reversal_attempt + 1)
        raise


# --- staff ---


@db.transaction
def _review(
    *, payout_id: int, why: str, now: datetime, only: PayoutStatus = PayoutStatus.SENDING
) -> Payout:
    payout = Payout.objects.lock().get(pk=payout_id)
    if payout.status == only:
        ask_for_review(payout, why=why, now=now)
    return payout


@db.transaction
def try_again(*, payout_id: int, now: datetime) -> Payout:
    """Bring on a payout that waits for our balance, or for staff. Raises PayoutNotWaiting."""
    payout = Payout.objects.lock().get(pk=payout_id)
    if not payout.may_be_tried_again:
        raise PayoutNotWaiting
    payout.review_since, payout.review_reason, payout.due_at = None, "", now
    if payout.status == PayoutStatus.RETURNING:
        payout.reversal_attempt += 1
        events.record(PayoutReturning(payout_id=payout.pk))
    else:
        events.record(PayoutRequested(payout_id=payout.pk))
    payout.save()
    return payout


@db.transaction
def arrived_after_all(*, payout_id: int, now: datetime) -> Payout:
    """The practitioner has the money though the bank had sent it back. Raises PayoutNotReturning.

    The provider pays it out again by itself once the bank account is put right, and then there
    is nothing to take back.
    """
    payout = Payout.objects.lock().get(pk=payout_id)
    if payout.status != PayoutStatus.RETURNING:
        raise PayoutNotReturning
    mark_arrived(payout, now=now)
    return payout


@db.transaction_required
def mark_arrived(payout: Payout, *, now: datetime) -> None:
    """Say that a locked payout is with the practitioner's bank."""
    payout.status, payout.completed_at = PayoutStatus.PAID, now
    payout.failure_code, payout.failure = "", ""
    payout.review_since, payout.review_reason = None, ""
    payout.save()
    events.record(PayoutPaid(payout_id=payout.pk))
