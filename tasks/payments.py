"""What the clock and the facts ask of payments."""

from datetime import timedelta

from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task, lock_task

from commerce.checkout import operations as checkout
from commerce.payments import cards, setups
from commerce.payments import operations as payments
from commerce.payments.models import CardSetup, Payment, Refund, SavedCard

# Younger ones are in somebody's hands.
ASK_AFTER = timedelta(minutes=2)
# A refund on its way takes the bank hours to days.
ASK_AGAIN_AFTER = timedelta(hours=1)
BANKS_RETURN_WITHIN = timedelta(days=30)
ASK_ABOUT_CARDS = timedelta(days=1)
CARDS_AT_A_TIME = 2000


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
    """Ask the provider about every payment it has not given a last word on.

    This is what makes a lost webhook harmless.
    """
    before = timezone.now() - ASK_AFTER
    for payment in Payment.objects.awaiting_word().filter(updated_at__lt=before):
        ask_about_payment(payment_id=payment.pk)


@db_task()
def ask_about_payment(*, payment_id: int, **_added_later: object) -> None:
    """Bring one payment up to date; its order follows by the fact of it."""
    payments.refresh(payment_id=payment_id)


@db_periodic_task(crontab(minute="*/5"))
@lock_task("ask-about-refunds")
def ask_about_refunds() -> None:
    """Ask about refunds that nothing was heard of for long, and send those never sent.

    This is what makes a lost answer harmless, and a lost webhook.
    """
    now = timezone.now()
    for refund in Refund.objects.silent(
        planned_before=now - ASK_AFTER, pending_before=now - ASK_AGAIN_AFTER
    ):
        ask_about_refund(refund_id=refund.pk)


@db_task()
def ask_about_refund(*, refund_id: int, **_added_later: object) -> None:
    """Bring one refund up to date, sending it if it was never sent."""
    payments.send_refund(refund_id=refund_id)


@db_periodic_task(crontab(hour="3", minute="20"))
@lock_task("ask-about-refunds-paid-back")
def ask_about_refunds_paid_back() -> None:
    """Ask about refunds that the bank may still return, as long as it may."""
    for refund in Refund.objects.paid_back_since(timezone.now() - BANKS_RETURN_WITHIN):
        ask_about_refund_paid_back(refund_id=refund.pk)


@db_task()
def ask_about_refund_paid_back(*, refund_id: int, **_added_later: object) -> None:
    """Learn whether the bank has returned a refund."""
    payments.refresh_refund(refund_id=refund_id)


@db_periodic_task(crontab(minute="*/5"))
@lock_task("ask-about-card-setups")
def ask_about_card_setups() -> None:
    """Finish what a closed browser left open: saved after all, or ended when its time is over."""
    now = timezone.now()
    waiting = CardSetup.objects.unfinished().filter(updated_at__lt=now - ASK_AFTER)
    for setup in waiting:
        if setup.created_at + setups.SETUP_LIVES_FOR <= now:
            end_card_setup(setup_id=setup.pk)
        elif setup.provider_id:
            ask_about_card_setup(setup_id=setup.pk)


@db_task()
def ask_about_card_setup(*, setup_id: int, **_added_later: object) -> None:
    """Bring the saving of one card up to date."""
    setups.refresh(setup_id=setup_id)


@db_task()
def end_card_setup(*, setup_id: int, **_added_later: object) -> None:
    """End one that was left open, at the provider too."""
    setups.give_up(setup_id=setup_id)


@db_periodic_task(crontab(minute="40"))
@lock_task("ask-about-cards")
def ask_about_cards() -> None:
    """Ask about each saved card once a day, the longest unheard of first."""
    unheard = SavedCard.objects.standing().filter(asked_at__lt=timezone.now() - ASK_ABOUT_CARDS)
    for card in unheard.order_by("asked_at")[:CARDS_AT_A_TIME]:
        ask_about_card(provider_id=card.provider_id)


@db_task()
def ask_about_card(*, provider_id: str, **_added_later: object) -> None:
    """Bring one saved card up to date, whatever was done to it behind our back."""
    cards.refresh(provider_id=provider_id)
