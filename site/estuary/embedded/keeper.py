"""The process that keeps one service for as long as somebody borrows it.

It is its own process so that the service outlives a short command while a longer one still uses
it, and so that nothing is left however the users end: a borrower is nothing but a shared file lock.
"""

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

from estuary.embedded import processes
from estuary.embedded.addresses import Place, place
from estuary.embedded.errors import EmbeddedError
from estuary.embedded.locks import FileLock
from estuary.embedded.postgres import Postgres
from estuary.embedded.valkey import Valkey

READY, TAKEN = "ready", "taken"
Service = Postgres | Valkey
SERVICES: dict[str, type[Service]] = {"postgres": Postgres, "valkey": Valkey}
LEAST_FREE = 150 * 2**20
LOOK_EVERY = 0.1


class Locks:
    """Who does what with one service, told by locks because they cannot go stale."""

    def __init__(self, where: Place, service: str) -> None:
        self.keeper = FileLock(where.home / f"{service}.keeper.lock")  # who keeps it
        self.users = FileLock(where.home / f"{service}.users.lock")  # shared: who borrows it
        self.ready = FileLock(where.home / f"{service}.ready.lock")  # held while it answers


def main(root: str, purpose: str, name: str) -> int:
    """Keep a service; say one line on standard output once it answers or cannot."""
    where = place(Path(root), purpose)
    locks = Locks(where, name)
    if not locks.keeper.try_to_take():
        return _say(TAKEN, 0)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        _prepare(where, name)
        step = processes.way_down()
        _own_sockets(where.sockets, step)
        _keep(SERVICES[name](where, step), locks)
    except (EmbeddedError, OSError) as error:
        print(error, file=sys.stderr, flush=True)  # noqa: T201 - the keeper's log
        return _say(str(error), 1)
    return 0


def _keep(service: Service, locks: Locks) -> None:
    """Return when nobody borrows any more; raise when the service ends by itself."""
    process = service.start()
    try:
        locks.ready.take()
        _say(READY, 0)
        while not locks.users.try_to_take():
            if process.poll() is not None:
                said = f"exit code {process.returncode}; {processes.tail(service.log)}"
                raise EmbeddedError(f"{service.title} stopped by itself: {said}")
            time.sleep(LOOK_EVERY)
    finally:
        locks.ready.release()
        service.stop(process)


def _prepare(where: Place, name: str) -> None:
    disk = os.statvfs(where.home)
    free = disk.f_bavail * disk.f_frsize
    if free < LEAST_FREE:
        raise EmbeddedError(
            f"The disk that holds {where.home} is full: {free // 2**20} MB are free, "
            f"{LEAST_FREE // 2**20} MB are needed."
        )
    log = where.home / f"{name}.log"
    if log.exists():
        log.replace(where.home / f"{name}.log.1")
    # Emptied, not moved: it is our own standard error.
    (where.home / f"{name}.keeper.log").write_bytes(b"")


def _own_sockets(folder: Path, step: Callable[[], None] | None) -> None:
    """Make the folder of the sockets ours alone; it lies where anybody could have made it."""
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    ours = {os.geteuid()} | ({processes.nobody().pw_uid} if os.geteuid() == 0 else set())
    if folder.is_symlink() or not folder.is_dir() or found.st_uid not in ours:
        raise EmbeddedError(f"{folder} belongs to somebody else: remove it, or set TMPDIR.")
    folder.chmod(0o700)
    processes.give_to(folder, step)


def _say(line: str, code: int) -> int:
    """Tell the borrower who waits, once; afterwards nobody listens on that pipe."""
    try:
        print(" ".join(line.split()), flush=True)  # noqa: T201 - the pipe to the borrower
        with open(os.devnull, "wb") as nowhere:
            os.dup2(nowhere.fileno(), sys.stdout.fileno())
    except OSError:
        pass
    return code
