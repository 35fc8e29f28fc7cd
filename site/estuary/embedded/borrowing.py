"""Using the embedded services for a while."""

import contextlib
import errno
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from estuary.embedded.addresses import Place, place
from estuary.embedded.errors import EmbeddedError
from estuary.embedded.keeper import READY, TAKEN, Locks
from estuary.embedded.processes import tail

SERVICES = ("postgres", "valkey")  # in the order they start; they stop in the other one
URLS = {"postgres": "DATABASE_URL", "valkey": "REDIS_URL"}
PATIENCE = 90


def wanted(environ: Mapping[str, str]) -> tuple[str, ...]:
    """The services for which the environment names no real one."""
    return tuple(
        service
        for service, name in URLS.items()
        if not (environ.get(name, "").strip() or environ.get(f"{name}_FILE", "").strip())
    )


@contextlib.contextmanager
def borrowed(root: Path, purpose: str, services: Iterable[str] = SERVICES) -> Iterator[None]:
    """The services answer inside the block, started if nobody had them running.

    Raises EmbeddedError, with a sentence to show, when they cannot be had. On leaving, the services
    nobody else uses have stopped, one after the other.
    """
    with contextlib.ExitStack() as stack:
        for service in services:
            stack.enter_context(_borrowed(root.resolve(), purpose, service))
        yield


def alive(root: Path, purpose: str, service: str) -> bool:
    """Whether the service answers now."""
    return Locks(place(root, purpose), service).ready.held_by_another()


def last_words(root: Path, purpose: str, service: str) -> str:
    """Why the service ended by itself."""
    log = _keeper_log(place(root, purpose), service)
    if log.exists() and log.stat().st_size:
        return tail(log)
    return f"{service} stopped, because its keeper was killed."


@contextlib.contextmanager
def _borrowed(root: Path, purpose: str, service: str) -> Iterator[None]:
    where = place(root, purpose)
    _make_home(where)
    locks = Locks(where, service)
    try:
        with locks.users.take(shared=True):
            _make_ready(root, purpose, service)
            yield
    finally:
        _let_it_stop(locks)


def _make_ready(root: Path, purpose: str, service: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not alive(root, purpose, service):
        said = _start_keeper(root, purpose, service)
        if said == READY:
            return
        if said != TAKEN:
            raise EmbeddedError(said)
        if time.monotonic() > deadline:
            raise EmbeddedError(f"Another process is starting {service}, but does not finish.")
        time.sleep(0.1)  # another borrower's keeper is on its way, or the last one is leaving


def _let_it_stop(locks: Locks) -> None:
    """Wait for the keeper to end, unless it goes on for others."""
    begun = time.monotonic()
    while locks.keeper.held_by_another() and time.monotonic() - begun < 30:
        if time.monotonic() - begun > 0.5 and locks.ready.held_by_another():
            return
        time.sleep(0.02)


def _start_keeper(root: Path, purpose: str, service: str) -> str:
    """What a new keeper says: that it is ready, that there is one, or why there is none."""
    log = _keeper_log(place(root, purpose), service)
    with log.open("ab") as output:
        keeper = subprocess.Popen(
            [sys.executable, "-m", "estuary.embedded", str(root), purpose, service],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=output,
            text=True,
            cwd=root,
            env=os.environ | {"PYTHONPATH": _path(root)},
            start_new_session=True,  # the terminal's Ctrl-C is not for it
        )
    assert keeper.stdout
    with keeper.stdout:
        said = keeper.stdout.readline().strip()
    if said == READY:
        keeper.returncode = 0  # it may outlive us for others; nothing is to be warned about
        return said
    keeper.wait()
    return said or f"The keeper of {service} failed: {tail(log)}"


def _path(root: Path) -> str:
    before = os.environ.get("PYTHONPATH")
    return os.pathsep.join([str(root / "site"), *([before] if before else [])])


def _keeper_log(where: Place, service: str) -> Path:
    return where.home / f"{service}.keeper.log"


def _make_home(where: Place) -> None:
    try:
        where.home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        full = error.errno == errno.ENOSPC
        why = "the disk is full" if full else error.strerror
        raise EmbeddedError(f"{where.home} cannot be made: {why}.") from error
    if not os.access(where.home, os.W_OK):
        raise EmbeddedError(f"{where.home} is not writable by this user.")
