"""Earnings set aside for payouts: on request, in the weekly run, less what is owed for refunds."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from commerce.ledger import operations as ledger
from commerce.models import Earning, Payout, PayoutItem, PayoutRun
from commerce.payouts import accounts, operations, runs, sending
from commerce.payouts.events import PayoutCancelled, PayoutRequested, PayoutWithheld
from commerce.payouts.operations import (
    PayoutAccountNotReady,
    PayoutBelowMinimum,
    PayoutNotFound,
    PayoutNotHeld,
    PayoutOnItsWay,
    PayoutOpen,
)
from estuary.kernel.idempotency import Claim
from estuary.kernel.models import OutboxEvent
from tests.factories import PractitionerFactory, UserFactory
from tests.integration.commerce.payouts import steps
from tests.integration.commerce.payouts.steps import (
    books,
    earned,
    findings,
    refunded,
    requested,
    standing,
)
from tests.threads import at_once

pytestmark = pytest.mark.django_db

MONDAY = datetime(2027, 3, 1, 10, 0, tzinfo=UTC)


def facts(event):
    return OutboxEvent.objects.filter(name=event.name).count()


# --- asked for ---


def test_everything_available_is_set_aside(practitioner, account):
    rows = [earned(practitioner), earned(practitioner, 20_000)]

    payout = requested(practitioner)

    assert (payout.earned_cents, payout.amount_cents, payout.requested_by) == (
        28_500,
        28_500,
        "practitioner",
    )
    assert set(payout.items.values_list("earning", "amount_cents")) == {
        (rows[0].pk, 9_500),
        (rows[1].pk, 19_000),
    }
    assert set(Earning.objects.values_list("status", flat=True)) == {"in_payout"}
    assert (facts(PayoutRequested), findings()) == (1, [])


def test_other_people_s_earnings_and_frozen_ones_are_not(practitioner, account):
    mine = earned(practitioner)
    earned(PractitionerFactory())
    steps.held_back(earned(practitioner))

    payout = requested(practitioner)

    assert list(payout.items.values_list("earning", flat=True)) == [mine.pk]


def test_below_the_minimum_nothing_is_paid_and_nothing_moves(practitioner, account):
    earned(practitioner, 5_200)

    with pytest.raises(PayoutBelowMinimum, match=r"begin at \$50.00; \$49.40 can be"):
        requested(practitioner)

    assert (Payout.objects.count(), books(practitioner)) == (0, (4_940, 0, 0))
    assert Earning.objects.get().status == "available"


def test_the_minimum_itself_is_paid(practitioner, account, settings):
    settings.PAYOUT_LEAST_CENTS = 9_500
    earned(practitioner)

    assert requested(practitioner).amount_cents == 9_500


def test_one_at_a_time(practitioner, account):
    earned(practitioner)
    requested(practitioner)
    earned(practitioner)

    with pytest.raises(PayoutOpen):
        requested(practitioner)


def test_the_next_one_may_follow_once_it_was_sent(practitioner, account):
    earned(practitioner)
    steps.sent(practitioner)
    earned(practitioner)

    assert steps.sent(practitioner).status == "sent"


def test_without_an_account_that_is_ready_nothing_is_paid(practitioner, stripe_sandbox):
    earned(practitioner)
    with pytest.raises(PayoutAccountNotReady):
        requested(practitioner)
    accounts.start(user=practitioner.user, country="US")

    with pytest.raises(PayoutAccountNotReady):
        requested(practitioner)

    assert books(practitioner) == (9_500, 0, 0)


def test_who_is_no_practitioner_is_paid_nothing(db):
    with pytest.raises(PayoutAccountNotReady):
        operations.request(user=UserFactory(), claim=None, now=MONDAY)


def test_a_repeated_key_is_answered_the_same_payout(practitioner, account):
    earned(practitioner)
    claim = Claim(caller="user:1", key="a", fingerprint="b")
    made = [
        operations.request(user=practitioner.user, claim=claim, now=timezone.now())
        for _ in range(2)
    ]

    assert made[0] == made[1]


# --- refunds of what was paid out ---


def test_what_is_owed_for_refunds_is_kept_of_the_next_payout(practitioner, account):
    first = earned(practitioner)
    steps.sent(practitioner)
    refunded(first, 4_000)
    assert books(practitioner) == (0, 0, 3_800)
    earned(practitioner)

    payout = requested(practitioner)

    assert (payout.earned_cents, payout.netted_cents, payout.amount_cents) == (9_500, 3_800, 5_700)
    assert (books(practitioner), findings()) == ((0, 5_700, 0), [])


def test_what_is_left_below_the_minimum_is_not_paid(practitioner, account):
    first = earned(practitioner)
    steps.sent(practitioner)
    refunded(first, 5_000)
    earned(practitioner)

    with pytest.raises(PayoutBelowMinimum, match=r"\$47.50 can be"):
        requested(practitioner)

    assert books(practitioner) == (9_500, 0, 4_750)


def test_more_owed_than_earned_waits_for_more(practitioner, account):
    first = earned(practitioner, 20_000)
    steps.sent(practitioner)
    refunded(first, 20_000)
    earned(practitioner)
    with pytest.raises(PayoutBelowMinimum, match=r"\$0.00 can be"):
        requested(practitioner)

    earned(practitioner, 20_000)
    payout = requested(practitioner)

    assert (payout.netted_cents, payout.amount_cents) == (19_000, 9_500)


def test_a_failed_payout_gives_back_what_was_kept_too(practitioner, account):
    first = earned(practitioner)
    steps.sent(practitioner)
    refunded(first, 4_000)
    earned(practitioner)
    payout = requested(practitioner)

    operations.cancel(
        user=practitioner.user, payout_id=payout.public_id, claim=None, now=timezone.now()
    )

    assert (books(practitioner), findings()) == ((9_500, 0, 3_800), [])
    assert requested(practitioner).amount_cents == 5_700


def test_a_refund_of_what_is_in_a_payout_is_kept_of_it_once_it_failed(practitioner, account):
    earning = earned(practitioner, 20_000)
    payout = requested(practitioner)
    refunded(earning, 10_000)
    assert books(practitioner) == (0, 19_000, 9_500)

    operations.cancel(
        user=practitioner.user, payout_id=payout.public_id, claim=None, now=timezone.now()
    )

    assert books(practitioner) == (19_000, 0, 9_500)
    assert requested(practitioner).amount_cents == 9_500


# --- decided about ---


def test_it_is_cancelled_before_it_is_sent(practitioner, account, stripe_sandbox, relay):
    earned(practitioner)
    payout = requested(practitioner)

    payout = operations.cancel(
        user=practitioner.user, payout_id=payout.public_id, claim=None, now=MONDAY
    )
    relay()

    payout.refresh_from_db()
    assert (payout.status, payout.completed_at) == ("cancelled", MONDAY)
    assert (books(practitioner), standing(stripe_sandbox)) == ((9_500, 0, 0), [])
    assert (facts(PayoutCancelled), findings()) == (1, [])
    assert list(PayoutItem.objects.values_list("is_standing", flat=True)) == [False]


def test_a_repeated_key_cancels_once(practitioner, account):
    earned(practitioner)
    payout = requested(practitioner)
    claim = Claim(caller="user:1", key="a", fingerprint="b")

    for _ in range(2):
        operations.cancel(
            user=practitioner.user, payout_id=payout.public_id, claim=claim, now=MONDAY
        )

    assert facts(PayoutCancelled) == 1


def test_it_is_not_cancelled_once_the_provider_is_being_asked(practitioner, account):
    earned(practitioner)
    payout = requested(practitioner)
    sending._begin(payout_id=payout.pk, now=timezone.now())

    with pytest.raises(PayoutOnItsWay):
        operations.cancel(
            user=practitioner.user, payout_id=payout.public_id, claim=None, now=MONDAY
        )


def test_nobody_cancels_another_s(practitioner, account):
    earned(practitioner)
    payout = requested(practitioner)

    with pytest.raises(PayoutNotFound):
        operations.cancel(
            user=PractitionerFactory().user, payout_id=payout.public_id, claim=None, now=MONDAY
        )


def test_what_is_held_back_is_sent_when_it_is_released(
    practitioner, account, stripe_sandbox, relay
):
    earned(practitioner)
    payout = requested(practitioner)
    operations.hold(payout_id=payout.pk)
    relay()
    payout.refresh_from_db()
    assert (payout.status, standing(stripe_sandbox)) == ("held", [])
    assert books(practitioner) == (0, 9_500, 0)

    operations.release(payout_id=payout.pk, now=timezone.now() - timedelta(seconds=1))
    relay()

    payout.refresh_from_db()
    assert (payout.status, standing(stripe_sandbox)) == ("sent", [9_500])


def test_only_what_was_not_sent_is_held_and_only_what_is_held_released(practitioner, account):
    earned(practitioner)
    payout = requested(practitioner)
    with pytest.raises(PayoutNotHeld):
        operations.release(payout_id=payout.pk, now=MONDAY)
    sending.send(payout_id=payout.pk)

    with pytest.raises(PayoutOnItsWay):
        operations.hold(payout_id=payout.pk)


def test_staff_pay_before_the_run(practitioner, account):
    earned(practitioner)

    payout = operations.pay_now(practitioner_id=practitioner.pk, now=MONDAY)

    assert (payout.requested_by, payout.amount_cents) == ("staff", 9_500)


# --- the weekly run ---


def test_the_run_pays_everybody_who_has_enough(practitioner, account, stripe_sandbox):
    other, poor, unready = PractitionerFactory.create_batch(3)
    for one in (other, poor):
        steps.onboarded(one, stripe_sandbox)
    for one in (practitioner, other, unready):
        earned(one)
    earned(poor, 5_000)

    run = runs.run(now=MONDAY)

    assert run.finished_at == MONDAY
    assert set(run.payouts.values_list("practitioner", flat=True)) == {practitioner.pk, other.pk}
    assert set(run.payouts.values_list("requested_by", flat=True)) == {"schedule"}
    withheld = OutboxEvent.objects.filter(name=PayoutWithheld.name).values_list("payload")
    assert list(withheld) == [({"practitioner_id": unready.pk, "run_id": run.pk},)]
    assert findings() == []


def test_a_run_is_due_on_monday_at_ten_and_made_up_when_it_was_missed(practitioner, account):
    earned(practitioner)

    runs.run(now=MONDAY - timedelta(seconds=1))
    runs.run(now=MONDAY + timedelta(days=8))

    dues = PayoutRun.objects.order_by("due_at").values_list("due_at", flat=True)
    assert list(dues) == [MONDAY - timedelta(days=7), MONDAY + timedelta(days=7)]


def test_a_run_that_is_finished_pays_nobody_again(practitioner, account):
    earned(practitioner)
    runs.run(now=MONDAY)
    sending.send(payout_id=Payout.objects.get().pk)
    Payout.objects.update(due_at=MONDAY)
    earned(practitioner)

    runs.run(now=MONDAY + timedelta(hours=1))

    assert Payout.objects.count() == 1


def test_who_earned_more_since_a_run_waits_for_the_next(practitioner, account):
    runs.run(now=MONDAY)
    earned(practitioner)

    runs.run(now=MONDAY + timedelta(hours=1))

    assert Payout.objects.count() == 0


def test_a_run_that_was_cut_off_is_gone_on_with(practitioner, account, stripe_sandbox, monkeypatch):
    other = PractitionerFactory()
    steps.onboarded(other, stripe_sandbox)
    for one in (practitioner, other):
        earned(one)
    real = ledger.post

    def dies(**entry):
        if ledger.Entry.objects.filter(key__startswith="payout:").exists():
            raise KeyboardInterrupt
        return real(**entry)

    monkeypatch.setattr(ledger, "post", dies)
    with pytest.raises(KeyboardInterrupt):
        runs.run(now=MONDAY)
    assert (Payout.objects.count(), PayoutRun.objects.get().finished_at) == (1, None)
    monkeypatch.undo()

    run = runs.run(now=MONDAY + timedelta(minutes=5))

    assert (run.payouts.count(), PayoutRun.objects.count()) == (2, 1)
    assert run.finished_at == MONDAY + timedelta(minutes=5)


def test_a_fault_with_one_holds_up_nobody_else(practitioner, account, stripe_sandbox, monkeypatch):
    other = PractitionerFactory()
    steps.onboarded(other, stripe_sandbox)
    for one in (practitioner, other):
        earned(one)
    real = operations.pay_in_run

    def faulty(*, practitioner_id, **more):
        if practitioner_id == practitioner.pk:
            raise RuntimeError
        return real(practitioner_id=practitioner_id, **more)

    monkeypatch.setattr(operations, "pay_in_run", faulty)
    run = runs.run(now=MONDAY)
    assert (run.payouts.get().practitioner, run.finished_at) == (other, None)
    monkeypatch.undo()

    run = runs.run(now=MONDAY + timedelta(minutes=5))

    assert (run.payouts.count(), bool(run.finished_at)) == (2, True)


# --- at once ---


@pytest.mark.django_db(transaction=True)
def test_asked_for_many_times_at_once_it_is_set_aside_once(practitioner, account):
    """Guards: the lock on the account; one open payout for each practitioner."""
    earned(practitioner)

    results = at_once(*[lambda: requested(practitioner)] * 6)

    refused = [type(one) for one in results if isinstance(one, Exception)]
    assert (Payout.objects.count(), refused) == (1, [PayoutOpen] * 5)
    assert (books(practitioner), findings()) == ((0, 9_500, 0), [])


@pytest.mark.django_db(transaction=True)
def test_asked_for_during_the_run_it_is_paid_once(practitioner, account):
    """Guards: the lock on the account."""
    earned(practitioner)

    results = at_once(*[lambda: requested(practitioner)] * 2, *[lambda: runs.run(now=MONDAY)] * 4)

    unexpected = [
        one for one in results if isinstance(one, Exception) and not isinstance(one, PayoutOpen)
    ]
    assert (Payout.objects.count(), unexpected, findings()) == (1, [], [])


@pytest.mark.django_db(transaction=True)
def test_a_refund_at_the_same_time_is_paid_for_by_the_practitioner_either_way(
    practitioner, account
):
    """Guards: earnings are locked when they are set aside."""
    for _ in range(5):
        earning = earned(practitioner, 20_000)
        results = at_once(
            lambda: steps.sent(practitioner), lambda earning=earning: refunded(earning, 10_000)
        )
        # What is owed from the round before may leave too little.
        failed = [one for one in results if isinstance(one, Exception)]
        assert [one for one in failed if not isinstance(one, PayoutBelowMinimum)] == []

    paid = sum(Payout.objects.values_list("amount_cents", flat=True))
    available, in_payout, carried = books(practitioner)
    assert paid + available + in_payout - carried == 5 * 9_500
    assert findings() == []


@pytest.mark.django_db(transaction=True)
def test_cancelled_while_it_is_sent_it_is_one_of_the_two(practitioner, account, stripe_sandbox):
    """Guards: the lock on the payout."""
    for _ in range(5):
        earned(practitioner)
        payout = requested(practitioner)
        at_once(
            lambda payout=payout: sending.send(payout_id=payout.pk),
            lambda payout=payout: operations.cancel(
                user=practitioner.user,
                payout_id=payout.public_id,
                claim=None,
                now=timezone.now(),
            ),
        )

    sent = list(Payout.objects.filter(status="sent").values_list("amount_cents", flat=True))
    assert sorted(standing(stripe_sandbox)) == sorted(sent)
    assert findings() == []
