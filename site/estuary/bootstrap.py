"""Makes .venv from the hashed lock, then starts again inside it; standard library only.

Which lock a .venv was made from is written in it, last of all: an interrupted .venv has no such
note and is made whole the next time. When the note is right, nothing else is looked at.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

RUNTIME, TESTS = "requirements.txt", "tests/requirements.txt"
NEED_TESTS = {"test", "lint", "lock", "prove"}
NOTE = "estuary-locks.json"
_UV_SYNC = ("-m", "uv", "pip", "sync", "--quiet")
LEAST_FREE = 700 * 2**20
OFFLINE = (
    "resolution",
    "resolve host",
    "connect",
    "network",
    "timed out",
    "dns error",
    "unreachab",
)


class Trouble(Exception):
    """The environment cannot be made; the message is for the person at the terminal."""


def enter(root: Path, verb: str, arguments: Sequence[str]) -> None:
    """Return inside an environment that has what `verb` needs; raise Trouble when there is none.

    Outside of it, this replaces the process by the same command inside it.
    """
    if os.environ.get("ESTUARY_NO_VENV"):
        return
    folder = root / (os.environ.get("ESTUARY_VENV") or ".venv")
    need = lock_for(verb)
    if not is_made(folder, root, need):
        make(folder, root, need)
    if Path(sys.prefix).resolve() != folder.resolve():
        python = str(folder / "bin" / "python")
        sys.stdout.flush()
        sys.stderr.flush()
        os.execv(python, [python, str(root / "manage.py"), *arguments])


def lock_for(verb: str) -> str:
    """The lock that holds everything `verb` needs."""
    return TESTS if verb in NEED_TESTS else RUNTIME


def is_made(folder: Path, root: Path, need: str) -> bool:
    """Whether the environment was made, to its end, from the lock as it is now."""
    return covers(read_note(folder), digests(root), need) and (folder / "bin" / "python").exists()


def covers(note: Mapping[str, str], locks: Mapping[str, str], need: str) -> bool:
    """Whether an environment with this note serves `need`; the tests' lock contains the other."""
    return note.get(need) == locks[need]


def lock_to_install(folder: Path, need: str) -> str:
    """The lock to install: an environment that had the tests' packages keeps them."""
    has_tests = TESTS in read_note(folder) or (folder / "bin" / "pytest").exists()
    return TESTS if has_tests else need


def digests(root: Path) -> dict[str, str]:
    return {
        lock: hashlib.sha256((root / lock).read_bytes()).hexdigest() for lock in (RUNTIME, TESTS)
    }


def read_note(folder: Path) -> dict[str, str]:
    try:
        found = json.loads((folder / NOTE).read_text())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def make(folder: Path, root: Path, need: str) -> None:
    """Make or mend the environment; two at once wait for each other."""
    with _refusals(folder), _alone(root):
        if is_made(folder, root, need):
            return
        _demand_venv_module()
        begun = time.monotonic()
        lock = lock_to_install(folder, need)
        locks = digests(root)
        _tell(f"Making {folder.name} from {lock}; this happens once and takes about a minute.")
        (folder / NOTE).unlink(missing_ok=True)
        _make_empty(folder)
        _install(folder, root, lock)
        covered = (RUNTIME, TESTS) if lock == TESTS else (RUNTIME,)
        (folder / NOTE).write_text(json.dumps({name: locks[name] for name in covered}))
        _tell(f"{folder.name} is ready ({time.monotonic() - begun:.0f} s).")


def _make_empty(folder: Path) -> None:
    """A virtual environment with pip in it; one that does not run is made anew."""
    python = folder / "bin" / "python"
    if python.exists() and _runs([python, "-m", "pip", "--version"]):
        return
    _need_room(folder.parent)
    if folder.exists():
        shutil.rmtree(folder)
    _run([sys.executable, "-m", "venv", folder], what=f"{folder} could not be made")


def _install(folder: Path, root: Path, lock: str) -> None:
    """Bring the environment to exactly what the lock says: with uv, or else with pip."""
    python = folder / "bin" / "python"
    try:
        with _pinned_uv(root) as pin:
            _run([*_pip(python), "--no-deps", "-r", pin], what="uv could not be installed")
    except Trouble as trouble:
        _install_with_pip(python, root, lock, trouble)
        return
    # uv brings its own certificates; behind a proxy that reads along, the system's are needed.
    for certificates in ([], ["--system-certs"]):
        sync = [*_UV_SYNC, *certificates, "--python", str(python), "--require-hashes", lock]
        try:
            _run([python, *sync], what="uv could not install the packages", cwd=root)
        except Trouble as trouble:
            last = trouble
        else:
            return
    _install_with_pip(python, root, lock, last)


def _install_with_pip(python: Path, root: Path, lock: str, trouble: Trouble) -> None:
    _tell(f"{trouble} Trying pip alone, which takes two minutes.")
    _run([*_pip(python), "-r", lock], what="The packages could not be installed", cwd=root)


def _pip(python: Path) -> list[str | Path]:
    quiet = ("--disable-pip-version-check", "--no-input", "-q", "--retries", "2")
    return [python, "-m", "pip", "install", *quiet, "--require-hashes"]


@contextlib.contextmanager
def _pinned_uv(root: Path) -> Iterator[str]:
    """A requirements file with nothing but uv and its hashes, as the tests' lock has them."""
    lines = (root / TESTS).read_text().splitlines()
    try:
        start = next(number for number, line in enumerate(lines) if line.startswith("uv=="))
    except StopIteration:
        raise Trouble(f"{TESTS} does not pin uv.") from None
    end = start + 1
    while end < len(lines) and lines[end].lstrip().startswith("--hash"):
        end += 1
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as pin:
        pin.write("\n".join(lines[start:end]))
        pin.flush()
        yield pin.name


def _run(command: Sequence[str | Path], *, what: str, cwd: Path | None = None) -> None:
    """Run a step; its own words come out only when it fails, the essential ones in a sentence."""
    words = [str(part) for part in command]
    ended = subprocess.run(words, cwd=cwd, capture_output=True, text=True, env=_environment())
    if ended.returncode:
        raise Trouble(f"{what}: {reason(ended.stderr or ended.stdout)}")


def _environment() -> dict[str, str]:
    """The caller's environment, where uv also hears of the index pip was told of."""
    environment = dict(os.environ)
    environment.pop("VIRTUAL_ENV", None)
    environment.pop("PYTHONPATH", None)
    if "PIP_INDEX_URL" in environment:
        environment.setdefault("UV_DEFAULT_INDEX", environment["PIP_INDEX_URL"])
    return environment


def reason(said: str) -> str:
    """What a failed installer's words come down to."""
    low = said.lower()
    if "no space left" in low:
        return "the disk is full."
    if any(word in low for word in OFFLINE):
        return "PyPI could not be reached; is there a network, or a proxy to be named?"
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    errors = [line for line in lines if line.lower().startswith("error")]
    return (errors or lines or ["it gave no reason."])[-1]


def _runs(command: Sequence[str | Path]) -> bool:
    try:
        return subprocess.run([str(part) for part in command], capture_output=True).returncode == 0
    except OSError:
        return False


def _demand_venv_module() -> None:
    missing = [name for name in ("venv", "ensurepip") if importlib.util.find_spec(name) is None]
    if missing:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise Trouble(
            f"This Python lacks its module {missing[0]}. "
            f"On Debian and Ubuntu: apt install python{version}-venv"
        )


def _need_room(folder: Path) -> None:
    free = shutil.disk_usage(folder).free
    if free < LEAST_FREE:
        raise Trouble(
            f"The disk that holds {folder} is too full: {free // 2**20} MB are free, "
            f"{LEAST_FREE // 2**20} MB are needed."
        )


@contextlib.contextmanager
def _alone(root: Path) -> Iterator[None]:
    """Hold the lock that lets one process at a time work on the environment."""
    (root / "var").mkdir(exist_ok=True)
    with (root / "var" / "bootstrap.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            _tell("Another command is making the environment; waiting for it.")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def _refusals(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise Trouble(f"{folder} cannot be made: the disk is full.") from error
        raise Trouble(
            f"{folder} cannot be made: {error.strerror or error} ({error.filename}). "
            f"With the packages already installed, set ESTUARY_NO_VENV=1."
        ) from error


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
