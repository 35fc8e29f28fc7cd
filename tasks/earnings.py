"""What the clock asks of what practitioners are owed."""

from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task, lock_task

from commerce.earnings import operations as earnings


@db_periodic_task(crontab(minute="*/15"))
@lock_task("release-earnings")
def release_earnings() -> None:
    """Make available what has been held for long enough; a missed run is made up by the next."""
    while earnings.release(now=timezone.now()):
        pass
