"""What the clock and the facts ask of payouts."""

from datetime import timedelta

from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task, lock_task

from commerce.payouts import accounts, following, runs, sending
from commerce.payouts.models import ConnectAccount, Payout
from commerce.payouts.states import AccountState, PayoutStatus

# Younger ones are in somebody's hands.
ASK_AFTER = timedelta(minutes=2)
ASK_ABOUT_ACCOUNTS = timedelta(days=1)
# Somebody is at it, or the provider is.
ASK_ABOUT_UNSETTLED = timedelta(hours=1)
BANKS_RETURN_WITHIN = timedelta(days=30)
AT_A_TIME = 2000


def send_payout(*, payout_id: int, **_added_later: object) -> None:
    """Send a payout; an unanswered call raises, and is repeated."""
    sending.send(payout_id=payout_id)


def take_payout_back(*, payout_id: int, **_added_later: object) -> None:
    """Take a payout back that the bank did not take; an unanswered call is repeated."""
    sending.take_back(payout_id=payout_id)


@db_periodic_task(crontab(minute="*/5"))
@lock_task("run-payouts")
def run_payouts() -> None:
    """Make the payouts of the week when they are due; a missed run is made up."""
    runs.run(now=timezone.now())


@db_periodic_task(crontab(minute="*/5"))
@lock_task("sweep-payouts")
def sweep_payouts() -> None:
    """Send what waits, and ask about what nothing was heard of: a lost hint or answer."""
    now = timezone.now()
    for payout in Payout.objects.to_send(now=now, silent_before=now - ASK_AFTER):
        bring_payout_on(payout_id=payout.pk)
    for payout in Payout.objects.to_take_back(silent_before=now - ASK_AFTER):
        bring_payout_back(payout_id=payout.pk)


@db_task()
def bring_payout_on(*, payout_id: int, **_added_later: object) -> None:
    """Send one payout, or learn that it was sent."""
    sending.send(payout_id=payout_id)


@db_task()
def bring_payout_back(*, payout_id: int, **_added_later: object) -> None:
    """Take one payout back, or learn that it was."""
    sending.take_back(payout_id=payout_id)


@db_periodic_task(crontab(minute="25"))
@lock_task("ask-about-payouts")
def ask_about_payouts() -> None:
    """Ask what became of payouts on their way to banks. This makes a lost webhook harmless."""
    under_way = (PayoutStatus.SENT, PayoutStatus.RETURNING)
    accounts_waiting = ConnectAccount.objects.filter(payouts__status__in=under_way)
    for account_id in accounts_waiting.values_list("pk", flat=True).distinct():
        ask_about_account_s_payouts(account_id=account_id)


@db_task()
def ask_about_account_s_payouts(*, account_id: int, **_added_later: object) -> None:
    """Bring the payouts to one account up to date."""
    following.ask(account_id=account_id)


@db_periodic_task(crontab(hour="4", minute="10"))
@lock_task("ask-about-payouts-paid")
def ask_about_payouts_paid() -> None:
    """Ask about payouts that the bank may still send back, as long as it may."""
    for payout in Payout.objects.paid_since(timezone.now() - BANKS_RETURN_WITHIN):
        ask_about_payout_paid(payout_id=payout.pk)


@db_task()
def ask_about_payout_paid(*, payout_id: int, **_added_later: object) -> None:
    """Learn whether the bank has sent a payout back."""
    following.ask_again(payout_id=payout_id)


@db_periodic_task(crontab(minute="50"))
@lock_task("ask-about-connect-accounts")
def ask_about_connect_accounts() -> None:
    """Ask about each account once a day, and each hour about those that are not active yet."""
    now = timezone.now()
    known = ConnectAccount.objects.current().known_to_provider()
    unheard = known.filter(asked_at__lt=now - ASK_ABOUT_ACCOUNTS)
    unsettled = known.exclude(state__in=(AccountState.ACTIVE, AccountState.CLOSED)).filter(
        asked_at__lt=now - ASK_ABOUT_UNSETTLED
    )
    for account in (unheard | unsettled).order_by("asked_at")[:AT_A_TIME]:
        ask_about_connect_account(account_id=account.pk)


@db_task()
def ask_about_connect_account(*, account_id: int, **_added_later: object) -> None:
    """Bring one account up to date, whatever was done to it behind our back."""
    accounts.refresh(account_id=account_id)
