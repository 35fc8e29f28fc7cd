"""Disputes as the provider has them, and what follows: held back, let go, taken back.

As everywhere, whoever makes us ask, the answer is written down by one function, so that events in
any order, any number of times, end the same. Locks: Dispute, then those of checkout.
"""

from collections.abc import Iterable
from datetime import datetime

from commerce.checkout import operations as orders
from commerce.checkout.models import Order
from commerce.disputes import policies, taking_back
from commerce.disputes.events import DisputeClosed, DisputeOpened
from commerce.disputes.gateway import ProviderDispute, Withdrawal, gateway
from commerce.disputes.models import Dispute
from commerce.disputes.states import CHARGEBACK, OPEN, DisputeStatus
from commerce.earnings import operations as earnings
from commerce.ledger import operations as ledger
from commerce.ledger.operations import Leg
from commerce.ledger.states import AccountKind
from commerce.memberships.models import MembershipInvoice
from commerce.payments import holding
from commerce.payments import operations as payments
from commerce.payments.models import Payment
from commerce.payments.states import PaymentStatus
from estuary.kernel import db, events
from marketplace.models import Practitioner

WHY_HELD = "Disputed by the client's bank"


# --- asking ---


def hear(*, provider_id: str, now: datetime) -> Dispute | None:
    """Ask how a dispute stands, and write it down; None when its payment is not ours.

    Call outside a transaction. Raises PaymentsUnavailable, UnknownToProvider.
    """
    return learn(found=gateway().fetch(dispute_id=provider_id), now=now)


def refresh(*, dispute_id: int, now: datetime) -> None:
    """Bring one dispute up to date. Raises PaymentsUnavailable."""
    hear(provider_id=Dispute.objects.get(pk=dispute_id).provider_id, now=now)


def find(*, since: datetime, now: datetime) -> int:
    """Write down every dispute opened since then; answers how many we had not heard of.

    Whose webhook was lost is found this way. Raises PaymentsUnavailable.
    """
    return _learn_all(gateway().listed(since=since), now=now)


def look_up(*, payment_id: int, now: datetime) -> None:
    """Find the dispute because of which the provider gave nothing back of a payment.

    With none that is open, the refunds that have waited are refused for good, and left to
    operations staff. Raises PaymentsUnavailable.
    """
    payment = Payment.objects.get(pk=payment_id)
    if payment.intent_id:
        _learn_all(gateway().of_payment(intent_id=payment.intent_id), now=now)
    _refuse_unless_open(payment_id=payment_id)


def learn(*, found: ProviderDispute, now: datetime) -> Dispute | None:
    """Write down a dispute as the provider has it, after what must be known before it.

    Call outside a transaction. Raises PaymentsUnavailable, BookedMeanwhile.
    """
    payment = _payment_of(found)
    if payment is not None:
        _complete(payment, now=now)
    if payment is not None and found.status == DisputeStatus.LOST:
        # From now on the provider gives nothing back: what it has not given by now, it will not.
        for refund in payment.refunds.owed():
            payments.look_for_refund(refund_id=refund.pk)
    return apply(found=found, now=now)


def _learn_all(listed: Iterable[ProviderDispute], *, now: datetime) -> int:
    new = 0
    for found in listed:
        is_new = not Dispute.objects.filter(provider_id=found.id).exists()
        new += learn(found=found, now=now) is not None and is_new
    return new


def _complete(payment: Payment, *, now: datetime) -> None:
    """What is disputed was paid, whether we have heard of that or not."""
    if payment.status != PaymentStatus.SUCCEEDED:
        payments.refresh(payment_id=payment.pk)
    orders.complete(payment_id=payment.pk, now=now)


def _payment_of(found: ProviderDispute) -> Payment | None:
    known = Payment.objects.filter(intent_id=found.intent_id) if found.intent_id else None
    by_charge = Payment.objects.exclude(charge_id="").filter(charge_id=found.charge_id)
    return (known.first() if known is not None else None) or by_charge.first()


def _invoice_of(found: ProviderDispute) -> MembershipInvoice | None:
    known = MembershipInvoice.objects.exclude(charge_id="")
    return known.filter(charge_id=found.charge_id).first()


# --- writing down ---


@db.transaction
def apply(*, found: ProviderDispute, now: datetime) -> Dispute | None:
    """Write down what the provider has of a dispute; None when its payment is not ours.

    The one function for its answers, events and lists. Only forward: an answer may be older
    than what we know. What moved is booked once, movement by movement. Raises BookedMeanwhile.
    """
    dispute, is_new = _row(found)
    if dispute is None:
        return None
    order = _locked(dispute, found)
    before = dispute.status
    is_news = is_new or policies.follows(before=before, after=found.status)
    for one in found.withdrawals:
        _book(dispute, one)
    dispute.amount_cents, dispute.reason = found.amount_cents, found.reason
    dispute.evidence_due_at = found.evidence_due_at
    if found.submissions and dispute.submitted_at is None:
        dispute.submitted_at = now
    if is_news:
        dispute.status = found.status
        dispute.closed_at = None if found.status in OPEN else now
        dispute.settled_at = None
    dispute.save()
    _follow(dispute, order, now=now)
    if is_news:
        _tell(dispute, before="" if is_new else before)
    return dispute


def _row(found: ProviderDispute) -> tuple[Dispute | None, bool]:
    """The dispute, locked, and whether it was not there before."""
    payment = _payment_of(found)
    invoice = None if payment else _invoice_of(found)
    if payment is None and invoice is None:
        return None, False
    new = Dispute(
        provider_id=found.id,
        payment=payment,
        order=Order.objects.filter(payment=payment).first() if payment else None,
        invoice=invoice,
        status=DisputeStatus.WARNING_NEEDS_RESPONSE,
        reason=found.reason,
        amount_cents=found.amount_cents,
        currency=found.currency,
        opened_at=found.opened_at,
        evidence_due_at=found.evidence_due_at,
    )
    # Two who hear of it at once: the later one waits here, then finds the row.
    Dispute.objects.bulk_create([new], ignore_conflicts=True)
    stored = Dispute.objects.lock().select_related("payment", "order").get(provider_id=found.id)
    return stored, stored.public_id == new.public_id


def _locked(dispute: Dispute, found: ProviderDispute) -> Order | None:
    """The order of a dispute; where it is lost, with all that was booked by it."""
    if dispute.order is None:
        return None
    if found.status == DisputeStatus.LOST and not _is_taken_back(dispute):
        return taking_back.lock(dispute.order)
    return Order.objects.lock().select_related("payment").get(pk=dispute.order.pk)


def _is_taken_back(dispute: Dispute) -> bool:
    return dispute.status == DisputeStatus.LOST and dispute.settled_at is not None


def _book(dispute: Dispute, moved: Withdrawal) -> None:
    """Once for each movement; what comes back after all was taken back is our gain."""
    late = _is_taken_back(dispute)
    posted = ledger.post(
        key=dispute.key(f"moved:{moved.id}"),
        description=f"Dispute {dispute.provider_id}",
        legs=[
            Leg(
                AccountKind.PROVIDER_CLEARING,
                moved.amount_cents - moved.fee_cents,
                moved.currency,
            ),
            Leg(
                AccountKind.DISPUTE_LOSSES if late else AccountKind.DISPUTED,
                -moved.amount_cents,
                moved.currency,
            ),
            Leg(AccountKind.DISPUTE_FEES, moved.fee_cents, moved.currency),
        ],
    )
    if posted is not None:
        dispute.withdrawn_cents -= moved.amount_cents
        dispute.fee_cents += moved.fee_cents


# --- what follows ---


def _follow(dispute: Dispute, order: Order | None, *, now: datetime) -> None:
    """Bring everything else to where it must be; repeating it changes nothing."""
    if dispute.is_open:
        _hold(dispute, order, now=now)
        return
    if dispute.status == DisputeStatus.LOST:
        if dispute.settled_at is not None or not dispute.withdrawn_cents:
            return  # it is done, or the provider has not said yet what it took
        taking_back.take_back(dispute=dispute, order=order, now=now)
        dispute.settled_at = now
    elif dispute.withdrawn_cents == 0:
        dispute.settled_at = dispute.settled_at or now
    else:
        dispute.settled_at = None  # it was won, and the money is still to come back
    dispute.save()
    _let_go(dispute, order, now=now)


def _hold(dispute: Dispute, order: Order | None, *, now: datetime) -> None:
    if dispute.payment is not None and dispute.is_chargeback:
        holding.hold_refunds(payment=dispute.payment, now=now)
    practitioner = practitioner_of(order)
    if order is not None and practitioner is not None:
        earnings.freeze(
            practitioner=practitioner,
            reference=orders.reference(order),
            reason=WHY_HELD,
            state=dispute.status,
            now=now,
        )


def _let_go(dispute: Dispute, order: Order | None, *, now: datetime) -> None:
    """Unless another dispute of the same payment still holds it."""
    if dispute.payment is None:
        return
    others = Dispute.objects.open().filter(payment=dispute.payment_id).exclude(pk=dispute.pk)
    if not others.filter(status__in=CHARGEBACK).exists():
        holding.let_refunds_go(payment=dispute.payment)
    practitioner = practitioner_of(order)
    if order is not None and practitioner is not None and not others.exists():
        earnings.unfreeze(
            practitioner=practitioner,
            reference=orders.reference(order),
            state=dispute.status,
            now=now,
        )


@db.transaction
def _refuse_unless_open(*, payment_id: int) -> None:
    payment = Payment.objects.get(pk=payment_id)
    list(Order.objects.filter(payment=payment).lock())
    if not payment.disputes.chargebacks().exists():
        holding.refuse_refunds(payment=payment)


def practitioner_of(order: Order | None) -> Practitioner | None:
    """Who earns by an order; nobody by one for credits."""
    if order is None:
        return None
    line = order.lines.select_related(
        "service__practitioner", "package_terms__package__practitioner"
    ).first()
    return line.practitioner if line else None


def _tell(dispute: Dispute, *, before: str) -> None:
    """That it was opened, also when it is over by the time we hear of it; and that it closed."""
    if not before or (before not in CHARGEBACK and dispute.is_chargeback):
        events.record(DisputeOpened(dispute_id=dispute.pk, status=dispute.status))
    if not dispute.is_open:
        events.record(DisputeClosed(dispute_id=dispute.pk, status=dispute.status))
