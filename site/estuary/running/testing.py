"""`manage.py test`: pytest, with whatever arguments it was given."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

# The whole suite, on as many cores as there are; a few tests are quicker in one process.
WHOLE_SUITE = ("-n", "auto", "--maxprocesses", "8", "--dist", "worksteal")


def main(root: Path, arguments: Sequence[str]) -> int:
    """Become pytest; tests/services.py starts PostgreSQL and Valkey for it."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "estuary.settings.test"
    os.chdir(root)
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", "pytest", *(arguments or WHOLE_SUITE)])
