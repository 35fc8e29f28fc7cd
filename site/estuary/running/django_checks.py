"""Two of lint's steps in one Django process, because starting Django is most of their cost."""

import contextlib
import difflib
import io
import sys
import tempfile
import warnings
from pathlib import Path

import django
from django.core.management import CommandError, call_command

ROOT = Path(__file__).resolve().parents[3]
SCHEMA = ROOT / "docs" / "openapi.yaml"
SHOWN = 40


def main(*, fix: bool) -> int:
    """Print what is wrong with the migrations and with the schema; 1 if anything is."""
    # No database runs during lint, and the history kept in one is not the question.
    warnings.filterwarnings("ignore", message="Got an error checking a consistent migration")
    django.setup()
    found = [finding for finding in (_migrations(), _schema(fix=fix)) if finding]
    print("\n".join(found))
    return 1 if found else 0


def _migrations() -> str:
    """What models say and migrations do not."""
    said = io.StringIO()
    try:
        call_command("makemigrations", check_changes=True, dry_run=True, stdout=said)
    except SystemExit:
        return f"Migrations are missing: python3 manage.py makemigrations\n{said.getvalue()}"
    return ""


def _schema(*, fix: bool) -> str:
    """What the schema warns of, or how it differs from the one in docs/."""
    said = io.StringIO()
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stderr(said):
        made = Path(folder) / "openapi.yaml"
        try:
            call_command("spectacular", file=str(made), validate=True, fail_on_warn=True)
        except CommandError as error:
            return f"The schema is not right: {error}\n{said.getvalue()}"
        now = made.read_text()
    if fix:
        SCHEMA.parent.mkdir(exist_ok=True)
        SCHEMA.write_text(now)
    then = SCHEMA.read_text() if SCHEMA.exists() else ""
    if now == then:
        return ""
    changes = list(difflib.unified_diff(then.splitlines(), now.splitlines(), lineterm="", n=1))
    shown = "\n".join(changes[:SHOWN])
    return f"docs/openapi.yaml is not what the API says: python3 manage.py lint --fix\n{shown}"


if __name__ == "__main__":
    sys.exit(main(fix="--fix" in sys.argv[1:]))
