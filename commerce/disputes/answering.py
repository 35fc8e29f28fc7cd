"""What we say to the bank: our evidence, or that it is right. Said once, however often asked.

The row says what is about to be said before the provider is called, so that a crash or a lost
answer is made up for with the same words under the same key.
"""

from collections.abc import Mapping
from datetime import datetime

from commerce.disputes import operations
from commerce.disputes.events import DisputeAnswerFailed
from commerce.disputes.gateway import ProviderDispute, gateway
from commerce.disputes.models import Dispute
from commerce.disputes.states import AWAITING_ANSWER, Answer
from commerce.payments.asking import keys_may_be_gone, new_key_if_spent
from commerce.payments.gateway import PaymentRefused
from estuary.kernel import db, events
from estuary.kernel.errors import DomainError, Kind


class DisputeAnswered(DomainError):
    """It was answered in another way, or decided."""

    kind = Kind.CONFLICT
    message = "This dispute has been answered already, or decided."


class EvidenceMissing(DomainError):
    """Nothing was said."""

    message = "Say something in at least one of the fields."


class AnswerRefused(DomainError):
    """The provider does not take what was said."""

    kind = Kind.CONFLICT
    message = "The provider did not take it."


def submit_evidence(*, dispute_id: int, evidence: Mapping[str, str], now: datetime) -> None:
    """Send evidence to the bank, once: what it has cannot be changed any more.

    Said again while it is not known whether it arrived, what was said first is sent. Raises
    EvidenceMissing, DisputeAnswered, AnswerRefused; PaymentsUnavailable when the provider does
    not answer: then it is sent by the clock.
    """
    said = {name: text.strip() for name, text in evidence.items() if text.strip()}
    if not said:
        raise EvidenceMissing
    _plan(dispute_id=dispute_id, answer=Answer.EVIDENCE, evidence=said, now=now)
    carry(dispute_id=dispute_id, now=now)


def accept(*, dispute_id: int, now: datetime) -> None:
    """Give in: the client keeps the money, and what was sold is taken back.

    Raises DisputeAnswered, AnswerRefused; PaymentsUnavailable as `submit_evidence`.
    """
    _plan(dispute_id=dispute_id, answer=Answer.ACCEPT, evidence={}, now=now)
    carry(dispute_id=dispute_id, now=now)


@db.transaction
def _plan(*, dispute_id: int, answer: Answer, evidence: Mapping[str, str], now: datetime) -> None:
    dispute = Dispute.objects.lock().get(pk=dispute_id)
    if dispute.status not in AWAITING_ANSWER or dispute.answer not in ("", answer):
        raise DisputeAnswered
    if dispute.answer:
        return
    dispute.answer, dispute.answer_planned_at = answer, now
    dispute.evidence, dispute.answer_failure = dict(evidence), ""
    dispute.save()


def carry(*, dispute_id: int, now: datetime) -> None:
    """Bring a planned answer to the provider, if it has not arrived yet; asked first when unsure.

    Call outside a transaction. Raises PaymentsUnavailable, AnswerRefused.
    """
    dispute = Dispute.objects.get(pk=dispute_id)
    if dispute.status not in AWAITING_ANSWER or not dispute.answer:
        return
    try:
        with new_key_if_spent(dispute):
            found = _said(dispute)
    except PaymentRefused as refused:
        found = gateway().fetch(dispute_id=dispute.provider_id)
        if found.status in AWAITING_ANSWER and not found.submissions:
            _note_failure(
                dispute_id=dispute_id,
                attempt=dispute.attempt,
                why=refused.reason or refused.message,
            )
            raise AnswerRefused from refused
    operations.learn(found=found, now=now)


def _said(dispute: Dispute) -> ProviderDispute:
    """What the provider has of it, once it was told."""
    assert dispute.answer_planned_at
    if dispute.attempt > 1 or keys_may_be_gone(dispute.answer_planned_at):
        found = gateway().fetch(dispute_id=dispute.provider_id)
        if found.status not in AWAITING_ANSWER:
            return found
    key = dispute.key(f"{dispute.answer}:{dispute.attempt}")
    if dispute.answer == Answer.ACCEPT:
        return gateway().close(dispute_id=dispute.provider_id, key=key)
    return gateway().submit(dispute_id=dispute.provider_id, evidence=dispute.evidence, key=key)


@db.transaction
def _note_failure(*, dispute_id: int, attempt: int, why: str) -> None:
    """Let it be said another way, under another key; what was said stays to be mended."""
    dispute = Dispute.objects.lock().get(pk=dispute_id)
    if dispute.attempt != attempt or not dispute.answer:
        return
    dispute.answer, dispute.answer_planned_at = "", None
    dispute.answer_failure, dispute.attempt = why[:300], attempt + 1
    dispute.save()
    events.record(DisputeAnswerFailed(dispute_id=dispute_id, attempt=attempt))
