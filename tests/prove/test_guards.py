"""B3: every guard switched off in turn; its test turns red, or it guards nothing."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue

from django.conf import settings

from tests.prove import guards, mutations, unguarded
from tests.prove.mutations import Mutation

PYTEST = [sys.executable, "-m", "pytest", "-q", "--tb=no", "--no-header", "-p", "no:randomly"]
SLOWEST = 240  # seconds for one mutation
ALL = 600
RED, GREEN = 1, 0  # what pytest answers
COPIES = 2


def test_b3_the_list_is_written():
    """First, and by itself with `prove B3 -- -k list`."""
    path = settings.ROOT / guards.PAGE
    path.write_text(guards.page(), encoding="utf-8")


def test_b3_every_guard_switched_off_in_turn(figure):
    assert _run(settings.ROOT, *_named(), seconds=ALL) == GREEN, "with every guard on"
    asleep = _missed_by_nobody() + _changes_nobody_notices()

    for line in asleep:
        print(line)  # noqa: T201
    constraints = len(guards.constraints())
    code, rules = len(mutations.MUTATIONS), len(guards.RULES)
    figure(
        "B3",
        f"{constraints} constraints, unique columns and triggers dropped, {code} guards in the "
        f"code and {rules} rules of check_money taken away, one at a time",
        must_be="its test turns red; the guards are listed",
        measured=f"{constraints + code + rules - len(asleep)} of {constraints + code + rules} red"
        + (f"; not red: {', '.join(asleep)}" if asleep else ""),
        holds=not asleep,
    )


def _named() -> list[str]:
    """Every test that is to turn red."""
    changed = {one.test for one in mutations.MUTATIONS}
    return sorted({*guards.in_process().values(), *changed})


def _missed_by_nobody() -> list[str]:
    """Constraints and rules without which their test stays green, or cannot be run."""
    with tempfile.TemporaryDirectory() as place:
        report = Path(place) / "report.json"
        tests = sorted(set(guards.in_process().values()))
        subprocess.run(
            [*PYTEST, "-p", "tests.prove.unguarded", *tests],
            cwd=settings.ROOT,
            env=_environment() | {unguarded.REPORT: str(report)},
            stdout=subprocess.DEVNULL,
            timeout=ALL,
            check=False,
        )
        outcomes = json.loads(report.read_text(encoding="utf-8"))
    return [
        name
        for name in guards.in_process()
        if not outcomes.get(name, {}).get("red") or outcomes[name]["broken"]
    ]


def _changes_nobody_notices() -> list[str]:
    """Those after which their test stays green, or cannot be run."""
    wanted = mutations.MUTATIONS
    with tempfile.TemporaryDirectory() as place:
        copies: SimpleQueue[Path] = SimpleQueue()
        for number in range(COPIES):
            copies.put(_copy_of_checkout(Path(place) / f"{number}"))

        def is_missed(mutation: Mutation) -> bool:
            copy = copies.get()
            try:
                with applied(mutation, copy):
                    return _run(copy, mutation.test) == RED
            finally:
                copies.put(copy)

        with ThreadPoolExecutor(COPIES) as pool:
            missed = list(pool.map(is_missed, wanted))
    return [one.guard for one, red in zip(wanted, missed, strict=True) if not red]


@contextmanager
def applied(mutation: Mutation, root: Path) -> Iterator[None]:
    """Take the guard away from this copy, and put it back; LookupError when it is not there."""
    path = root / mutation.file
    whole = path.read_text(encoding="utf-8")
    if whole.count(mutation.old) != 1:
        raise LookupError(f"{mutation.guard}: not once in {mutation.file}")
    path.write_text(whole.replace(mutation.old, mutation.new), encoding="utf-8")
    try:
        yield
    finally:
        path.write_text(whole, encoding="utf-8")


def _run(root: Path, *tests: str, seconds: int = SLOWEST) -> int:
    """How pytest ends over these tests; one that never ends has noticed as well."""
    try:
        ended = subprocess.run(
            [*PYTEST, "-x", *tests],
            cwd=root,
            env=_environment(),
            stdout=subprocess.DEVNULL,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return RED
    return ended.returncode


def _environment() -> dict[str, str]:
    """The servers of this run serve all of them."""
    return os.environ | {
        "DATABASE_URL": settings.DATABASE_URL,
        "REDIS_URL": settings.REDIS_URL,
        "DJANGO_SETTINGS_MODULE": "estuary.settings.test",
        "LOG_LEVEL": "ERROR",
    }


def _copy_of_checkout(to: Path) -> Path:
    """What is under version control, as it stands here."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=settings.ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        source = settings.ROOT / name
        if source.is_file() and not source.is_symlink():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, to / name)
    return to
