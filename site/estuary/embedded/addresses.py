"""Where the embedded services keep their files and where they listen."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

DATABASE = "estuary"
PORT = 5432  # only part of the socket's name; written out, or PGPORT would change it
HOMES = {"run": "var", "test": "var/test"}
# sun_path holds 103 bytes on macOS, 107 on Linux, and the longest name is ".s.PGSQL.5432.lock".
LONGEST_FOLDER = 80


@dataclass(frozen=True)
class Place:
    """The folders of one set of services."""

    home: Path  # data, logs and locks
    sockets: Path  # short, because the path of a socket is bounded
    durable: bool  # whether the data must survive a power cut

    @property
    def note(self) -> Path:
        """What was done to the database; kept with its files, so that it goes when they go."""
        return self.home / "postgres" / "estuary.json"

    @property
    def postgres_socket(self) -> Path:
        return self.sockets / f".s.PGSQL.{PORT}"

    @property
    def valkey_socket(self) -> Path:
        return self.sockets / "valkey.sock"


def place(root: Path, purpose: str) -> Place:
    """The folders for `purpose` ("run" or "test") of the checkout at `root`."""
    home = root.resolve() / HOMES[purpose]
    digest = hashlib.sha256(os.fsencode(home)).hexdigest()[:12]
    name = f"estuary-{os.getuid()}-{digest}"
    folder = os.environ.get("TMPDIR") or "/tmp"
    if len(os.fsencode(folder)) + 1 + len(name) > LONGEST_FOLDER:
        folder = "/tmp"
    return Place(home=home, sockets=Path(folder) / name, durable=purpose == "run")


def database_url(root: Path, purpose: str) -> str:
    """The address of the embedded PostgreSQL, whether it runs or not."""
    folder = quote(str(place(root, purpose).sockets), safe="")
    return f"postgresql://postgres@{folder}:{PORT}/{DATABASE}"


def redis_url(root: Path, purpose: str) -> str:
    """The address of the embedded Valkey, whether it runs or not."""
    return f"unix://{place(root, purpose).valkey_socket}?db=0"
