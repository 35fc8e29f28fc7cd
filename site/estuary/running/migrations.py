"""Whether the migrations are those a database has already seen."""

import hashlib
from pathlib import Path

# The lock stands for the packages' migrations; the settings say which apps there are.
SOURCES = (
    "*/migrations/*.py",
    "site/*/*/migrations/*.py",
    "requirements.txt",
    "site/estuary/settings/base.py",
)


def digest(root: Path) -> str:
    """A short name for all migrations together, which changes when any of them does."""
    total = hashlib.sha256()
    for path in sorted(path for source in SOURCES for path in root.glob(source)):
        total.update(f"{path.relative_to(root)}\0".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()[:16]
