"""What the clock asks of credits."""

from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task, lock_task

from commerce.credits import operations as credit
from commerce.credits import transfers
from commerce.credits.models import CreditTransfer


@db_periodic_task(crontab(hour="3", minute="10"))
@lock_task("expire-credits")
def expire_credits() -> None:
    """Give back what nobody accepted, then take away what nobody used in time."""
    now = timezone.now()
    for transfer_id in CreditTransfer.objects.overdue(now).values_list("pk", flat=True):
        let_transfer_lapse(transfer_id=transfer_id)
    while credit.expire(now=now):
        pass


@db_task()
def let_transfer_lapse(*, transfer_id: int, **_added_later: object) -> None:
    """Give back one transfer that nobody accepted."""
    transfers.let_lapse(transfer_id=transfer_id, now=timezone.now())
