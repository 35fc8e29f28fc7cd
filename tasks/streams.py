"""What is put in order each night about streams."""

import logging

from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task, lock_task

from cms.streams import authoring, reacting
from cms.streams.models import Post

logger = logging.getLogger(__name__)


@db_periodic_task(crontab(hour="3", minute="35"))
@lock_task("recount-streams")
def recount_streams() -> None:
    """Mend counters that are not what is there; none should be, so each is said aloud."""
    for post_id in Post.objects.miscounted().values_list("pk", flat=True):
        if reacting.recount(post_id=post_id):
            logger.warning("The counters of stream %s were wrong.", post_id)


@db_periodic_task(crontab(hour="3", minute="45"))
@lock_task("forget-views")
def forget_views() -> None:
    """Keep no longer who looked on which day than figures show it."""
    reacting.forget_views(now=timezone.now())


@db_periodic_task(crontab(hour="3", minute="55"))
@lock_task("release-files-of-streams")
def release_files_of_streams() -> None:
    """Let go of uploads that no stream shows any more; the sweep of uploads deletes them."""
    authoring.release_unused(now=timezone.now())
