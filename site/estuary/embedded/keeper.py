"""The process that keeps the services for as long as somebody borrows them.

It is its own process so that they outlive a short command while a longer one still uses them, and
so that nothing is left however their users end: a borrower is nothing but a shared file lock.
"""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from estuary.embedded import processes
from estuary.embedded.addresses import Place, place
from estuary.embedded.errors import EmbeddedError
from estuary.embedded.locks import FileLock
from estuary.embedded.postgres import Postgres
from estuary.embedded.valkey import Valkey

READY, TAKEN = "ready", "taken"
LOCKS = ("keeper", "users", "ready")
LEAST_FREE = 150 * 2**20
LOOK_EVERY = 0.2

Service = Postgres | Valkey
Running = list[tuple[Service, subprocess.Popen[bytes]]]


def locks(where: Place) -> tuple[FileLock, FileLock, FileLock]:
    """The keeper's own lock, the users' shared one, and the one that says the services answer."""
    keeper, users, ready = (FileLock(where.home / f"{name}.lock") for name in LOCKS)
    return keeper, users, ready


def main(root: str, purpose: str) -> int:
    """Keep the services; say one line on standard output once they answer or cannot."""
    where = place(Path(root), purpose)
    own, users, ready = locks(where)
    if not own.try_to_take():
        return _say(TAKEN, 0)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    running: Running = []
    try:
        _prepare(where)
        step = processes.way_down()
        _own_sockets(where.sockets, step)
        for kind in (Postgres, Valkey):
            service = kind(where, step)
            running.append((service, service.start()))
        ready.take()
        _say(READY, 0)
        _watch(running, users)
    except (EmbeddedError, OSError) as error:
        _note(str(error))
        return _say(str(error), 1)
    finally:
        ready.release()
        for service, process in reversed(running):
            service.stop(process)
    return 0


def _watch(running: Running, users: FileLock) -> None:
    """Return when nobody borrows any more; raise when a service ends by itself."""
    while not users.try_to_take():
        for service, process in running:
            if process.poll() is not None:
                said = processes.tail(service.log)
                raise EmbeddedError(f"{service.name} stopped by itself: {said}")
        time.sleep(LOOK_EVERY)


def _prepare(where: Place) -> None:
    free = os.statvfs(where.home)
    if free.f_bavail * free.f_frsize < LEAST_FREE:
        raise EmbeddedError(
            f"The disk that holds {where.home} is full: "
            f"{free.f_bavail * free.f_frsize // 2**20} MB are free, "
            f"{LEAST_FREE // 2**20} MB are needed."
        )
    for name in ("postgres.log", "valkey.log"):
        log = where.home / name
        if log.exists():
            log.replace(log.with_name(f"{name}.1"))
    (where.home / "keeper.log").write_bytes(b"")  # emptied, not moved: it is our standard error


def _own_sockets(folder: Path, step: object) -> None:
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


def _note(line: str) -> None:
    """Leave the reason where a borrower finds it."""
    print(line, file=sys.stderr, flush=True)  # noqa: T201 - keeper.log
