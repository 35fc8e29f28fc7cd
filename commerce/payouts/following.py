"""Payouts followed from the practitioner's account at the provider to their bank.

The provider pays an account's balance to its owner's bank by itself, several payouts of ours at
once when it so happens, and tells what is in each. A bank may send one back, days after it was
said to have arrived.
"""

from datetime import datetime

from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from commerce.payouts import sending
from commerce.payouts.gateway import BankPayout, gateway
from commerce.payouts.models import ConnectAccount, Payout
from commerce.payouts.policies import failure_in_words
from commerce.payouts.states import BankStatus, PayoutStatus
from estuary.kernel import db


def hear(*, account_id: str, bank_payout_id: str) -> list[Payout]:
    """The provider says that something became of a payout to a bank: ask, and write it down.

    `account_id` is the provider's. Raises PaymentsUnavailable, UnknownToProvider.
    """
    answer = gateway().fetch_bank_payout(account_id=account_id, payout_id=bank_payout_id)
    return apply(account_id=account_id, answer=answer, now=timezone.now())


def ask(*, account_id: int) -> None:
    """Ask what became of everything sent to an account whose end we do not know.

    This is what makes a lost event harmless. Raises PaymentsUnavailable.
    """
    account = ConnectAccount.objects.get(pk=account_id)
    waiting = account.payouts.filter(status__in=(PayoutStatus.SENT, PayoutStatus.RETURNING))
    # Since it was asked for: what it was sent by may have been found much later.
    asked_for = Coalesce("attempted_at", "sent_at")
    first = waiting.order_by(asked_for).values_list(asked_for, flat=True).first()
    if first is None or account.provider_id is None:
        return
    for bank_payout_id in gateway().bank_payouts(account_id=account.provider_id, since=first):
        hear(account_id=account.provider_id, bank_payout_id=bank_payout_id)


def ask_again(*, payout_id: int) -> None:
    """Learn whether the bank has sent an arrived payout back. Raises PaymentsUnavailable."""
    payout = Payout.objects.select_related("account").get(pk=payout_id)
    if payout.bank_payout_id and payout.account.provider_id:
        hear(account_id=payout.account.provider_id, bank_payout_id=payout.bank_payout_id)


@db.transaction
def apply(*, account_id: str, answer: BankPayout, now: datetime) -> list[Payout]:
    """Write down what the provider has of a payout to a bank; answers those of ours in it.

    Only forward, but for one step: what had arrived may still be sent back, by the same payout.
    """
    inside = Q(payment_id__in=answer.carries) | Q(bank_payout_id__in={answer.id, *answer.carries})
    rows = Payout.objects.out().filter(inside, account__provider_id=account_id)
    payouts = list(rows.order_by("pk").lock())
    for payout in payouts:
        _follow(payout, answer, now=now)
    return payouts


def _follow(payout: Payout, answer: BankPayout, *, now: datetime) -> None:
    had_arrived = payout.status == PayoutStatus.PAID and payout.bank_payout_id == answer.id
    # Sent back once, and paid out again by the provider before we could take it back.
    again = payout.status == PayoutStatus.RETURNING and payout.bank_payout_id in answer.carries
    is_sent = payout.status == PayoutStatus.SENT
    if answer.status == BankStatus.PAID and (is_sent or again):
        payout.bank_payout_id = answer.id
        sending.mark_arrived(payout, now=now)
    elif answer.status == BankStatus.FAILED and (is_sent or had_arrived):
        payout.bank_payout_id = answer.id
        why = failure_in_words(answer.failure_code, answer.failure_message)
        sending.begin_taking_back(
            payout, code=answer.failure_code, why=why, at=answer.failed_at or now
        )
