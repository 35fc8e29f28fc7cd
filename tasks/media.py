"""What the clock and the facts ask of uploads."""

from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task, lock_task

from cms.library import operations as library
from marketplace.media import sweeping
from marketplace.media.models import MediaRemnant

AT_A_TIME = 1000


def learn_checksum(*, asset_id: int, **_added_later: object) -> None:
    """Read a new file to its end."""
    sweeping.learn_checksum(asset_id=asset_id)


@db_periodic_task(crontab(minute="25"))
@lock_task("sweep-uploads")
def sweep_uploads() -> None:
    """Discard what was abandoned, then delete what is due; a missed run is made up by the next."""
    now = timezone.now()
    while library.release_unused(now=now):
        pass
    while sweeping.discard_abandoned(now=now):
        pass
    while sweeping.forget_discarded(now=now):
        pass
    for key in MediaRemnant.objects.due(now).values_list("key", flat=True)[:AT_A_TIME]:
        delete_remnant(key=key)


@db_task()
def delete_remnant(*, key: str, **_added_later: object) -> None:
    """Delete one object; what fails is found again by the next run."""
    sweeping.delete_remnant(key=key, now=timezone.now())
