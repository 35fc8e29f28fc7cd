"""`manage.py lock`: both requirements pinned anew, with hashes, for every platform."""

import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from estuary.bootstrap import Trouble

COMPILE = (
    *("uv", "pip", "compile", "--universal", "--python-version", "3.11", "--generate-hashes"),
    *("--no-emit-index-url", "--no-emit-find-links"),
    *("--custom-compile-command", "python3 manage.py lock"),
    *("requirements.in", "-o", "requirements.txt", "--quiet"),
)
ADDRESS = re.compile(r"https?://|file:|--(extra-)?index-url|--find-links")


def main(root: Path, arguments: Sequence[str]) -> int:
    """Compile both lists; arguments go to uv, such as `--upgrade-package django`.

    The tests' list is held to the first one's pins, so it comes second.
    """
    for folder in (root, root / "tests"):
        ended = subprocess.run([sys.executable, "-m", *COMPILE, *arguments], cwd=folder)
        if ended.returncode:
            return ended.returncode
        _refuse_addresses(folder / "requirements.txt")
    return 0


def _refuse_addresses(lock: Path) -> None:
    """A lock that names a host works on one machine only."""
    for number, line in enumerate(lock.read_text().splitlines(), 1):
        if ADDRESS.search(line):
            raise Trouble(f"{lock}, line {number}, names a place to fetch from: {line.strip()}")
