"""What the clock asks of accounts."""

from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task, lock_task

from marketplace.accounts import sessions


@db_periodic_task(crontab(hour="3", minute="20"))
@lock_task("forget-expired-tokens")
def forget_expired_tokens() -> None:
    """Drop what we know of refresh tokens that have expired; a missed night is made up."""
    sessions.forget_expired(now=timezone.now())
