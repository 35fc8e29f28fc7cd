"""`manage.py prove`: the slow proofs in tests/prove, all or those named (B1, W1, ...)."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

USAGE = """\
python3 manage.py prove [ID ...] [-- pytest's arguments]

Measures what docs/figures.md promises, against real processes, and writes the results there.
Without an ID, everything is measured; that takes about three quarters of an hour on two cores,
B3 a third of it.
"""


def main(root: Path, arguments: Sequence[str]) -> int:
    """Become pytest over the proofs."""
    if {"-h", "--help"} & set(arguments):
        sys.stdout.write(USAGE)
        return 0
    ids, options = _split(list(arguments))
    chosen = ["-k", " or ".join(f"test_{name.lower()}_" for name in ids)] if ids else []
    os.environ["DJANGO_SETTINGS_MODULE"] = "estuary.settings.test"
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    os.chdir(root)
    sys.stdout.flush()
    pytest = [sys.executable, "-m", "pytest", "tests/prove", "-p", "no:randomly", "-s"]
    os.execv(sys.executable, [*pytest, *chosen, *options])


def _split(arguments: list[str]) -> tuple[list[str], list[str]]:
    if "--" not in arguments:
        return arguments, []
    at = arguments.index("--")
    return arguments[:at], arguments[at + 1 :]
