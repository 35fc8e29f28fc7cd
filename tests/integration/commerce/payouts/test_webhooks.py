"""What the provider tells of accounts and payouts: lost, twice, in any order."""

import itertools
import random

import pytest
from django.utils import timezone

from commerce.models import ConnectAccount, WebhookReceipt
from commerce.payments.gateway import PaymentsUnavailable
from commerce.payouts import accounts, following
from commerce.payouts.events import PayoutFailed, PayoutPaid, PayoutSent
from commerce.payouts.gateway import gateway
from estuary.kernel.models import OutboxEvent
from tasks.webhooks import handle
from tests.integration.commerce.payments.steps import post, signed
from tests.integration.commerce.payouts import steps
from tests.integration.commerce.payouts.steps import books, earned, findings, standing
from tests.loopback import http

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _signed(settings):
    settings.STRIPE_WEBHOOK_SECRET = steps.SECRET


def facts():
    names = (PayoutSent.name, PayoutPaid.name, PayoutFailed.name)
    return [OutboxEvent.objects.filter(name=name).count() for name in names]


def test_an_account_is_known_to_be_ready_by_a_thin_event(api, practitioner, stripe_sandbox, relay):
    accounts.start(user=practitioner.user, country="US")
    account = ConnectAccount.objects.get()
    steps.lever(stripe_sandbox, f"accounts/{account.provider_id}/activate")

    assert steps.told(api, stripe_sandbox, account, "capability_status_updated") > 0
    relay()

    account.refresh_from_db()
    assert (account.state, account.is_ready) == ("active", True)
    assert not WebhookReceipt.objects.filter(handled_at=None).exists()


def test_an_owner_who_comes_back_lets_payouts_go_on(
    api, practitioner, account, stripe_sandbox, relay
):
    ConnectAccount.objects.update(stopped_at=account.asked_at, stopped_why="Closed.")
    owner_was_there(practitioner)

    assert steps.told(api, stripe_sandbox, account, "account_link.returned") == 1
    relay()

    account.refresh_from_db()
    assert (account.is_ready, account.stopped_why) == (True, "")


def owner_was_there(practitioner) -> None:
    """They give another bank, and close the browser before they are back with us."""
    link = accounts.start(user=practitioner.user, country="")
    session = http.get(link.url).text.split('name="session" value="')[1].split('"')[0]
    http.post(link.url, data={"session": session, "outcome": "complete"})


def returned(practitioner, account, sandbox) -> str:
    """A payout arrived, and its bank sends it back; answers its name there."""
    earned(practitioner)
    payout = steps.sent(practitioner)
    steps.banks_answer(sandbox)
    following.ask(account_id=account.pk)
    payout.refresh_from_db()
    steps.lever(sandbox, f"payouts/{payout.bank_payout_id}/fail", code="account_closed")
    return payout.bank_payout_id


def test_who_was_there_before_the_bank_sent_money_back_has_put_nothing_right(
    api, practitioner, account, stripe_sandbox, relay
):
    """Guards: the moment at the provider, not that of hearing."""
    owner_was_there(practitioner)
    stripe_sandbox.sandbox.move_clock(60.0)
    bank = returned(practitioner, account, stripe_sandbox)
    following.hear(account_id=account.provider_id, bank_payout_id=bank)

    assert steps.told(api, stripe_sandbox, account, "account_link.returned") == 1
    relay()

    account.refresh_from_db()
    assert account.stopped_at is not None


def test_who_put_it_right_before_we_heard_of_it_is_not_stopped(
    api, practitioner, account, stripe_sandbox, relay
):
    """Guards: that the owner was there is remembered."""
    bank = returned(practitioner, account, stripe_sandbox)
    stripe_sandbox.sandbox.move_clock(60.0)
    owner_was_there(practitioner)
    steps.told(api, stripe_sandbox, account, "account_link.returned")
    relay()

    following.hear(account_id=account.provider_id, bank_payout_id=bank)

    account.refresh_from_db()
    assert account.stopped_at is None
    assert practitioner.payouts.get().status == "returning"


def test_a_transfer_whose_answer_was_lost_is_known_by_its_event(
    api, practitioner, account, stripe_sandbox, relay
):
    earned(practitioner)
    stripe_sandbox.faults.plan(
        {"operation": "POST /v1/transfers", "kind": "timeout_after", "times": 2}
    )
    with pytest.raises(PaymentsUnavailable):
        steps.sent(practitioner)
    stripe_sandbox.faults.clear()

    steps.told(api, stripe_sandbox, account, "transfer.created")
    OutboxEvent.objects.filter(name="commerce.payout.requested").delete()
    relay()

    assert practitioner.payouts.get().status == "sent"


def test_its_arrival_is_known_by_the_account_s_event(
    api, practitioner, account, stripe_sandbox, relay
):
    earned(practitioner)
    payout = steps.sent(practitioner)
    steps.banks_answer(stripe_sandbox)

    steps.told(api, stripe_sandbox, account, "payout.paid")
    relay()

    payout.refresh_from_db()
    assert (payout.status, facts()) == ("paid", [1, 1, 0])


def test_two_payouts_that_went_to_the_bank_as_one_both_arrive(
    practitioner, account, stripe_sandbox
):
    payouts = []
    for _ in range(2):
        earned(practitioner)
        payouts.append(steps.sent(practitioner))
    steps.banks_answer(stripe_sandbox)

    following.ask(account_id=account.pk)

    for payout in payouts:
        payout.refresh_from_db()
    assert {payout.status for payout in payouts} == {"paid"}
    assert len({payout.bank_payout_id for payout in payouts}) == 1


def test_every_event_lost_the_clock_finds_out(practitioner, account, stripe_sandbox):
    earned(practitioner)
    payout = steps.sent(practitioner)
    steps.banks_answer(stripe_sandbox)

    following.ask(account_id=account.pk)
    following.ask(account_id=account.pk)

    payout.refresh_from_db()
    assert (payout.status, facts()) == ("paid", [1, 1, 0])


KINDS = ("transfer.created", "payout.created", "payout.updated", "payout.paid", "payout.failed")


def test_in_any_order_and_twice_it_ends_the_same(api, practitioner, account, stripe_sandbox, relay):
    """It arrived, and the bank sent it back: of nothing we heard at the time."""
    orders = list(itertools.permutations(range(len(KINDS))))
    random.shuffle(orders)
    for order in orders[:6]:
        earned(practitioner)
        payout = steps.sent(practitioner)
        before = set(steps.events(stripe_sandbox, account))
        steps.banks_answer(stripe_sandbox)
        [bank] = bank_payouts_of(payout, account, stripe_sandbox)
        steps.lever(stripe_sandbox, f"payouts/{bank}/fail", code="no_account")
        fresh = [body for body in steps.events(stripe_sandbox, account) if body not in before]
        told = [b for b in fresh if any(f'"{kind}"'.encode() in b for kind in KINDS)]
        for body in [*(told[n % len(told)] for n in order)] * 2:
            assert post(api, body, signed(body)).status_code == 202
        relay()

        payout.refresh_from_db()
        assert (payout.status, books(practitioner)[1:], standing(stripe_sandbox)) == (
            "failed",
            (0, 0),
            [],
        )
        accounts.let_go_on(account_id=account.pk, now=timezone.now())
    assert findings() == []


def bank_payouts_of(payout, account, sandbox):
    listed = gateway().bank_payouts(account_id=account.provider_id, since=payout.sent_at)
    return [
        one
        for one in listed
        if payout.payment_id
        in gateway().fetch_bank_payout(account_id=account.provider_id, payout_id=one).carries
    ]


@pytest.mark.parametrize(
    ("kind", "named", "at"),
    [
        ("payout.paid", "po_unknown", "acct_unknown"),
        ("payout.paid", "po_unknown", ""),
        ("transfer.created", "tr_unknown", ""),
        ("account.updated", "acct_unknown", "acct_unknown"),
        ("v2.core.account.closed", "acct_unknown", ""),
    ],
)
def test_what_is_not_ours_changes_nothing(stripe_sandbox, relay, kind, named, at):
    receipt = WebhookReceipt.objects.create(
        event_id="evt_1", type=kind, object_id=named, account=at
    )

    handle(receipt_id=receipt.pk)

    receipt.refresh_from_db()
    assert receipt.handled_at
