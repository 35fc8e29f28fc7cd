"""Refunds of a payment that its client disputes with the bank: they wait, go, or come to nothing.

Who knows of the dispute calls these, in the transaction in which it changes.
"""

from datetime import datetime

from commerce.payments.events import RefundFailed, RefundPlanned
from commerce.payments.gateway import DISPUTED
from commerce.payments.models import Payment
from commerce.payments.operations import plan_refund
from commerce.payments.states import RefundStatus
from estuary.kernel import db, events


@db.transaction_required
def hold_refunds(*, payment: Payment, now: datetime) -> None:
    """Let what is to go back of a payment wait: the provider gives nothing back of it now."""
    locked = Payment.objects.lock().get(pk=payment.pk)
    if locked.refunds_held_at is None:
        locked.refunds_held_at = now
        locked.save(update_fields=["refunds_held_at", "updated_at"])


@db.transaction_required
def let_refunds_go(*, payment: Payment) -> None:
    """Send what has waited: as far as we know, nothing stands in its way any more."""
    if not _end_hold(payment):
        return
    for refund in payment.refunds.filter(status=RefundStatus.PLANNED):
        events.record(RefundPlanned(refund_id=refund.pk))


@db.transaction_required
def refuse_refunds(*, payment: Payment) -> None:
    """Leave to operations staff what has waited, and what the provider will not give back."""
    if not _end_hold(payment):
        return
    for refund in payment.refunds.filter(status=RefundStatus.PLANNED).lock():
        refund.status, refund.failure = RefundStatus.FAILED, DISPUTED
        refund.save(update_fields=["status", "failure", "updated_at"])
        events.record(RefundFailed(refund_id=refund.pk))


@db.transaction_required
def cancel_refunds(*, payment: Payment, up_to_cents: int) -> int:
    """Give up refunds that are owed and not paid, since the bank has paid `up_to_cents` itself.

    Answers how many cents of them that settles, which the caller books. What is left of the
    last one is planned anew. Those that the provider has are left alone.
    """
    locked, settled = Payment.objects.lock().get(pk=payment.pk), 0
    waiting = locked.refunds.owed().filter(status__in=(RefundStatus.PLANNED, RefundStatus.FAILED))
    for refund in waiting.lock().order_by("pk"):
        part = min(refund.amount_cents, up_to_cents - settled)
        if part == 0:
            break
        settled += part
        refund.status = RefundStatus.CANCELLED
        refund.save(update_fields=["status", "updated_at"])
        if rest := refund.amount_cents - part:
            plan_refund(payment=locked, amount_cents=rest, reference=f"{refund.reference}:rest")
    return settled


def _end_hold(payment: Payment) -> bool:
    """Whether there was one."""
    locked = Payment.objects.lock().get(pk=payment.pk)
    was_held = locked.refunds_held_at is not None
    locked.refunds_held_at = None
    locked.save(update_fields=["refunds_held_at", "updated_at"])
    return was_held
