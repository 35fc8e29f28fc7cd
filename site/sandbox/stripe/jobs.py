"""What the sandbox does by itself once its time has come: late refunds, debits, settlement."""

import logging

from sandbox.stripe.resources import JOBS
from sandbox.stripe.world import Cause, World

log = logging.getLogger("sandbox.stripe")


def run_due(world: World) -> int:
    """Do all jobs whose time has come, each in its own transaction; how many there were."""
    done = 0
    while _run_next(world):
        done += 1
    return done


def _run_next(world: World) -> bool:
    # Looked up and deleted under one lock: the courier and a test may both be at it.
    with world.store.transaction():
        row = world.store.row(
            "SELECT * FROM jobs WHERE at <= ? ORDER BY at, id LIMIT 1", world.time()
        )
        if row is None:
            return False
        world.store.run("DELETE FROM jobs WHERE id = ?", row["id"])
    try:
        with world.store.transaction():
            world.cause = Cause()
            JOBS[row["name"]](world, row["argument"])
    except Exception:
        # A job that breaks would break again; the webhooks behind it must not wait for it.
        log.exception("the job %s of %s broke", row["name"], row["argument"])
    return True
