"""What the clock and the facts ask of payments."""

from datetime import timedelta

from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task, lock_task

from commerce.checkout import operations as checkout
from commerce.payments import operations as payments
from commerce.payments.models import Payment, Refund

# Younger ones are in somebody's hands.
ASK_AFTER = timedelta(minutes=2)


def complete_order(*, payment_id: int, **_added_later: object) -> None:
    """Give what a settled payment was for."""
    checkout.complete(payment_id=payment_id, now=timezone.now())


def send_refund(*, refund_id: int, **_added_later: object) -> None:
    """Ask the provider to give money back; an unanswered call raises, and is repeated."""
    payments.send_refund(refund_id=refund_id)


def end_payment(*, order_id: int, **_added_later: object) -> None:
    """End the payment of an abandoned order at the provider."""
    checkout.end_payment(order_id=order_id, now=timezone.now())


@db_periodic_task(crontab(minute="*/5"))
@lock_task("ask-about-payments")
def ask_about_payments() -> None:
    """Ask the provider about everything it has not given a last word on.

    This is what makes a lost webhook harmless.
    """
    before = timezone.now() - ASK_AFTER
    for payment in Payment.objects.awaiting_word().filter(updated_at__lt=before):
        ask_about_payment(payment_id=payment.pk)
    for refund in Refund.objects.unresolved().filter(updated_at__lt=before):
        ask_about_refund(refund_id=refund.pk)


@db_task()
def ask_about_payment(*, payment_id: int, **_added_later: object) -> None:
    """Bring one payment up to date; its order follows by the fact of it."""
    payments.refresh(payment_id=payment_id)


@db_task()
def ask_about_refund(*, refund_id: int, **_added_later: object) -> None:
    """Bring one refund up to date, sending it if it was never sent."""
    payments.send_refund(refund_id=refund_id)
