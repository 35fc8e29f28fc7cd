"""`manage.py prove`: the slow proofs in tests/prove, all or those named (B1, W1, ...)."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

USAGE = """\
python3 manage.py prove [ID ...] [-- pytest's arguments]

Measures what docs/figures.md promises, against real processes, and writes the results there.
Without an ID, everything is measured; that takes about an hour on two cores, B3
and C1 most of it. One case of C1: `prove C1 -- -k refunds.create-timeout_after`.
"""
PYTEST = [sys.executable, "-m", "pytest", "tests/prove", "-p", "no:randomly", "-s"]
# Of many cases that do not know each other: they run on as many cores as there are.
MANY = {"C1": ("-n", "auto", "--maxprocesses", "8")}


def main(root: Path, arguments: Sequence[str]) -> int:
    """Run pytest over the proofs; the worst of its answers."""
    if {"-h", "--help"} & set(arguments):
        sys.stdout.write(USAGE)
        return 0
    ids, options = _split(list(arguments))
    os.environ["DJANGO_SETTINGS_MODULE"] = "estuary.settings.test"
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    os.chdir(root)
    sys.stdout.flush()
    return max(subprocess.call([*PYTEST, *chosen, *options]) for chosen in _runs(ids, options))


def _runs(ids: list[str], options: list[str]) -> list[list[str]]:
    """What pytest is told, once for each run there is to be; `-k` narrows what was named."""
    if "-k" in options:
        at = options.index("-k")
        _, asked = options[at : at + 2]
        del options[at : at + 2]
        named = " or ".join(map(_test_of, ids)) or "test"
        return [["-k", f"({named}) and ({asked})"]]
    wanted = [name.upper() for name in ids]
    many = [name for name in MANY if name in wanted or not ids]
    runs = [[*MANY[name], "-k", _test_of(name)] for name in many]
    others = [_test_of(name) for name in wanted if name not in MANY]
    if not ids:
        others = [f"not ({' or '.join(map(_test_of, MANY))})"]
    return [*runs, *([["-k", " or ".join(others)]] if others else [])]


def _test_of(name: str) -> str:
    return f"test_{name.lower()}_"


def _split(arguments: list[str]) -> tuple[list[str], list[str]]:
    if "--" not in arguments:
        return arguments, []
    at = arguments.index("--")
    return arguments[:at], arguments[at + 1 :]
