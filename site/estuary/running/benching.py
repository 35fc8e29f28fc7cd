"""`manage.py bench`: how long the content API takes, beside Wagtail's own on the same pages."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

USAGE = """\
python3 manage.py bench [pytest's arguments]

Writes 200 rich pages into a database of its own, prints queries and median times of the content
API and of Wagtail's own views over them, and writes the figures into docs/figures.md. It takes
about two minutes on two cores.
"""
PYTEST = [sys.executable, "-m", "pytest", "tests/bench", "-p", "no:randomly", "-s"]


def main(root: Path, arguments: Sequence[str]) -> int:
    """Run pytest over tests/bench."""
    if {"-h", "--help"} & set(arguments):
        sys.stdout.write(USAGE)
        return 0
    os.environ["DJANGO_SETTINGS_MODULE"] = "estuary.settings.test"
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    os.chdir(root)
    sys.stdout.flush()
    return subprocess.call([*PYTEST, *arguments])
