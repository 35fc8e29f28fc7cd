"""Bringing the database of `run` up to date before anybody uses it."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path

from estuary.running import migrations
from estuary.running.crew import Crew, Failed

Environment = Mapping[str, str]


def prepare_database(
    crew: Crew, root: Path, environment: Environment, *, note: Path | None, seed: bool | None
) -> None:
    """Migrate when migrations changed; fill in the demo when asked, or the first time.

    `note` tells what was done to the embedded database. There is none for a real one: it is
    migrated every time, and never filled without being asked.
    """
    done = _read(note)
    settings = root / "site" / "estuary" / "settings" / "base.py"
    digest = migrations.digest(root, also=settings.read_text())
    if done.get("migrations") != digest:
        with crew.console.step("Migrating the database"):
            _manage(crew, "migrate", "The database could not be migrated.", environment)
        done["migrations"] = digest
        _write(note, done)
    if seed or (seed is None and note and not is_seeded(note)):
        with crew.console.step("Filling in the demo marketplace"):
            failure = "The demo could not be filled in; --no-seed starts without it."
            _manage(crew, "seed_demo", failure, environment)
        done["seeded"] = "yes"
        _write(note, done)


def is_seeded(note: Path | None) -> bool:
    return "seeded" in _read(note)


def _manage(crew: Crew, command: str, failure: str, environment: Environment) -> None:
    name = command.split("_")[0]
    words = [sys.executable, "manage.py", command, "--verbosity", "0"]
    if crew.run(name, words, environment):
        raise Failed(failure)


def _read(note: Path | None) -> dict[str, str]:
    try:
        found = json.loads(note.read_text()) if note else {}
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _write(note: Path | None, done: Mapping[str, str]) -> None:
    if note:
        note.write_text(json.dumps(done))
