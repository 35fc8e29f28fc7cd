"""Accounts at the provider: begun once, gone on with, kept true, replaced."""

import threading
from datetime import timedelta

import pytest
from django.utils import timezone

from commerce.models import ConnectAccount, Payout
from commerce.payments.gateway import PaymentsUnavailable
from commerce.payouts import accounts, following
from commerce.payouts.accounts import (
    ConnectAccountEnded,
    ConnectAccountInUse,
    CountryFixed,
    CountryNeeded,
    DashboardNotReady,
    NoConnectAccount,
    NoPractice,
)
from commerce.payouts.events import ConnectNeedsAction
from commerce.payouts.gateway import ProviderAccount
from commerce.payouts.operations import PayoutAccountNotReady
from estuary.kernel import db
from estuary.kernel.idempotency import Claim
from estuary.kernel.models import OutboxEvent
from tests.factories import PractitionerFactory, UserFactory
from tests.integration.commerce.payouts import steps
from tests.loopback import http
from tests.threads import at_once, until_somebody_waits

pytestmark = pytest.mark.django_db

CREATE = "POST /v2/core/accounts"


def begun(practitioner):
    accounts.start(user=practitioner.user, country="us")
    return ConnectAccount.objects.current().get(practitioner=practitioner)


def pull(sandbox, account, lever, **said):
    steps.lever(sandbox, f"accounts/{account.provider_id}/{lever}", **said)
    return accounts.refresh(account_id=account.pk)


def news():
    return OutboxEvent.objects.filter(name=ConnectNeedsAction.name).count()


def made_at_the_provider(sandbox):
    listed = http.get(
        f"{sandbox.url}/v2/core/accounts",
        auth=steps.KEY,
        headers={"Stripe-Version": "2026-08-26.dahlia"},
    )
    return listed.json()["data"]


# --- begun ---


def test_the_owner_is_sent_to_the_provider(practitioner, stripe_sandbox):
    link = accounts.start(user=practitioner.user, country="us")

    account = ConnectAccount.objects.get()
    assert http.get(link.url).status_code == 200
    assert link.expires_at > timezone.now()
    assert (account.country, account.state, account.is_ready) == ("US", "details_needed", False)
    wanted = {one["name"] for one in account.requirements if one["is_owners"]}
    assert "identity.individual.date_of_birth" in wanted
    [there] = made_at_the_provider(stripe_sandbox)
    assert there["metadata"]["connect"] == str(account.public_id)
    assert (there["dashboard"], there["contact_email"]) == ("express", practitioner.user.email)


def test_going_on_answers_a_new_link_to_the_same_account(practitioner, stripe_sandbox):
    first = accounts.start(user=practitioner.user, country="US")

    again = accounts.start(user=practitioner.user, country="")

    assert first.url != again.url
    assert len(made_at_the_provider(stripe_sandbox)) == 1


def test_the_country_is_needed_first_and_then_stays(practitioner, stripe_sandbox):
    with pytest.raises(CountryNeeded):
        accounts.start(user=practitioner.user, country="")
    begun(practitioner)

    with pytest.raises(CountryFixed):
        accounts.start(user=practitioner.user, country="PT")


def test_who_has_no_practice_begins_nothing(db):
    with pytest.raises(NoPractice):
        accounts.start(user=UserFactory(), country="US")


@pytest.mark.parametrize(
    "kind", ["timeout_before", "timeout_after", "error_500", "error_500_after"]
)
def test_an_unanswered_beginning_makes_one_account(practitioner, stripe_sandbox, kind):
    stripe_sandbox.faults.plan({"operation": CREATE, "kind": kind, "times": 2})
    with pytest.raises(PaymentsUnavailable):
        accounts.start(user=practitioner.user, country="US")
    assert ConnectAccount.objects.get().state == "not_started"
    stripe_sandbox.faults.clear()

    accounts.start(user=practitioner.user, country="US")

    assert len(made_at_the_provider(stripe_sandbox)) == 1


def test_one_whose_key_is_forgotten_is_looked_for(practitioner, stripe_sandbox):
    stripe_sandbox.faults.plan({"operation": CREATE, "kind": "timeout_after", "times": 2})
    with pytest.raises(PaymentsUnavailable):
        accounts.start(user=practitioner.user, country="US")
    ConnectAccount.objects.update(created_at=timezone.now() - timedelta(days=40))
    stripe_sandbox.sandbox.move_clock(40 * 86_400.0)

    accounts.start(user=practitioner.user, country="US")

    assert len(made_at_the_provider(stripe_sandbox)) == 1


@pytest.mark.django_db(transaction=True)
def test_begun_many_times_at_once_it_is_one(practitioner, stripe_sandbox):
    """Guards: one account that counts for each practitioner."""
    results = at_once(*[lambda: accounts.start(user=practitioner.user, country="US")] * 4)

    assert ConnectAccount.objects.count() == 1
    assert len(made_at_the_provider(stripe_sandbox)) == 1
    assert any(not isinstance(one, Exception) for one in results)


# --- kept true ---


@pytest.mark.parametrize(
    ("lever", "state", "can_be_paid"),
    [
        ("activate", "active", True),
        ("submit", "pending_verification", False),
        ("restrict", "details_needed", False),
        ("reject", "rejected", False),
        ("unsupported", "rejected", False),
    ],
)
def test_what_the_provider_says_is_written_down(
    practitioner, stripe_sandbox, lever, state, can_be_paid
):
    account = begun(practitioner)

    account = pull(stripe_sandbox, account, lever)

    assert (account.state, account.is_ready) == (state, can_be_paid)


def test_what_is_wanted_in_time_is_told_and_does_not_stop_payouts(
    practitioner, account, stripe_sandbox
):
    account = pull(stripe_sandbox, account, "restrict", due_in=86_400)

    assert (account.state, account.is_ready, news()) == ("details_needed", True, 1)
    assert account.due_at > timezone.now() + timedelta(hours=23)
    accounts.refresh(account_id=account.pk)
    assert news() == 1


def test_what_was_not_given_in_time_restricts_it(practitioner, account, stripe_sandbox):
    account = pull(stripe_sandbox, account, "restrict")

    assert (account.state, account.is_ready, news()) == ("restricted", False, 1)
    account = pull(stripe_sandbox, account, "activate")
    assert (account.state, account.is_ready, news()) == ("active", True, 1)


def test_what_everybody_is_asked_at_first_is_no_news(practitioner, stripe_sandbox):
    begun(practitioner)

    assert news() == 0


def test_older_news_does_not_replace_newer(practitioner, account, stripe_sandbox):
    old = ProviderAccount(id=account.provider_id, transfers="restricted")

    accounts.apply(answer=old, asked_at=account.asked_at - timedelta(seconds=1))

    account.refresh_from_db()
    assert account.state == "active"


def test_an_account_that_is_not_ours_is_nobody_s(db):
    assert accounts.apply(answer=ProviderAccount(id="acct_x"), asked_at=timezone.now()) is None


def test_one_that_the_provider_does_not_know_any_more_is_closed(practitioner, account):
    ConnectAccount.objects.update(provider_id="acct_gone")

    account = accounts.refresh(account_id=account.pk)

    assert (account.state, account.is_payable) == ("closed", False)
    with pytest.raises(ConnectAccountEnded):
        accounts.start(user=practitioner.user, country="")


# --- seen, replaced ---


def test_the_dashboard_opens_once_the_owner_was_there(practitioner, stripe_sandbox):
    with pytest.raises(NoConnectAccount):
        accounts.dashboard(user=practitioner.user)
    account = begun(practitioner)
    with pytest.raises(DashboardNotReady):
        accounts.dashboard(user=practitioner.user)
    pull(stripe_sandbox, account, "activate")

    link = accounts.dashboard(user=practitioner.user)

    assert practitioner.display_name in http.get(link.url).text


def test_coming_back_needs_an_account(practitioner, stripe_sandbox):
    with pytest.raises(NoConnectAccount):
        accounts.come_back(user=practitioner.user)


def test_another_account_replaces_it_and_the_old_one_stays(practitioner, account, stripe_sandbox):
    steps.earned(practitioner)
    payout = steps.sent(practitioner)
    steps.banks_answer(stripe_sandbox)
    following.ask(account_id=account.pk)

    link = accounts.replace(user=practitioner.user, country="US", claim=None, now=timezone.now())

    new = ConnectAccount.objects.current().get()
    assert http.get(link.url).status_code == 200
    assert (new.provider_id != account.provider_id, new.is_ready) == (True, False)
    payout.refresh_from_db()
    account.refresh_from_db()
    assert (payout.account, bool(account.replaced_at), account.is_ready) == (account, True, False)


@pytest.mark.parametrize("status", ["requested", "sending", "sent", "returning"])
def test_it_is_not_replaced_while_money_is_on_its_way(
    practitioner, account, stripe_sandbox, status
):
    steps.earned(practitioner)
    payout = steps.requested(practitioner)
    sent = {"transfer_id": "tr_1"} if status in ("sent", "returning") else {}
    Payout.objects.filter(pk=payout.pk).update(status=status, **sent)

    with pytest.raises(ConnectAccountInUse):
        accounts.replace(user=practitioner.user, country="US", claim=None, now=timezone.now())


def test_nothing_is_replaced_where_nothing_is(practitioner):
    with pytest.raises(NoConnectAccount):
        accounts.replace(user=practitioner.user, country="US", claim=None, now=timezone.now())


def test_a_repeated_key_replaces_once(practitioner, account, stripe_sandbox):
    claim = Claim(caller="user:1", key="a", fingerprint="b")

    for _ in range(2):
        accounts.replace(user=practitioner.user, country="US", claim=claim, now=timezone.now())

    assert ConnectAccount.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_replaced_while_a_payout_is_asked_for_it_is_one_of_the_two(practitioner, account):
    """Guards: the lock on the account."""
    for _ in range(3):
        steps.earned(practitioner)
        at_once(
            lambda: steps.requested(practitioner),
            lambda: accounts.replace(
                user=practitioner.user, country="US", claim=None, now=timezone.now()
            ),
        )

    stray = Payout.objects.bound_to_account().exclude(account__replaced_at=None)
    assert not stray.exists()


@pytest.mark.django_db(transaction=True)
def test_who_asks_for_a_payout_waits_for_who_replaces_the_account(practitioner, account):
    """Guards: the lock on the account; without it the payout would go to the old one."""
    steps.earned(practitioner)
    is_replaced = threading.Event()

    def replaces():
        with db.in_transaction():
            old = ConnectAccount.objects.lock().get(pk=account.pk)
            old.replaced_at = timezone.now()
            old.save()
            is_replaced.set()
            until_somebody_waits()

    def asks():
        is_replaced.wait(10)
        return steps.requested(practitioner)

    _, refused = at_once(replaces, asks)

    assert isinstance(refused, PayoutAccountNotReady), refused


def test_an_account_of_somebody_else_is_not_touched(practitioner, account, stripe_sandbox):
    other = PractitionerFactory()
    steps.onboarded(other, stripe_sandbox)

    accounts.replace(user=other.user, country="US", claim=None, now=timezone.now())

    account.refresh_from_db()
    assert account.is_ready
