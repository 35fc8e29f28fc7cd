"""Money to practitioners: on its way, there, or not; and what the provider wants of them."""

from django.conf import settings

from commerce.payouts import operations
from commerce.payouts.models import ConnectAccount, Payout, PayoutRun
from commerce.payouts.policies import next_run, wanted_in_words
from commerce.payouts.states import AccountState
from estuary.kernel.money import display
from live.notifications import wording
from live.notifications.kinds.telling import SCREEN_AND_MAIL, Kind, Occasion, Words, zone_of
from marketplace.practitioners.models import Practitioner

PRACTICE_PAYOUTS = "/practice/payouts"


def _payout_sent(told: Occasion) -> Words:
    payout = _payout(told)
    amount = display(payout.amount_cents, payout.currency)
    facts = [
        ("Amount", amount),
        ("Earned", display(payout.earned_cents, payout.currency)),
        ("Kept", _kept(payout)),
    ]
    return _about(payout, f"{amount} is on its way to you", facts)


def _payout_paid(told: Occasion) -> Words:
    payout = _payout(told)
    amount = display(payout.amount_cents, payout.currency)
    arrived = payout.completed_at
    facts = [
        ("Amount", amount),
        ("Arrived", wording.moment(arrived, zone_of(told.reader)) if arrived else ""),
    ]
    return _about(payout, f"{amount} has arrived", facts)


def _payout_failed(told: Occasion) -> Words:
    payout = _payout(told)
    amount = display(payout.amount_cents, payout.currency)
    facts = [("Amount", amount), ("Reason", payout.failure)]
    return _about(payout, f"Your payout of {amount} failed", facts, body=payout.failure)


def _payout_withheld(told: Occasion) -> Words:
    practitioner = Practitioner.objects.select_related("user").get(pk=told.ids["practitioner_id"])
    run = PayoutRun.objects.get(pk=told.ids["run_id"])
    ahead = operations.outlook(practitioner=practitioner, now=told.now)
    amount = display(ahead.amount_cents, ahead.currency)
    account = ConnectAccount.objects.current().filter(practitioner=practitioner).first()
    coming = next_run(
        run.due_at, weekday=settings.PAYOUT_RUN_WEEKDAY, hour=settings.PAYOUT_RUN_HOUR
    )
    return Words(
        title=f"{amount} waits for you",
        body=_why_not(account),
        link=PRACTICE_PAYOUTS,
        data={"practitioner": str(practitioner.public_id)},
        mail={
            "amount": amount,
            "why": _why_not(account),
            "next_run": wording.moment(coming, zone_of(told.reader)),
        },
    )


def _connect_needs_action(told: Occasion) -> Words:
    account = ConnectAccount.objects.get(pk=told.ids["account_id"])
    until = wording.moment(account.due_at, zone_of(told.reader)) if account.due_at else ""
    wanted = ", ".join(
        wanted_in_words(one["name"]) for one in account.requirements if one["is_owners"]
    )
    ended = account.state in (AccountState.REJECTED, AccountState.CLOSED)
    facts = [("Wanted", wanted), ("Until", until)]
    return Words(
        title="Your payout account cannot be used any more"
        if ended
        else "Your payout account needs something of you",
        body=_why_not(account),
        link=PRACTICE_PAYOUTS,
        data={"state": account.state},
        mail={
            "ended": ended,
            "is_paid_meanwhile": account.is_ready,
            "until": until,
            "facts": [(label, value) for label, value in facts if value],
        },
    )


KINDS = (
    Kind(key="payout_sent", roads=SCREEN_AND_MAIL, words=_payout_sent),
    Kind(key="payout_paid", roads=SCREEN_AND_MAIL, words=_payout_paid),
    Kind(key="payout_failed", roads=SCREEN_AND_MAIL, words=_payout_failed),
    Kind(key="payout_withheld", roads=SCREEN_AND_MAIL, words=_payout_withheld),
    Kind(key="connect_needs_action", roads=SCREEN_AND_MAIL, words=_connect_needs_action),
)


def _payout(told: Occasion) -> Payout:
    return Payout.objects.select_related("account").get(pk=told.ids["payout_id"])


def _about(payout: Payout, title: str, facts: list[tuple[str, str]], *, body: str = "") -> Words:
    return Words(
        title=title,
        body=body,
        link=f"{PRACTICE_PAYOUTS}/{payout.public_id}",
        data={"payout": str(payout.public_id)},
        mail={
            "amount": display(payout.amount_cents, payout.currency),
            "came_back": payout.returned_at is not None,
            "reason": payout.failure,
            "facts": [(label, value) for label, value in facts if value],
        },
    )


def _kept(payout: Payout) -> str:
    """What was owed for refunds of what had been paid out."""
    if not payout.netted_cents:
        return ""
    return f"{display(payout.netted_cents, payout.currency)} for refunds of earlier sessions"


def _why_not(account: ConnectAccount | None) -> str:
    """What keeps a practitioner from being paid, in a sentence."""
    if account is None or account.state == AccountState.NOT_STARTED:
        return "You have not set up a payout account yet."
    if account.stopped_at is not None:
        return f"Your bank has sent the last payout back: {account.stopped_why}"
    return _BY_STATE.get(AccountState(account.state), "")


_BY_STATE = {
    AccountState.DETAILS_NEEDED: "Our payment provider wants to know more about you.",
    AccountState.PENDING_VERIFICATION: "Our payment provider is still checking what you told it.",
    AccountState.RESTRICTED: "Our payment provider has restricted your payout account.",
    AccountState.REJECTED: "Our payment provider has rejected your payout account.",
    AccountState.CLOSED: "Your payout account was closed.",
}
