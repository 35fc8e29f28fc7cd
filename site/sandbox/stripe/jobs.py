"""What the sandbox does by itself once its time has come: late refunds, debits, settlement."""

from sandbox.stripe.resources import JOBS
from sandbox.stripe.world import Cause, World


def run_due(world: World) -> int:
    """Do all jobs whose time has come, each in its own transaction; how many there were."""
    done = 0
    while _run_next(world):
        done += 1
    return done


def _run_next(world: World) -> bool:
    with world.store.transaction():
        row = world.store.row(
            "SELECT * FROM jobs WHERE at <= ? ORDER BY at, id LIMIT 1", world.time()
        )
        if row is None:
            return False
        world.store.run("DELETE FROM jobs WHERE id = ?", row["id"])
        world.cause = Cause()
        JOBS[row["name"]](world, row["argument"])
        return True
