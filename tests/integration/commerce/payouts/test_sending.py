"""Payouts sent and taken back: killed anywhere, unanswered, refused, repeated."""

from datetime import timedelta

import pytest
from django.utils import timezone

from commerce.models import Earning, Payout
from commerce.payments.gateway import PaymentsUnavailable
from commerce.payouts import accounts, following, operations, runs, sending
from commerce.payouts.events import PayoutDelayed, PayoutFailed, PayoutNeedsReview, PayoutSent
from commerce.payouts.gateway import gateway
from estuary.kernel.models import OutboxEvent
from tests.integration.commerce.payouts import steps
from tests.integration.commerce.payouts.steps import books, earned, findings, requested, standing
from tests.threads import at_once

pytestmark = pytest.mark.django_db

TRANSFER = "POST /v1/transfers"
REVERSAL = "POST /v1/transfers/{id}/reversals"


def facts(event):
    return OutboxEvent.objects.filter(name=event.name).count()


def test_what_was_earned_is_sent_and_arrives(practitioner, account, stripe_sandbox, relay):
    earned(practitioner)
    earned(practitioner)
    assert books(practitioner) == (19_000, 0, 0)

    payout = requested(practitioner)
    assert (payout.status, payout.amount_cents) == ("requested", 19_000)
    assert books(practitioner) == (0, 19_000, 0)
    relay()

    payout.refresh_from_db()
    assert (payout.status, books(practitioner), steps.clearing()) == ("sent", (0, 0, 0), -19_000)
    assert standing(stripe_sandbox) == [19_000]
    assert set(Earning.objects.values_list("status", flat=True)) == {"paid"}

    steps.banks_answer(stripe_sandbox)
    following.ask(account_id=account.pk)

    payout.refresh_from_db()
    assert (payout.status, payout.failure) == ("paid", "")
    assert payout.bank_payout_id.startswith("po_")
    assert findings(days=30) == []


def test_what_arrived_before_we_found_that_it_was_sent_is_found(
    practitioner, account, stripe_sandbox
):
    earned(practitioner)
    payout = requested(practitioner)
    stripe_sandbox.faults.plan({"operation": TRANSFER, "kind": "timeout_after", "times": 2})
    with pytest.raises(PaymentsUnavailable):
        sending.send(payout_id=payout.pk)
    steps.banks_answer(stripe_sandbox)
    sending.send(payout_id=payout.pk)
    Payout.objects.update(sent_at=timezone.now() + timedelta(hours=1))

    following.ask(account_id=account.pk)

    payout.refresh_from_db()
    assert payout.status == "paid"


def test_a_refusal_to_say_what_was_sent_is_not_taken_for_a_refusal_to_send(
    practitioner, account, stripe_sandbox
):
    earned(practitioner)
    payout = requested(practitioner)
    wrong = {"type": "invalid_request_error", "code": "parameter_invalid_empty"}
    stripe_sandbox.faults.plan(
        {"operation": TRANSFER, "kind": "timeout_after", "times": 2},
        {"operation": "GET /v1/transfers", "kind": "refuse", "status": 400, "error": wrong},
    )

    for _ in range(2):
        with pytest.raises(PaymentsUnavailable):
            sending.send(payout_id=payout.pk)

    assert sending.send(payout_id=payout.pk).status == "sent"
    assert standing(stripe_sandbox) == [9_500]


# --- killed ---


class _Killed(BaseException):
    """As if the process were gone: nothing catches it."""


def killed_at(monkeypatch, name, *, after):
    """The process dies before or after it does what `name` is, once."""
    module, _, function = name.rpartition(".")
    target = {"sending": sending, "gateway": type(gateway())}[module]
    real, calls = getattr(target, function), []

    def dies(*args, **kwargs):
        calls.append(function)
        if len(calls) > 1:
            return real(*args, **kwargs)
        if after:
            real(*args, **kwargs)
        raise _Killed

    monkeypatch.setattr(target, function, dies)


STEPS = [
    (name, after)
    for name in ("sending._begin", "gateway.transfer", "sending.apply_transfer")
    for after in (False, True)
]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("name", "after"), STEPS)
def test_killed_at_any_step_it_is_sent_once_however_many_go_on(
    practitioner, account, stripe_sandbox, monkeypatch, name, after
):
    """Guards: the row before the call; one key for an attempt; only forward, under a lock."""
    earned(practitioner)
    payout = requested(practitioner)
    killed_at(monkeypatch, name, after=after)
    with pytest.raises(_Killed):
        sending.send(payout_id=payout.pk)

    at_once(*[lambda: sending.send(payout_id=payout.pk)] * 4)
    sending.send(payout_id=payout.pk)

    payout.refresh_from_db()
    assert (payout.status, standing(stripe_sandbox)) == ("sent", [9_500])
    assert (books(practitioner), steps.clearing()) == ((0, 0, 0), -9_500)
    assert findings() == []


TAKING_BACK = [
    (name, after)
    for name in ("gateway.fetch_transfer", "gateway.reverse", "sending.apply_transfer")
    for after in (False, True)
]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("name", "after"), TAKING_BACK)
def test_killed_at_any_step_it_is_taken_back_once(
    practitioner, account, stripe_sandbox, monkeypatch, name, after
):
    """Guards: the transfer is looked at before it is taken back; only forward, under a lock."""
    payout = bounced(practitioner, account, stripe_sandbox)
    killed_at(monkeypatch, name, after=after)
    with pytest.raises(_Killed):
        sending.take_back(payout_id=payout.pk)

    at_once(*[lambda: sending.take_back(payout_id=payout.pk)] * 4)
    sending.take_back(payout_id=payout.pk)

    payout.refresh_from_db()
    assert (payout.status, standing(stripe_sandbox)) == ("failed", [])
    assert (books(practitioner), steps.clearing()) == ((9_500, 0, 0), 0)
    assert findings() == []


# --- not answered ---


@pytest.mark.parametrize(
    "kind", ["timeout_before", "timeout_after", "error_500", "error_500_after"]
)
def test_an_unanswered_transfer_is_looked_for_and_made_once(
    practitioner, account, stripe_sandbox, kind
):
    earned(practitioner)
    payout = requested(practitioner)
    stripe_sandbox.faults.plan({"operation": TRANSFER, "kind": kind, "times": 2})
    with pytest.raises(PaymentsUnavailable):
        sending.send(payout_id=payout.pk)
    payout.refresh_from_db()
    assert (payout.status, books(practitioner)) == ("sending", (0, 9_500, 0))
    stripe_sandbox.faults.clear()

    sending.send(payout_id=payout.pk)

    payout.refresh_from_db()
    assert (payout.status, standing(stripe_sandbox)) == ("sent", [9_500])


def test_a_transfer_that_is_there_is_found_by_its_group_and_not_made_again(
    practitioner, account, stripe_sandbox
):
    """A day later the provider has forgotten the key: under it, another would be made."""
    earned(practitioner)
    payout = requested(practitioner)
    stripe_sandbox.faults.plan({"operation": TRANSFER, "kind": "timeout_after", "times": 2})
    with pytest.raises(PaymentsUnavailable):
        sending.send(payout_id=payout.pk)
    a_day_passes(payout, stripe_sandbox)

    sending.send(payout_id=payout.pk)

    assert standing(stripe_sandbox) == [9_500]
    payout.refresh_from_db()
    assert (payout.status, payout.attempt) == ("sent", 1)


def test_a_transfer_that_is_not_there_after_a_day_is_made_under_another_key(
    practitioner, account, stripe_sandbox
):
    earned(practitioner)
    payout = requested(practitioner)
    stripe_sandbox.faults.plan({"operation": TRANSFER, "kind": "timeout_before", "times": 2})
    with pytest.raises(PaymentsUnavailable):
        sending.send(payout_id=payout.pk)
    a_day_passes(payout, stripe_sandbox)

    sending.send(payout_id=payout.pk)

    asked = stripe_sandbox.journal.entries(path="/v1/transfers", method="POST")
    keys = [one["idempotency_key"].rpartition(":")[2] for one in asked]
    assert (keys[-1], standing(stripe_sandbox)) == ("2", [9_500])


def test_one_that_is_not_answered_for_a_day_is_for_staff_who_try_it_again(
    practitioner, account, stripe_sandbox, relay
):
    earned(practitioner)
    payout = requested(practitioner)
    stripe_sandbox.faults.plan({"operation": "*", "kind": "timeout_before", "times": 50})
    for _ in range(2):
        with pytest.raises(PaymentsUnavailable):
            sending.send(payout_id=payout.pk)
        a_day_passes(payout, stripe_sandbox)

    assert list(Payout.objects.needing_review()) == [payout]
    assert "a payout comes to an end" in findings()
    assert facts(PayoutNeedsReview) == 1
    stripe_sandbox.faults.clear()
    OutboxEvent.objects.all().delete()
    sending.try_again(payout_id=payout.pk, now=timezone.now())
    relay()

    payout.refresh_from_db()
    assert (payout.status, payout.review_since, standing(stripe_sandbox)) == ("sent", None, [9_500])


def a_day_passes(payout, sandbox):
    """For us and for the provider, who forgets its keys."""
    day = timedelta(days=1, minutes=1)
    Payout.objects.filter(pk=payout.pk).update(attempted_at=timezone.now() - day)
    sandbox.sandbox.move_clock(day.total_seconds())
    payout.refresh_from_db()


@pytest.mark.parametrize(
    "kind", ["timeout_before", "timeout_after", "error_500", "error_500_after"]
)
def test_an_unanswered_reversal_is_made_once(practitioner, account, stripe_sandbox, kind):
    payout = bounced(practitioner, account, stripe_sandbox)
    stripe_sandbox.faults.plan({"operation": REVERSAL, "kind": kind, "times": 2})
    with pytest.raises(PaymentsUnavailable):
        sending.take_back(payout_id=payout.pk)
    stripe_sandbox.faults.clear()

    sending.take_back(payout_id=payout.pk)

    payout.refresh_from_db()
    assert (payout.status, standing(stripe_sandbox), books(practitioner)) == (
        "failed",
        [],
        (9_500, 0, 0),
    )


# --- refused ---


def test_an_account_that_cannot_receive_fails_the_payout_and_is_asked_about(
    practitioner, account, stripe_sandbox
):
    earned(practitioner)
    payout = requested(practitioner)
    steps.lever(stripe_sandbox, f"accounts/{account.provider_id}/restrict")

    sending.send(payout_id=payout.pk)

    payout.refresh_from_db()
    account.refresh_from_db()
    assert (payout.status, payout.failure_code) == ("failed", "account_not_ready")
    assert payout.failure == "Your payout account could not be paid to."
    assert (account.state, account.is_payable) == ("restricted", False)
    assert (books(practitioner), standing(stripe_sandbox)) == ((9_500, 0, 0), [])
    assert facts(PayoutFailed) == 1
    assert findings() == []


def test_an_account_known_to_be_restricted_is_not_asked_for(practitioner, account, stripe_sandbox):
    earned(practitioner)
    payout = requested(practitioner)
    account.is_payable = False
    account.save()

    sending.send(payout_id=payout.pk)

    payout.refresh_from_db()
    assert payout.status == "failed"
    assert stripe_sandbox.journal.entries(path="/v1/transfers", method="POST") == []


def test_any_other_refusal_fails_it_with_the_reason(practitioner, account, stripe_sandbox):
    earned(practitioner)
    payout = requested(practitioner)
    error = {"type": "invalid_request_error", "code": "amount_too_large", "message": "Too large."}
    stripe_sandbox.faults.plan(
        {"operation": TRANSFER, "kind": "refuse", "status": 400, "error": error}
    )

    sending.send(payout_id=payout.pk)

    payout.refresh_from_db()
    assert (payout.status, payout.failure_code) == ("failed", "amount_too_large")


def test_too_little_of_our_own_waits_tells_finance_and_goes_out_later(
    practitioner, stripe_sandbox, relay
):
    steps.onboarded(practitioner, stripe_sandbox)
    earned(practitioner)
    payout = requested(practitioner)

    sending.send(payout_id=payout.pk)
    sending.send(payout_id=payout.pk)

    payout.refresh_from_db()
    assert (payout.status, payout.attempt, facts(PayoutDelayed)) == ("requested", 2, 1)
    assert payout.may_be_cancelled
    assert books(practitioner) == (0, 9_500, 0)
    steps.top_up(stripe_sandbox)
    sending.send(payout_id=payout.pk)
    assert standing(stripe_sandbox) == []

    sending.try_again(payout_id=payout.pk, now=timezone.now() - timedelta(seconds=1))
    sending.send(payout_id=payout.pk)

    assert standing(stripe_sandbox) == [9_500]


def test_finance_is_told_of_too_little_once_a_day(practitioner, stripe_sandbox):
    steps.onboarded(practitioner, stripe_sandbox)
    earned(practitioner)
    payout = requested(practitioner)
    for _ in range(2):
        sending.send(payout_id=payout.pk)
        Payout.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    assert facts(PayoutDelayed) == 1

    Payout.objects.update(delayed_at=timezone.now() - timedelta(days=1, seconds=1))
    sending.send(payout_id=payout.pk)

    assert facts(PayoutDelayed) == 2


# --- from the bank, and back ---


def bounced(practitioner, account, sandbox):
    """Sent, and returned by the bank; not yet taken back."""
    earned(practitioner)
    payout = steps.sent(practitioner)
    steps.banks_answer(sandbox)
    following.ask(account_id=account.pk)
    payout.refresh_from_db()
    assert payout.status == "paid"
    steps.lever(sandbox, f"payouts/{payout.bank_payout_id}/fail", code="account_closed")
    following.ask_again(payout_id=payout.pk)
    payout.refresh_from_db()
    return payout


def test_what_the_bank_sends_back_after_it_had_arrived_is_taken_back(
    practitioner, account, stripe_sandbox, relay
):
    payout = bounced(practitioner, account, stripe_sandbox)
    assert (payout.status, payout.completed_at) == ("returning", None)
    assert (books(practitioner), steps.clearing()) == ((0, 0, 0), -9_500)
    relay()

    payout.refresh_from_db()
    account.refresh_from_db()
    assert (payout.status, payout.failure) == ("failed", "The bank account has been closed.")
    assert (books(practitioner), steps.clearing(), standing(stripe_sandbox)) == (
        (9_500, 0, 0),
        0,
        [],
    )
    assert Earning.objects.get().status == "available"
    assert (account.is_ready, account.stopped_why) == (False, payout.failure)
    assert findings(days=30) == []


def test_a_statement_tells_what_was_sent_and_what_came_back(
    api, practitioner, account, stripe_sandbox, relay
):
    year = timezone.now().year
    address = f"/api/v1/practitioner/statements/{year}/"
    back = bounced(practitioner, account, stripe_sandbox)
    sent = api(practitioner.user).get(address).json()["data"]
    relay()
    returned = api(practitioner.user).get(address).json()["data"]

    assert [row["amount"]["amount_cents"] for row in sent["payouts"]] == [9_500]
    assert sent["payouts"][0]["event"] == f"payout:{back.public_id}:sent"
    assert sent["total"]["payouts"]["amount_cents"] == 9_500
    assert sent["closing_balance"]["amount_cents"] == 0
    assert [row["amount"]["amount_cents"] for row in returned["payouts"]] == [9_500, -9_500]
    assert returned["total"]["payouts"]["amount_cents"] == 0
    assert returned["closing_balance"]["amount_cents"] == 9_500


def test_nothing_is_paid_there_until_the_owner_has_been_at_the_provider(
    practitioner, account, stripe_sandbox, relay
):
    bounced(practitioner, account, stripe_sandbox)
    relay()

    runs.run(now=timezone.now())
    with pytest.raises(operations.PayoutAccountNotReady):
        requested(practitioner)

    accounts.come_back(user=practitioner.user)
    assert steps.sent(practitioner).status == "sent"
    assert standing(stripe_sandbox) == [9_500]


def test_what_cannot_be_taken_back_is_for_staff(practitioner, account, stripe_sandbox, relay):
    payout = bounced(practitioner, account, stripe_sandbox)
    error = {"type": "invalid_request_error", "code": "balance_insufficient", "message": "No."}
    stripe_sandbox.faults.plan(
        {"operation": REVERSAL, "kind": "refuse", "status": 400, "error": error}
    )

    sending.take_back(payout_id=payout.pk)

    payout.refresh_from_db()
    assert (payout.status, payout.may_be_tried_again) == ("returning", True)
    assert payout.review_reason == "It could not be taken back: balance_insufficient."
    OutboxEvent.objects.all().delete()
    sending.try_again(payout_id=payout.pk, now=timezone.now())
    relay()
    payout.refresh_from_db()
    assert (payout.status, payout.review_since) == ("failed", None)


def test_what_the_provider_paid_out_again_by_itself_has_arrived(
    practitioner, account, stripe_sandbox
):
    payout = bounced(practitioner, account, stripe_sandbox)
    steps.lever(stripe_sandbox, f"accounts/{account.provider_id}/activate")
    steps.banks_answer(stripe_sandbox)
    sending.take_back(payout_id=payout.pk)
    payout.refresh_from_db()
    assert (payout.status, bool(payout.review_since)) == ("returning", True)

    following.ask(account_id=account.pk)

    before = payout.bank_payout_id
    payout.refresh_from_db()
    assert (payout.status, payout.failure, payout.review_since) == ("paid", "", None)
    following.hear(account_id=account.provider_id, bank_payout_id=before)
    payout.refresh_from_db()
    assert payout.status == "paid"
    assert findings() == []


def test_old_news_of_a_transfer_changes_nothing(practitioner, account, stripe_sandbox):
    earned(practitioner)
    payout = steps.sent(practitioner)
    steps.banks_answer(stripe_sandbox)
    following.ask(account_id=account.pk)

    sending.hear_transfer(transfer_id=payout.transfer_id)

    payout.refresh_from_db()
    assert (payout.status, facts(PayoutSent), findings()) == ("paid", 1, [])


def test_staff_say_that_it_arrived_after_all(practitioner, account, stripe_sandbox):
    payout = bounced(practitioner, account, stripe_sandbox)

    sending.arrived_after_all(payout_id=payout.pk, now=timezone.now())

    payout.refresh_from_db()
    assert payout.status == "paid"
    with pytest.raises(sending.PayoutNotReturning):
        sending.arrived_after_all(payout_id=payout.pk, now=timezone.now())


def test_only_what_waits_is_tried_again(practitioner, account, stripe_sandbox):
    earned(practitioner)
    payout = steps.sent(practitioner)

    with pytest.raises(sending.PayoutNotWaiting):
        sending.try_again(payout_id=payout.pk, now=timezone.now())


def test_a_transfer_taken_back_behind_our_back_undoes_its_payout(
    practitioner, account, stripe_sandbox
):
    earned(practitioner)
    payout = steps.sent(practitioner)
    gateway().reverse(transfer_id=payout.transfer_id, amount_cents=9_500, key="by-hand")

    sending.hear_transfer(transfer_id=payout.transfer_id)

    payout.refresh_from_db()
    assert (payout.status, books(practitioner)) == ("failed", (9_500, 0, 0))


def test_a_part_taken_back_is_for_staff(practitioner, account, stripe_sandbox):
    earned(practitioner)
    payout = steps.sent(practitioner)
    gateway().reverse(transfer_id=payout.transfer_id, amount_cents=1, key="by-hand")

    sending.hear_transfer(transfer_id=payout.transfer_id)

    payout.refresh_from_db()
    assert (payout.status, payout.review_reason) == ("sent", "A part of it was taken back.")


def a_transfer_by_hand(payout, account, *, amount=9_500, key="by-hand"):
    return gateway().transfer(
        account_id=account.provider_id,
        amount_cents=amount,
        currency="usd",
        group=payout.group,
        metadata={"payout": str(payout.public_id)},
        key=key,
    )


def test_a_second_transfer_is_never_taken_for_the_first(practitioner, account, stripe_sandbox):
    earned(practitioner)
    payout = requested(practitioner)
    sending._begin(payout_id=payout.pk, now=timezone.now())
    for key in ("one", "two"):
        a_transfer_by_hand(payout, account, key=key)

    sending.send(payout_id=payout.pk)

    payout.refresh_from_db()
    assert (payout.status, payout.transfer_id) == ("sending", None)
    assert payout.review_reason == "The provider has 2 transfers for this payout."


def test_a_transfer_of_another_amount_is_for_staff(practitioner, account, stripe_sandbox):
    earned(practitioner)
    payout = requested(practitioner)
    sending._begin(payout_id=payout.pk, now=timezone.now())
    a_transfer_by_hand(payout, account, amount=9_400)

    sending.send(payout_id=payout.pk)

    payout.refresh_from_db()
    assert (payout.status, payout.transfer_id, bool(payout.review_since)) == ("sending", None, True)


def test_a_transfer_of_what_was_not_sent_is_for_staff(practitioner, account, stripe_sandbox):
    earned(practitioner)
    payout = requested(practitioner)
    made = a_transfer_by_hand(payout, account)

    sending.hear_transfer(transfer_id=made.id)

    payout.refresh_from_db()
    assert (payout.status, bool(payout.review_since)) == ("requested", True)


def test_a_transfer_of_somebody_else_s_is_left_alone(practitioner, account, stripe_sandbox):
    made = gateway().transfer(
        account_id=account.provider_id,
        amount_cents=100,
        currency="usd",
        group="other",
        metadata={"payout": "not ours"},
        key="other",
    )

    assert sending.hear_transfer(transfer_id=made.id) is None
