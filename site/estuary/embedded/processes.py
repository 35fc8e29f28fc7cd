"""Starting and stopping a server that must not outlive its parent."""

import ctypes
import os
import pwd
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from estuary.embedded.errors import EmbeddedError

PR_SET_PDEATHSIG = 1
CLONE_NEWUSER = 0x10000000
LINUX = sys.platform == "linux"
_libc = ctypes.CDLL(None, use_errno=True)

# PG* and locale variables of the caller would reach into the servers.
ENVIRONMENT = {
    name: os.environ[name]
    for name in ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TMPDIR")
    if name in os.environ
} | {"LC_ALL": "C"}


def nobody() -> pwd.struct_passwd:
    return pwd.getpwnam("nobody")


def enter_namespace() -> None:
    """Be `nobody` in a user namespace of one's own, where our files are nobody's.

    PostgreSQL refuses to run as root. This needs no account, no chown and no chmod.
    """
    if _libc.unshare(CLONE_NEWUSER):
        raise OSError(ctypes.get_errno(), "unshare")
    user = nobody()
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{user.pw_uid} 0 1")
    Path("/proc/self/gid_map").write_text(f"{user.pw_gid} 0 1")


def become_nobody() -> None:
    user = nobody()
    os.setgroups([])
    os.setgid(user.pw_gid)
    os.setuid(user.pw_uid)


def way_down() -> Callable[[], None] | None:
    """How a child gives up root: not at all, by namespace, or by becoming `nobody`."""
    if os.geteuid() != 0:
        return None
    return enter_namespace if LINUX and _works(enter_namespace) else become_nobody


def demand_way(step: Callable[[], None] | None, *paths: Path) -> None:
    """Raise when a child that became `nobody` could not reach `paths`."""

    def look() -> None:
        become_nobody()
        for path in paths:
            if not os.access(path, os.X_OK):
                raise PermissionError(path)

    if step is become_nobody and not _works(look):
        raise EmbeddedError(
            f"PostgreSQL refuses to run as root, and the user nobody may not enter "
            f"{' or '.join(map(str, paths))}: use an ordinary user, or give DATABASE_URL."
        )


def _works(step: Callable[[], None]) -> bool:
    """Whether a child could do it."""
    child = os.fork()
    if child == 0:
        try:
            step()
        except BaseException:  # noqa: BLE001 - whatever it is, it may not leave the fork
            os._exit(1)
        os._exit(0)
    return os.waitpid(child, 0)[1] == 0


def give_to(path: Path, step: Callable[[], None] | None) -> None:
    """Make the tree at `path` belong to whom the server will be."""
    if os.geteuid() != 0:
        return
    user = nobody()
    uid, gid = (user.pw_uid, user.pw_gid) if step is become_nobody else (0, 0)
    if path.stat().st_uid == uid:
        return
    for folder, _, files in os.walk(path):
        for name in (".", *files):
            os.chown(Path(folder) / name, uid, gid, follow_symlinks=False)


def tied_to_parent(
    death: signal.Signals, step: Callable[[], None] | None = None
) -> Callable[[], None]:
    """A `preexec_fn` after which the child gets the signal `death` when its parent has died.

    The tie follows the thread that started the child: start it from the main thread, or it ends
    with the other one. Only Linux can do this.
    """
    parent = os.getpid()

    def prepare() -> None:
        if step:
            step()
        if LINUX:  # last, because a change of user clears it
            _libc.prctl(PR_SET_PDEATHSIG, int(death))
        if os.getppid() != parent:
            os._exit(1)

    return prepare


def spawn(
    argv: Sequence[str | Path],
    *,
    log: Path,
    step: Callable[[], None] | None,
    on_parents_death: signal.Signals,
) -> subprocess.Popen[bytes]:
    """Start a server, writing to `log`, in its own session: the terminal's Ctrl-C is not for it."""
    with log.open("ab") as output:
        return subprocess.Popen(
            [str(part) for part in argv],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=ENVIRONMENT,
            cwd="/",
            start_new_session=True,
            umask=0o077,
            preexec_fn=tied_to_parent(on_parents_death, step),
        )


def stop(process: subprocess.Popen[bytes], *, by: Sequence[tuple[signal.Signals, float]]) -> None:
    """Ask with each signal in turn, waiting its seconds; at last, kill."""
    for number, seconds in (*by, (signal.SIGKILL, 10)):
        if process.poll() is not None:
            return
        process.send_signal(number)
        try:
            process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            continue


def wait_until(answers: Callable[[], bool], *, process: subprocess.Popen[bytes], log: Path) -> None:
    """Return when the server answers; raise its last words if it ends or stays silent."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        # Looked at after the answer: another server on the same socket may have given it.
        if answers() and process.poll() is None:
            return
        if process.poll() is not None:
            break
        time.sleep(0.02)
    raise EmbeddedError(f"{log.stem} did not start: {tail(log)}")


def wait_for_silence(is_silent: Callable[[], bool], *, name: str) -> None:
    """Return when an earlier server on our socket has gone."""
    deadline = time.monotonic() + 15
    while not is_silent():
        if time.monotonic() > deadline:
            raise EmbeddedError(f"Another {name} already uses our socket and does not end.")
        time.sleep(0.05)


def tail(log: Path) -> str:
    """The last line of a log that says something."""
    try:
        lines = log.read_text(errors="replace").strip().splitlines()
    except OSError:
        return "it left no log"
    lines = [line for line in lines if "is starting up" not in line]  # answers to our own asking
    telling = [line for line in lines if any(word in line for word in ("FATAL", "PANIC", "rror"))]
    return (telling or lines or ["it left an empty log"])[-1].strip()
