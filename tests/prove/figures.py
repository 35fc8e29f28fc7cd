"""The table of docs/figures.md: one row a figure, written by the run that measured it."""

import os
import platform
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

TABLE = "docs/figures.md"
HEAD = """\
# Figures

Measured by `python3 manage.py prove` (or `prove ID` for one) and, those with an H, by `python3
manage.py bench`; each by the commit it names.

| id | what | must be | measured | holds | commit | date | machine |
| --- | --- | --- | --- | --- | --- | --- | --- |
"""


@dataclass(frozen=True)
class Figure:
    """One promise, and what was measured of it."""

    id: str
    what: str
    must_be: str
    measured: str
    holds: bool


def write(figure: Figure, *, root: Path) -> None:
    """Put the figure into the table, in place of what was measured before."""
    path = root / TABLE
    rows = {}
    if path.exists():
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("| ") and not line.startswith(("| id ", "| --- ")):
                rows[line.split("|")[1].strip()] = line
    cells = [
        figure.id,
        figure.what,
        figure.must_be,
        figure.measured,
        "yes" if figure.holds else "NO",
        _commit(root),
        f"{datetime.now(UTC):%Y-%m-%d}",
        _machine(),
    ]
    rows[figure.id] = f"| {' | '.join(cells)} |"
    path.parent.mkdir(exist_ok=True)
    path.write_text(HEAD + "\n".join(rows[key] for key in sorted(rows)) + "\n", encoding="utf-8")


def _commit(root: Path) -> str:
    """The commit that was measured, with a + when more than this table differs from it."""
    at = _git(root, "rev-parse", "--short", "HEAD")
    changed = _git(root, "status", "--porcelain", "--", ".", f":!{TABLE}")
    return f"{at or '?'}{'+' if changed else ''}"


def _git(root: Path, *words: str) -> str:
    asked = subprocess.run(["git", *words], cwd=root, capture_output=True, text=True, check=False)
    return asked.stdout.strip()


def _machine() -> str:
    return f"{os.cpu_count()} cores, Python {platform.python_version()}"
