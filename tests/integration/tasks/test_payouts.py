"""What the clock does for payouts, so that no lost hint, answer or webhook leaves one lying."""

from datetime import timedelta

import pytest
from django.utils import timezone

from commerce.models import ConnectAccount, Payout, PayoutRun
from commerce.payments.gateway import PaymentsUnavailable
from estuary.kernel.models import OutboxEvent
from live.models import Notification
from tasks import notifications, payouts
from tests.factories import PayoutAccountFactory, PayoutFactory, PractitionerFactory, UserFactory
from tests.factories.bookings import NOON
from tests.integration.commerce.payouts import steps
from tests.integration.commerce.payouts.steps import earned, requested, standing

pytestmark = pytest.mark.django_db
EVENT = "6a0a1f5e-0000-4000-8000-000000000000"


@pytest.fixture
def practitioner():
    return PractitionerFactory()


@pytest.fixture
def account(practitioner, stripe_sandbox):
    steps.top_up(stripe_sandbox)
    return steps.onboarded(practitioner, stripe_sandbox)


def silent(rows=Payout, by=payouts.ASK_AFTER, column="updated_at"):
    rows.objects.update(**{column: timezone.now() - by - timedelta(seconds=1)})


def test_the_run_is_made_by_the_clock_once(practitioner, account):
    earned(practitioner)

    for _ in range(2):
        payouts.run_payouts()

    assert (Payout.objects.count(), PayoutRun.objects.count()) == (1, 1)


def test_a_payout_whose_hint_was_lost_is_sent(practitioner, account, stripe_sandbox):
    earned(practitioner)
    requested(practitioner)
    payouts.sweep_payouts()
    assert standing(stripe_sandbox) == []
    silent()

    payouts.sweep_payouts()

    assert standing(stripe_sandbox) == [9_500]


def test_a_payout_whose_answer_was_lost_is_found(practitioner, account, stripe_sandbox):
    earned(practitioner)
    stripe_sandbox.faults.plan(
        {"operation": "POST /v1/transfers", "kind": "timeout_after", "times": 2}
    )
    with pytest.raises(PaymentsUnavailable):
        steps.sent(practitioner)
    stripe_sandbox.faults.clear()
    silent()

    payouts.sweep_payouts()

    assert (Payout.objects.get().status, len(standing(stripe_sandbox))) == ("sent", 1)


def test_its_end_is_asked_for_and_what_came_back_is_taken_back(
    practitioner, account, stripe_sandbox
):
    earned(practitioner)
    payout = steps.sent(practitioner)
    steps.banks_answer(stripe_sandbox)
    payouts.ask_about_payouts()
    payout.refresh_from_db()
    assert payout.status == "paid"
    steps.lever(stripe_sandbox, f"payouts/{payout.bank_payout_id}/fail", code="no_account")

    payouts.ask_about_payouts_paid()
    payout.refresh_from_db()
    assert payout.status == "returning"
    silent()
    payouts.sweep_payouts()

    payout.refresh_from_db()
    assert (payout.status, standing(stripe_sandbox)) == ("failed", [])


def test_what_waits_for_staff_is_left_to_them(practitioner, account, stripe_sandbox):
    earned(practitioner)
    requested(practitioner)
    Payout.objects.update(status="sending", review_since=timezone.now())
    silent()

    payouts.sweep_payouts()

    assert standing(stripe_sandbox) == []


@pytest.mark.parametrize(
    ("state", "unheard", "asked"),
    [
        ("active", payouts.ASK_ABOUT_ACCOUNTS, True),
        ("active", payouts.ASK_ABOUT_UNSETTLED, False),
        ("restricted", payouts.ASK_ABOUT_UNSETTLED, True),
        ("restricted", timedelta(0), False),
    ],
)
def test_accounts_are_asked_about(account, stripe_sandbox, state, unheard, asked):
    ConnectAccount.objects.update(state=state, is_payable=state == "active")
    silent(ConnectAccount, unheard, "asked_at")
    path = f"/v2/core/accounts/{account.provider_id}"
    before = len(stripe_sandbox.journal.entries(method="GET", path=path))

    payouts.ask_about_connect_accounts()

    after = len(stripe_sandbox.journal.entries(method="GET", path=path))
    assert (after - before) == (1 if asked else 0)


# --- who is told ---


@pytest.mark.parametrize(
    ("told", "status", "kind"),
    [
        (notifications.on_payout_sent, "sent", "payout_sent"),
        (notifications.on_payout_paid, "paid", "payout_paid"),
        (notifications.on_payout_failed, "failed", "payout_failed"),
    ],
)
def test_the_practitioner_is_told_unless_it_is_past(told, status, kind):
    ended = {} if status == "sent" else {"completed_at": NOON}
    name = {} if status == "failed" else {"transfer_id": "tr_1"}
    payout = PayoutFactory(status=status, **ended, **name)
    past = PayoutFactory(status="cancelled", completed_at=NOON)

    for one in (payout, past):
        told(payout_id=one.pk, event_id=EVENT)

    assert list(Notification.objects.values_list("user", "kind")) == [
        (payout.practitioner.user_id, kind)
    ]


def test_who_could_not_be_paid_is_told_once_for_each_run():
    practitioner, run = PractitionerFactory(), PayoutRun.objects.create(due_at=NOON)
    ready = PayoutAccountFactory().practitioner

    for one in (practitioner, practitioner, ready):
        notifications.on_payout_withheld(practitioner_id=one.pk, run_id=run.pk, event_id=EVENT)

    assert list(Notification.objects.values_list("user", flat=True)) == [practitioner.user_id]


def test_what_is_wanted_is_told_unless_it_was_given_or_the_account_replaced():
    wanting = PayoutAccountFactory(state="restricted", is_payable=False)
    replaced = PayoutAccountFactory(state="restricted", is_payable=False, replaced_at=NOON)

    for account in (wanting, replaced, PayoutAccountFactory()):
        notifications.on_connect_needs_action(account_id=account.pk, event_id=EVENT)

    told = Notification.objects.values_list("user", flat=True)
    assert list(told) == [wanting.practitioner.user_id]


def test_staff_who_move_payouts_are_told_of_what_waits_for_them():
    boss = UserFactory(is_staff=True, is_superuser=True)
    UserFactory(is_staff=True)
    waiting, fine = PayoutFactory(review_since=NOON), PayoutFactory(status="sent", transfer_id="t")

    for payout in (waiting, fine):
        notifications.on_payout_delayed(payout_id=payout.pk, event_id=EVENT)
        notifications.on_payout_needs_review(payout_id=payout.pk, event_id=EVENT)

    assert sorted(Notification.objects.values_list("user", "kind")) == [
        (boss.pk, "payout_delayed"),
        (boss.pk, "payout_needs_review"),
    ]


def test_a_whole_week_by_facts_alone(practitioner, account, stripe_sandbox, relay):
    earned(practitioner)
    payouts.run_payouts()

    relay()

    assert (Payout.objects.get().status, standing(stripe_sandbox)) == ("sent", [9_500])
    assert Notification.objects.get(kind="payout_sent").user == practitioner.user
    assert not OutboxEvent.objects.filter(relayed_at=None).exists()
