"""What the database refuses; each of these fails when the constraint it names is dropped."""

from datetime import timedelta

import pytest

from commerce.models import PayoutItem, PayoutRun
from tests.factories import PayoutAccountFactory, PayoutFactory, PractitionerFactory
from tests.factories.bookings import NOON
from tests.integration.commerce.payouts.steps import earned
from tests.refusals import refused

pytestmark = pytest.mark.django_db


def a_payout(account=None, **fields):
    return PayoutFactory(**{"account": account} if account else {}, **fields)


def in_payouts(*payouts, **fields):
    earning = earned(PractitionerFactory())
    for payout in payouts:
        PayoutItem.objects.create(payout=payout, earning=earning, amount_cents=1, **fields)


def twice_in_one_run():
    account, run = PayoutAccountFactory(), PayoutRun.objects.create(due_at=NOON)
    for _ in range(2):
        a_payout(account, run=run, requested_by="schedule", status="cancelled", completed_at=NOON)


def the_same_twice():
    payout = a_payout()
    in_payouts(payout, payout, is_standing=False)


FAILED = {"status": "failed", "completed_at": NOON}
REFUSED = {
    "connect_account_one_counts_per_practitioner": lambda: PayoutAccountFactory(
        practitioner=PayoutAccountFactory().practitioner
    ),
    "connect_account_known_to_provider_once_started": lambda: PayoutAccountFactory(
        provider_id=None
    ),
    "connect_account_payable_only_while_it_lives": lambda: PayoutAccountFactory(state="restricted"),
    "commerce_connectaccount.provider_id": lambda: [
        PayoutAccountFactory(provider_id="x") for _ in "12"
    ],
    "commerce_payoutrun.due_at": lambda: [PayoutRun.objects.create(due_at=NOON) for _ in "12"],
    "payout_is_of_something": lambda: a_payout(earned_cents=0, amount_cents=0),
    "payout_is_what_was_earned_less_what_was_netted": lambda: a_payout(
        netted_cents=1, amount_cents=9_500
    ),
    "payout_one_open_per_practitioner": lambda: a_payout(a_payout().account),
    "payout_once_per_run_and_practitioner": twice_in_one_run,
    "payout_of_the_schedule_has_its_run": lambda: a_payout(requested_by="schedule"),
    "payout_has_a_transfer_exactly_once_sent": lambda: a_payout(transfer_id="tr_1"),
    "payout_with_a_transfer_fails_by_its_return": lambda: a_payout(transfer_id="tr_1", **FAILED),
    "payout_completed_exactly_when_ended": lambda: a_payout(completed_at=NOON),
    "commerce_payout.transfer_id": lambda: [
        a_payout(status="sent", transfer_id="tr_1") for _ in "12"
    ],
    "payout_item_earning_stands_once": lambda: in_payouts(a_payout(), a_payout()),
    "payout_item_earning_once_per_payout": the_same_twice,
}


@pytest.mark.parametrize("name", REFUSED)
def test_the_database_refuses(name):
    with refused(name):
        REFUSED[name]()


def test_an_earning_may_stand_again_once_its_payout_came_to_nothing():
    undone = a_payout(**FAILED)
    earning = earned(PractitionerFactory())
    PayoutItem.objects.create(payout=undone, earning=earning, amount_cents=1, is_standing=False)

    PayoutItem.objects.create(payout=a_payout(), earning=earning, amount_cents=1)


def test_one_that_was_replaced_does_not_count():
    account = PayoutAccountFactory(replaced_at=NOON)

    PayoutAccountFactory(practitioner=account.practitioner)


def test_what_failed_before_it_was_sent_has_no_return():
    with refused("payout_with_a_transfer_fails_by_its_return"):
        a_payout(returned_at=NOON + timedelta(days=1), **FAILED)
