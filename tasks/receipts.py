"""What the clock and the facts ask of receipts."""

from datetime import timedelta

from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task, lock_task

from commerce.receipts import operations

# Younger ones are on their way by their facts.
OVERLOOKED_AFTER = timedelta(minutes=2)


def issue_receipt(*, order_id: int, **_added_later: object) -> None:
    """Issue the receipt of a paid order."""
    operations.issue_receipt(order_id=order_id, now=timezone.now())


def issue_credit_note(*, refund_id: int, **_added_later: object) -> None:
    """Issue the credit note of money that went back."""
    operations.issue_credit_note(refund_id=refund_id, now=timezone.now())


@db_periodic_task(crontab(minute="*/5"))
@lock_task("issue-missing-receipts")
def issue_missing_receipts() -> None:
    """Issue what a lost fact left out, and what was paid before there were receipts."""
    before = timezone.now() - OVERLOOKED_AFTER
    for order_id in operations.without_receipt(before=before).values_list("pk", flat=True)[:500]:
        issue_missing_receipt(order_id=order_id)
    missing = operations.without_credit_note(before=before).values_list("pk", flat=True)[:500]
    for refund_id in missing:
        issue_missing_credit_note(refund_id=refund_id)


@db_task()
def issue_missing_receipt(*, order_id: int, **_added_later: object) -> None:
    """Issue one receipt; a hint only, the order says whether it has one."""
    issue_receipt(order_id=order_id)


@db_task()
def issue_missing_credit_note(*, refund_id: int, **_added_later: object) -> None:
    """Issue one credit note; a hint only."""
    issue_credit_note(refund_id=refund_id)
