"""`manage.py test`: pytest, with whatever arguments it was given."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path


def main(root: Path, arguments: Sequence[str]) -> int:
    """Become pytest; tests/services.py starts PostgreSQL and Valkey for it."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "estuary.settings.test"
    os.chdir(root)
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", "pytest", *arguments])
