"""What the sandbox does by itself once its time has come: late refunds, payouts, renewals."""

import logging
import sqlite3
import threading

from sandbox.stripe.resources import JOBS
from sandbox.stripe.world import Cause, World

log = logging.getLogger("sandbox.stripe")

# Jobs of a test clock wait for its advance, not for the hour; its end comes after all the others.
NEXT = """
SELECT jobs.* FROM jobs LEFT JOIN objects AS clocks ON clocks.id = jobs.clock
WHERE (jobs.clock IS NULL AND jobs.at <= ?)
   OR (jobs.clock IS NOT NULL AND json_extract(clocks.hidden, '$.target') >= jobs.at)
ORDER BY jobs.at, jobs.name = 'clock_ready', jobs.id LIMIT 1
"""


# The courier and a test may both be at it, and who finds nothing left must know that it is done.
_turn = threading.RLock()


def run_due(world: World) -> int:
    """Do all jobs whose time has come, each in its own transaction; how many there were."""
    done = 0
    while True:
        with _turn:
            if not _run_next(world):
                return done
        done += 1


def _run_next(world: World) -> bool:
    with world.store.transaction():
        job = world.store.row(NEXT, world.wall())
        if job is None:
            return False
        world.store.run("DELETE FROM jobs WHERE id = ?", job["id"])
    try:
        with world.store.transaction():
            _run(world, job)
    except Exception:
        # A job that breaks would break again; the webhooks behind it must not wait for it.
        log.exception("the job %s of %s broke", job["name"], job["argument"])
    return True


def _run(world: World, job: sqlite3.Row) -> None:
    """At the job's own moment: a clock moved on by a month still bills on the right day."""
    world.cause = Cause()
    with world.as_of(job["at"], test_clock=job["clock"]), world.acting_for(job["account"]):
        JOBS[job["name"]](world, job["argument"])
