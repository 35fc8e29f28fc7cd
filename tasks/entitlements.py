"""What the clock and the facts ask of packages that were bought."""

from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task, lock_task

from commerce.earnings import operations as earnings
from commerce.entitlements import operations as entitlements


def earn_unit(*, booking_id: int, **_added_later: object) -> None:
    """Earn the unit of a session that was held, if it was booked with one."""
    earnings.earn_unit(booking_id=booking_id, now=timezone.now())


@db_periodic_task(crontab(hour="3", minute="40"))
@lock_task("expire-entitlements")
def expire_entitlements() -> None:
    """Write off what was not used in time; a missed night is made up by the next."""
    while entitlements.expire(now=timezone.now()):
        pass
