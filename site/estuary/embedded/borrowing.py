"""Using the embedded services for a while."""

import contextlib
import errno
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from estuary.embedded.addresses import Place, place
from estuary.embedded.errors import EmbeddedError
from estuary.embedded.keeper import READY, TAKEN, locks
from estuary.embedded.processes import tail

PATIENCE = 90


@contextlib.contextmanager
def borrowed(root: Path, purpose: str) -> Iterator[None]:
    """PostgreSQL and Valkey answer inside the block, started if nobody had them running.

    Raises EmbeddedError, with a sentence to show, when they cannot be had.
    """
    where = place(root, purpose)
    _make_home(where)
    _, users, _ = locks(where)
    with users.take(shared=True):
        _make_ready(root, purpose)
        yield


def alive(root: Path, purpose: str) -> bool:
    """Whether the services answer now."""
    _, _, ready = locks(place(root, purpose))
    return ready.held_by_another()


def last_words(root: Path, purpose: str) -> str:
    """Why the services ended by themselves."""
    return tail(place(root, purpose).home / "keeper.log")


def _make_ready(root: Path, purpose: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not alive(root, purpose):
        said = _start_keeper(root, purpose)
        if said == READY:
            return
        if said != TAKEN:
            raise EmbeddedError(said)
        if time.monotonic() > deadline:
            raise EmbeddedError("Another process is starting the services, but does not finish.")
        time.sleep(0.1)  # another borrower's keeper is on its way, or the last one is leaving


def _start_keeper(root: Path, purpose: str) -> str:
    with _keeper_log(place(root, purpose)).open("ab") as log:
        keeper = subprocess.Popen(
            [sys.executable, "-m", "estuary.embedded", str(root), purpose],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            cwd=root,
            env=os.environ | {"PYTHONPATH": str(root / "site")},
            start_new_session=True,  # the terminal's Ctrl-C is not for it
        )
    assert keeper.stdout
    with keeper.stdout:
        said = keeper.stdout.readline().strip()
    if said != READY:
        keeper.wait()
    else:
        keeper.returncode = 0  # it outlives us if others borrow; do not warn about it
    return said or f"The keeper of the services failed: {tail(_keeper_log(place(root, purpose)))}"


def _keeper_log(where: Place) -> Path:
    return where.home / "keeper.log"


def _make_home(where: Place) -> None:
    try:
        where.home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EmbeddedError(_sentence(error, where.home)) from error
    if not os.access(where.home, os.W_OK):
        raise EmbeddedError(f"{where.home} is not writable by this user.")


def _sentence(error: OSError, path: Path) -> str:
    if error.errno == errno.ENOSPC:
        return f"The disk that holds {path} is full."
    return f"{path} cannot be made: {error.strerror}."
