"""Whether the migrations are those a database has already seen."""

import hashlib
from pathlib import Path

# The lock stands for the packages' migrations.
SOURCES = ("*/migrations/*.py", "site/*/*/migrations/*.py", "requirements.txt")


def digest(root: Path, *, also: str) -> str:
    """A short name for all migrations together, which changes when any of them does.

    `also` tells which apps there are, as exactly as the caller knows it.
    """
    total = hashlib.sha256(also.encode())
    for path in sorted(path for source in SOURCES for path in root.glob(source)):
        total.update(f"{path.relative_to(root)}\0".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()[:16]
