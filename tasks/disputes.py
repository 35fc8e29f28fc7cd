"""What the clock and the facts ask of disputes; it is what makes a lost webhook harmless."""

from datetime import timedelta

from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task, lock_task

from commerce.disputes import answering
from commerce.disputes import operations as disputes
from commerce.disputes.models import Dispute
from tasks import notifications

# Younger ones are in somebody's hands.
CARRY_AFTER = timedelta(minutes=2)
# More than an hour, so that a missed run is made up; a bank takes up to four months to ask.
LOOK_BACK = timedelta(days=3)
LOOK_BACK_FAR = timedelta(days=120)
TELL_BEFORE = timedelta(days=3)


def look_up_dispute(*, payment_id: int, **_added_later: object) -> None:
    """Find out why the provider gave nothing back of a payment."""
    disputes.look_up(payment_id=payment_id, now=timezone.now())


@db_periodic_task(crontab(minute="10"))
@lock_task("ask-about-disputes")
def ask_about_disputes() -> None:
    """Ask about each that is open, or over and not in order yet."""
    for dispute in Dispute.objects.unsettled().order_by("pk"):
        ask_about_dispute(dispute_id=dispute.pk)


@db_task()
def ask_about_dispute(*, dispute_id: int, **_added_later: object) -> None:
    """Bring one dispute up to date."""
    disputes.refresh(dispute_id=dispute_id, now=timezone.now())


@db_periodic_task(crontab(minute="35"))
@lock_task("find-disputes")
def find_disputes() -> None:
    """Hear within the hour of a dispute that nobody told us of."""
    now = timezone.now()
    disputes.find(since=now - LOOK_BACK, now=now)


@db_periodic_task(crontab(hour="3", minute="45"))
@lock_task("find-old-disputes")
def find_old_disputes() -> None:
    """Hear of those, too, that were missed for longer, or decided anew."""
    now = timezone.now()
    disputes.find(since=now - LOOK_BACK_FAR, now=now)


@db_periodic_task(crontab(minute="*/5"))
@lock_task("carry-answers-to-disputes")
def carry_answers() -> None:
    """Bring to the provider what a crash or a lost answer left on its way."""
    before = timezone.now() - CARRY_AFTER
    for dispute in Dispute.objects.answers_under_way().filter(answer_planned_at__lt=before):
        carry_answer(dispute_id=dispute.pk)


@db_task()
def carry_answer(*, dispute_id: int, **_added_later: object) -> None:
    """Bring one answer to the provider."""
    answering.carry(dispute_id=dispute_id, now=timezone.now())


@db_periodic_task(crontab(minute="50"))
@lock_task("tell-of-due-disputes")
def tell_of_due_disputes() -> None:
    """Tell staff of each that must be answered within three days, once."""
    for dispute in Dispute.objects.due(timezone.now(), within=TELL_BEFORE):
        notifications.tell_of_due_dispute(dispute_id=dispute.pk)
