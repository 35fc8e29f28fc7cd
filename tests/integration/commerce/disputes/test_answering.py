"""What we say to the bank: once, however often it is pressed, whatever is lost on the way."""

from datetime import timedelta

import pytest
from django.utils import timezone

from commerce.disputes import answering
from commerce.disputes.evidence import drafted
from commerce.disputes.gateway import gateway
from commerce.models import Dispute, Receipt
from commerce.payments.gateway import PaymentsUnavailable
from estuary.kernel.models import OutboxEvent
from tasks import disputes as clock
from tests.integration.commerce.checkout import steps as buying
from tests.integration.commerce.disputes import steps
from tests.integration.commerce.payments.steps import asked

pytestmark = pytest.mark.django_db

SAID = {"product_description": "An hour of breathing", "uncategorized_text": "  "}


@pytest.fixture
def dispute(order, stripe_sandbox):
    return steps.opened(stripe_sandbox, order)


def sends(dispute, evidence=None):
    answering.submit_evidence(dispute_id=dispute.pk, evidence=evidence or SAID, now=timezone.now())


def accepts(dispute):
    answering.accept(dispute_id=dispute.pk, now=timezone.now())


def posts(sandbox, dispute, close=False):
    path = f"/v1/disputes/{dispute.provider_id}{'/close' if close else ''}"
    return asked(sandbox, path=path)


def silent():
    """Nobody works on it any more."""
    Dispute.objects.update(answer_planned_at=timezone.now() - timedelta(minutes=5))


def fault(sandbox, kind, **more):
    sandbox.faults.plan({"operation": "POST /v1/disputes/{dispute}", "kind": kind, **more})


def test_evidence_is_sent_and_then_it_is_with_the_bank(dispute, stripe_sandbox):
    sends(dispute)

    dispute.refresh_from_db()
    assert (dispute.status, dispute.answer) == ("under_review", "evidence")
    assert dispute.evidence == {"product_description": "An hour of breathing"}
    assert dispute.submitted_at is not None


def test_pressed_twice_it_is_sent_once(dispute, stripe_sandbox):
    sends(dispute)

    with pytest.raises(answering.DisputeAnswered):
        sends(dispute, {"uncategorized_text": "Another thing"})
    with pytest.raises(answering.DisputeAnswered):
        accepts(dispute)

    assert len(posts(stripe_sandbox, dispute)) == 1


def test_with_nothing_to_say_nothing_is_sent(dispute, stripe_sandbox):
    with pytest.raises(answering.EvidenceMissing):
        sends(dispute, {"uncategorized_text": " "})

    assert posts(stripe_sandbox, dispute) == []


@pytest.mark.parametrize(
    ("lost", "times"),
    [
        ("timeout_before", 2),  # the library tries once more by itself
        ("timeout_after", 2),
        ("error_500", 1),
        ("error_500_after", 1),
        ("rate_limit", 1),
    ],
)
def test_an_answer_that_was_lost_is_made_up_for_by_the_clock(dispute, stripe_sandbox, lost, times):
    fault(stripe_sandbox, lost, times=times)
    with pytest.raises(PaymentsUnavailable):
        sends(dispute)
    dispute.refresh_from_db()
    assert (dispute.answer, dispute.submitted_at) == ("evidence", None)

    clock.carry_answers.call_local()
    dispute.refresh_from_db()
    assert dispute.submitted_at is None  # it may still be in somebody's hands
    silent()
    clock.carry_answers.call_local()

    dispute.refresh_from_db()
    assert (dispute.status, dispute.submitted_at is None) == ("under_review", False)


def test_pressed_again_while_nobody_knows_the_first_words_are_sent(dispute, stripe_sandbox):
    fault(stripe_sandbox, "timeout_before", times=2)
    with pytest.raises(PaymentsUnavailable):
        sends(dispute)

    sends(dispute, {"uncategorized_text": "Another thing"})

    dispute.refresh_from_db()
    assert dispute.evidence == {"product_description": "An hour of breathing"}
    assert dispute.status == "under_review"


def test_what_is_refused_can_be_said_in_another_way(dispute, stripe_sandbox, relay):
    error = {"type": "invalid_request_error", "code": "evidence_too_long"}
    fault(stripe_sandbox, "refuse", status=400, error=error)
    with pytest.raises(answering.AnswerRefused):
        sends(dispute)
    dispute.refresh_from_db()
    assert (dispute.answer, dispute.answer_failure) == ("", "evidence_too_long")
    assert dispute.awaits_answer
    assert drafted(dispute) == {"product_description": "An hour of breathing"}
    assert OutboxEvent.objects.filter(name="commerce.dispute.answer_failed").count() == 1

    sends(dispute, {"uncategorized_text": "Shorter"})

    dispute.refresh_from_db()
    assert (dispute.status, dispute.answer_failure) == ("under_review", "")
    keys = {entry["idempotency_key"] for entry in posts(stripe_sandbox, dispute)}
    assert len(keys) == 2


def test_what_was_decided_meanwhile_is_learnt(dispute, stripe_sandbox):
    steps.decided(stripe_sandbox, dispute.provider_id, "lose")

    sends(dispute)

    dispute.refresh_from_db()
    assert (dispute.status, dispute.answer_failure) == ("lost", "")
    assert buying.booking_of(dispute.order).status == "cancelled"


def test_after_a_day_it_is_looked_up_before_it_is_sent_again(dispute, stripe_sandbox):
    fault(stripe_sandbox, "timeout_after", times=2)
    with pytest.raises(PaymentsUnavailable):
        sends(dispute)
    Dispute.objects.update(answer_planned_at=timezone.now() - timedelta(days=2))
    before = len(posts(stripe_sandbox, dispute))

    clock.carry_answers.call_local()

    dispute.refresh_from_db()
    assert (dispute.status, len(posts(stripe_sandbox, dispute))) == ("under_review", before)


def test_accepted_it_is_lost(dispute, stripe_sandbox):
    accepts(dispute)

    dispute.refresh_from_db()
    assert (dispute.status, dispute.answer, dispute.submitted_at) == ("lost", "accept", None)
    assert (steps.held(), steps.broken()) == ((0, 1500, 0), [])
    with pytest.raises(answering.DisputeAnswered):
        accepts(dispute)
    assert len(posts(stripe_sandbox, dispute, close=True)) == 1


def test_an_inquiry_is_answered_too(order, stripe_sandbox):
    inquiry = steps.opened(stripe_sandbox, order, inquiry=True)

    sends(inquiry)

    inquiry.refresh_from_db()
    assert inquiry.status == "warning_under_review"


def test_what_was_sent_at_the_provider_itself_counts(dispute, stripe_sandbox):
    gateway().submit(dispute_id=dispute.provider_id, evidence={"receipt": "x"}, key="by-hand")

    dispute = steps.heard(dispute.provider_id)

    assert (dispute.status, dispute.submitted_at is None) == ("under_review", False)


def test_a_draft_tells_what_was_booked_by_whom_and_what_became_of_it(dispute, relay):
    booking = buying.booking_of(dispute.order)
    day = f"{booking.session.starts_at:%Y-%m-%d}"

    draft = drafted(dispute)

    assert draft["product_description"].startswith("1 x Breathwork for sleep, offered by ")
    assert draft["customer_email_address"] == dispute.order.user.email
    assert draft["service_date"] == day
    assert "100 % comes back" in draft["cancellation_policy_disclosure"]
    assert f"order {dispute.order.number}" in draft["access_activity_log"]
    assert "paid by visa ending in 4242" in draft["access_activity_log"]
    assert "to be held" in draft["access_activity_log"]
    assert Receipt.objects.get().number in draft["uncategorized_text"]


def test_a_draft_tells_who_came(dispute):
    booking = buying.booking_of(dispute.order)
    booking.participants.update(attended=True)

    assert "1 of 1 came" in drafted(dispute)["access_activity_log"]
