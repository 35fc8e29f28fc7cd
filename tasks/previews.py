"""What editors have on their screens is kept no longer than it is looked at."""

from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task, lock_task

from cms.previews import operations


@db_periodic_task(crontab(minute="*/5"))
@lock_task("sweep-previews")
def sweep_previews() -> None:
    """Prolong those that are still being edited, and delete those that are over."""
    operations.sweep(now=timezone.now())
