"""Money asked of cards, and given back. What it was for is checkout's business.

Every call to the provider stands between two transactions: the row that says what we are about
to do is there before it, what the provider said is written after it. Whatever happens between,
repeating the call with the same key finds the truth.
"""

from collections.abc import Callable
from datetime import datetime

from django.db.models import Sum
from django.utils import timezone

from commerce.ledger import operations as ledger
from commerce.ledger.operations import Leg
from commerce.ledger.states import AccountKind
from commerce.payments import policies
from commerce.payments.asking import (
    customer_of,
    keys_may_be_gone,
    known_customer,
    new_key_if_spent,
    number_of_attempt,
)
from commerce.payments.events import (
    PaymentSettled,
    RefundCompleted,
    RefundFailed,
    RefundPlanned,
    RefundPostponed,
)
from commerce.payments.gateway import DISPUTED, Intent, ProviderRefund, gateway
from commerce.payments.gateway import PaymentRefused as PaymentRefused
from commerce.payments.gateway import PaymentsUnavailable as PaymentsUnavailable
from commerce.payments.models import Payment, Refund
from commerce.payments.states import FINAL, GIVEN_UP, PaymentStatus, RefundStatus
from estuary.kernel import db, events, idempotency
from estuary.kernel.errors import DomainError, Kind
from estuary.kernel.idempotency import Claim
from marketplace.models import User


class RefundExceedsPayment(DomainError):
    """More would go back than came in."""

    kind = Kind.CONFLICT
    message = "That is more than is left of this payment."


class RefundNotFailed(DomainError):
    """It is on its way or paid back, or has been tried again already."""

    kind = Kind.CONFLICT
    message = "Only a refund that failed can be tried again, and only once."


class PaymentNotOpen(DomainError):
    """It has succeeded or was cancelled."""

    kind = Kind.CONFLICT
    message = "This payment is not open any more."


# --- taking money ---


@db.transaction_required
def plan(
    *, user: User, reference: str, amount_cents: int, currency: str, description: str
) -> Payment:
    """Say that we are about to ask for money; the provider is asked by `open_intent`."""
    return Payment.objects.create(
        user=user,
        reference=reference,
        amount_cents=amount_cents,
        currency=currency,
        description=description,
    )


def open_intent(*, payment_id: int) -> Payment:
    """Make the payment known to the provider, once, and answer it with its client secret.

    Call outside a transaction. Raises PaymentsUnavailable when the provider does not answer;
    then call it again.
    """
    payment = Payment.objects.select_related("user").get(pk=payment_id)
    if payment.intent_id or payment.status in FINAL:
        return payment
    with new_key_if_spent(payment):
        return _applied(_found(payment) or _opened(payment), payment)


def _found(payment: Payment) -> Intent | None:
    """The provider's intent for this payment, where our key would not find it any more."""
    if payment.attempt == 1 and not keys_may_be_gone(payment.created_at):
        return None
    return gateway().find_intent(
        customer=customer_of(payment.user, attempt=payment.attempt), reference=payment.reference
    )


def _opened(payment: Payment) -> Intent:
    return gateway().create_intent(
        customer=customer_of(payment.user, attempt=payment.attempt),
        amount_cents=payment.amount_cents,
        currency=payment.currency,
        description=payment.description,
        metadata={"reference": payment.reference, "payment": str(payment.public_id)},
        key=f"payment:{payment.public_id}:open:{payment.attempt}",
    )


def confirm(
    *, payment_id: int, payment_method: str, return_url: str, claim: Claim | None = None
) -> Payment:
    """Try to pay with `payment_method`; safe to repeat, since an intent succeeds only once.

    Each call is a new attempt, but for a repeat under the same `claim`: that one is answered
    what the provider answered the first.

    Answers the payment as it is then: succeeded, waiting for the bank, or open again after a
    decline, with the reason. Raises PaymentNotOpen, PaymentRefused, PaymentsUnavailable.
    """
    payment = open_intent(payment_id=payment_id)
    if payment.status == PaymentStatus.SUCCEEDED:
        return payment
    if payment.status == PaymentStatus.CANCELLED or not payment.intent_id:
        raise PaymentNotOpen
    attempt = number_of_attempt(payment, claim=claim)
    try:
        intent = gateway().confirm_intent(
            intent_id=payment.intent_id,
            payment_method=payment_method,
            return_url=return_url,
            key=f"payment:{payment.public_id}:confirm:{attempt}",
        )
    except PaymentsUnavailable as unavailable:
        if unavailable.key_is_spent:
            idempotency.forget(claim)
        raise
    return _applied(intent, payment)


def refresh(*, payment_id: int) -> Payment:
    """Ask the provider how the payment stands, and write it down."""
    payment = open_intent(payment_id=payment_id)
    if not Payment.objects.awaiting_word().filter(pk=payment.pk).exists():
        return payment
    return _applied(gateway().fetch_intent(intent_id=payment.intent_id or ""), payment)


def give_up(*, payment_id: int) -> Payment:
    """End a payment that nobody waits for; answers the truth when it was too late.

    A payment the provider may have heard of without our knowing is looked for first.
    """
    payment = Payment.objects.select_related("user").get(pk=payment_id)
    if payment.status in FINAL:
        return payment
    with new_key_if_spent(payment):
        intent_id = payment.intent_id
        if not intent_id:
            # Whom the provider does not know, it has no payment of.
            customer = known_customer(payment.user)
            found = customer and gateway().find_intent(
                customer=customer, reference=payment.reference
            )
            if not found:
                return _cancel_unknown(payment_id=payment.pk)
            intent_id = found.id
        intent = gateway().cancel_intent(
            intent_id=intent_id, key=f"payment:{payment.public_id}:cancel:{payment.attempt}"
        )
    return _applied(intent, payment)


@db.transaction
def apply_intent(*, intent: Intent, now: datetime) -> Payment | None:
    """Write down what the provider has; the one function for its answers, events and polls.

    Only forward: a payment that has ended stays as it ended. None when it is not ours.
    """
    known = Payment.objects.lock()
    payment = known.filter(intent_id=intent.id).first()
    if payment is None and (reference := intent.metadata.get("reference")):
        payment = known.filter(reference=reference, intent_id=None).first()
    if payment is None:
        return None
    _post_fee(payment, intent)
    if payment.status in FINAL:
        return payment
    payment.intent_id = intent.id
    payment.status = intent.status
    payment.client_secret = intent.client_secret or payment.client_secret
    payment.charge_id = intent.charge_id
    payment.method = dict(intent.method) if intent.method else payment.method
    payment.next_action = dict(intent.next_action) if intent.next_action else None
    payment.failure_code = intent.failure_code
    payment.failure_message = intent.failure_message[:300]
    if intent.status == PaymentStatus.SUCCEEDED:
        payment.settled_at = now
        _post_receipt(payment)
        events.record(PaymentSettled(payment_id=payment.pk))
    payment.save()
    return payment


@db.transaction
def _cancel_unknown(*, payment_id: int) -> Payment:
    payment = Payment.objects.lock().get(pk=payment_id)
    if payment.status == PaymentStatus.PLANNED:
        payment.status = PaymentStatus.CANCELLED
        payment.save(update_fields=["status", "updated_at"])
    return payment


def _applied(intent: Intent, payment: Payment) -> Payment:
    return apply_intent(intent=intent, now=timezone.now()) or payment


# --- giving money back ---


@db.transaction_required
def plan_refund(*, payment: Payment, amount_cents: int, reference: str) -> Refund:
    """Say that money is to go back; asking twice under one `reference` plans it once.

    The ledger must owe it already (`refunds_due`). Raises RefundExceedsPayment.
    """
    locked = Payment.objects.lock().get(pk=payment.pk)
    planned = locked.refunds.filter(reference=reference).first()
    return planned or _planned(locked, amount_cents=amount_cents, reference=reference)


@db.transaction
def retry_refund(*, refund_id: int) -> Refund:
    """Plan a failed refund again, as one of its own: a new row, a new key at the provider.

    The failed one stays as the record of what happened, and is tried again once. The books do
    not move: what the provider did not pay is owed still. Raises RefundNotFailed,
    RefundExceedsPayment.
    """
    payment_id = Refund.objects.values_list("payment", flat=True).get(pk=refund_id)
    payment = Payment.objects.lock().get(pk=payment_id)
    failed = Refund.objects.get(pk=refund_id)
    if not failed.may_be_retried:
        raise RefundNotFailed
    reference = policies.next_reference(failed.reference)
    return _planned(payment, amount_cents=failed.amount_cents, reference=reference, retry_of=failed)


def _planned(
    payment: Payment, *, amount_cents: int, reference: str, retry_of: Refund | None = None
) -> Refund:
    """A new refund of a locked payment, if so much of it is left."""
    standing = payment.refunds.exclude(status__in=GIVEN_UP)
    given = standing.aggregate(total=Sum("amount_cents"))["total"] or 0
    if payment.status != PaymentStatus.SUCCEEDED or given + amount_cents > payment.amount_cents:
        raise RefundExceedsPayment
    refund = Refund.objects.create(
        payment=payment, reference=reference, amount_cents=amount_cents, retry_of=retry_of
    )
    events.record(RefundPlanned(refund_id=refund.pk))
    return refund


def send_refund(*, refund_id: int) -> Refund:
    """Ask the provider to give the money back, once however often this is called.

    While the payment is disputed nothing is asked: the refund waits. Raises PaymentsUnavailable
    when the provider does not answer: call again. A refusal is written down, and left to
    operations staff.
    """
    refund = Refund.objects.select_related("payment").get(pk=refund_id)
    if refund.status in _ENDED or _waits(refund):
        return refund
    intent_id = refund.payment.intent_id or ""
    try:
        with new_key_if_spent(refund):
            answer = _sent(refund, intent_id)
    except PaymentRefused as refused:
        if refused.reason == DISPUTED:
            return _postpone(refund_id=refund.pk, now=timezone.now())
        return _refuse_refund(refund_id=refund.pk, reason=refused.reason or refused.message)
    return apply_refund(answer=answer, now=timezone.now()) or refund


_ENDED = (RefundStatus.SUCCEEDED, *GIVEN_UP)


def _waits(refund: Refund) -> bool:
    """Whether it is not at the provider yet, and is not to go there now."""
    return refund.provider_id is None and refund.payment.refunds_held_at is not None


def refresh_refund(*, refund_id: int) -> Refund:
    """Ask the provider about a refund that it has, whatever we think of it.

    A refund that was paid back may come back from the bank weeks later.
    """
    refund = Refund.objects.get(pk=refund_id)
    if not refund.provider_id:
        return refund
    answer = gateway().fetch_refund(refund_id=refund.provider_id)
    return apply_refund(answer=answer, now=timezone.now()) or refund


def look_for_refund(*, refund_id: int) -> None:
    """Learn whether the provider has a refund of which we do not know; it is not sent here.

    Raises PaymentsUnavailable.
    """
    refund = Refund.objects.select_related("payment").get(pk=refund_id)
    if refund.provider_id is None and refund.payment.intent_id:
        found = gateway().find_refund(
            intent_id=refund.payment.intent_id, reference=refund.reference
        )
        if found is not None:
            apply_refund(answer=found, now=timezone.now())


def _sent(refund: Refund, intent_id: str) -> ProviderRefund:
    """What the provider has of this refund; asked for if it has nothing yet."""
    if refund.provider_id:
        return gateway().fetch_refund(refund_id=refund.provider_id)
    if refund.attempt > 1 or keys_may_be_gone(refund.created_at):
        found = gateway().find_refund(intent_id=intent_id, reference=refund.reference)
        if found is not None:
            return found
    return gateway().refund(
        intent_id=intent_id,
        amount_cents=refund.amount_cents,
        metadata={"reference": refund.reference},
        key=f"refund:{refund.public_id}:{refund.attempt}",
    )


@db.transaction
def apply_refund(*, answer: ProviderRefund, now: datetime) -> Refund | None:
    """Write down what the provider has of a refund; None when it is not ours.

    Only forward, but for one step: a refund that had succeeded may still bounce at the bank.
    """
    refund = Refund.objects.lock().filter(provider_id=answer.id).first()
    if refund is None and (reference := answer.metadata.get("reference")):
        refund = Refund.objects.lock().filter(reference=reference, provider_id=None).first()
    if refund is None:
        return None
    step = _REFUND_STEPS.get((RefundStatus(refund.status), answer.status))
    refund.provider_id = answer.id
    if step is not None:
        step(refund, answer, now)
    refund.save()
    return refund


def _refund_pending(refund: Refund, answer: ProviderRefund, now: datetime) -> None:
    refund.status = RefundStatus.PENDING


def _refund_succeeded(refund: Refund, answer: ProviderRefund, now: datetime) -> None:
    refund.status, refund.completed_at = RefundStatus.SUCCEEDED, now
    _post_refund(refund, event="paid", sign=1)
    events.record(RefundCompleted(refund_id=refund.pk))


def _refund_failed(refund: Refund, answer: ProviderRefund, now: datetime) -> None:
    refund.status, refund.failure = RefundStatus.FAILED, answer.failure[:300]
    events.record(RefundFailed(refund_id=refund.pk))


def _refund_bounced(refund: Refund, answer: ProviderRefund, now: datetime) -> None:
    refund.completed_at = None
    _post_refund(refund, event="bounced", sign=-1)
    _refund_failed(refund, answer, now)


_Step = Callable[[Refund, ProviderRefund, datetime], None]
_REFUND_STEPS: dict[tuple[RefundStatus, RefundStatus], _Step] = {
    (RefundStatus.PLANNED, RefundStatus.PENDING): _refund_pending,
    (RefundStatus.PLANNED, RefundStatus.SUCCEEDED): _refund_succeeded,
    (RefundStatus.PLANNED, RefundStatus.FAILED): _refund_failed,
    (RefundStatus.PENDING, RefundStatus.SUCCEEDED): _refund_succeeded,
    (RefundStatus.PENDING, RefundStatus.FAILED): _refund_failed,
    (RefundStatus.SUCCEEDED, RefundStatus.FAILED): _refund_bounced,
}


@db.transaction
def _refuse_refund(*, refund_id: int, reason: str) -> Refund:
    refund = Refund.objects.lock().get(pk=refund_id)
    if refund.status == RefundStatus.PLANNED:
        refund.status, refund.failure = RefundStatus.FAILED, reason[:300]
        refund.save(update_fields=["status", "failure", "updated_at"])
        events.record(RefundFailed(refund_id=refund.pk))
    return refund


@db.transaction
def _postpone(*, refund_id: int, now: datetime) -> Refund:
    """Let a refund wait whose payment is disputed; under this key it would be refused for ever."""
    refund = Refund.objects.get(pk=refund_id)
    held = Payment.objects.filter(pk=refund.payment_id)
    held.filter(refunds_held_at=None).update(refunds_held_at=now)
    refund = Refund.objects.lock().select_related("payment").get(pk=refund_id)
    refund.attempt += 1
    refund.save(update_fields=["attempt", "updated_at"])
    events.record(RefundPostponed(payment_id=refund.payment_id))
    return refund


# --- the books ---


def _post_receipt(payment: Payment) -> None:
    ledger.post(
        key=f"payment:{payment.public_id}:received",
        description=f"Card payment for {payment.reference}",
        legs=[
            Leg(AccountKind.PROVIDER_CLEARING, payment.amount_cents, payment.currency),
            Leg(AccountKind.RECEIVED, -payment.amount_cents, payment.currency),
        ],
    )


def _post_fee(payment: Payment, intent: Intent) -> None:
    """The provider keeps its fee; it may tell us later than the payment."""
    if intent.status != PaymentStatus.SUCCEEDED or intent.fee_cents is None:
        return
    if payment.fee_cents is None:
        payment.fee_cents = intent.fee_cents
        payment.save(update_fields=["fee_cents", "updated_at"])
        if intent.fee_cents:
            ledger.post(
                key=f"payment:{payment.public_id}:fee",
                description=f"Provider's fee for {payment.reference}",
                legs=[
                    Leg(AccountKind.PROVIDER_FEES, intent.fee_cents, payment.currency),
                    Leg(AccountKind.PROVIDER_CLEARING, -intent.fee_cents, payment.currency),
                ],
            )


def _post_refund(refund: Refund, *, event: str, sign: int) -> None:
    currency, cents = refund.payment.currency, sign * refund.amount_cents
    ledger.post(
        key=f"refund:{refund.public_id}:{event}",
        description=f"Refund {event}: {refund.reference}",
        legs=[
            Leg(AccountKind.REFUNDS_DUE, cents, currency),
            Leg(AccountKind.PROVIDER_CLEARING, -cents, currency),
        ],
    )
