"""What the clock asks of the provider's history."""

from datetime import timedelta

from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task, lock_task

from commerce.reconciliation import operations as reconciliation

# More than one, so that a missed run is made up.
HOURS = timedelta(hours=3)


@db_periodic_task(crontab(hour="4", minute="15"))
@lock_task("reconcile")
def reconcile() -> None:
    """Read back a day at the provider; a missed night is made up by the next."""
    reconciliation.reconcile(now=timezone.now())


@db_periodic_task(crontab(minute="25"))
@lock_task("read-back-events")
def read_back_events() -> None:
    """Hear within the hour what a lost webhook would have told."""
    reconciliation.read_back(since=timezone.now() - HOURS)
