"""Three of lint's steps in one Django process, because starting Django is most of their cost."""

import contextlib
import difflib
import io
import sys
import tempfile
import warnings
from pathlib import Path

import django
import yaml
from django.core.management import CommandError, call_command

ROOT = Path(__file__).resolve().parents[3]
SCHEMA = ROOT / "docs" / "openapi.yaml"
ERRORS = ROOT / "docs" / "errors.md"
SHOWN = 40


def main(*, fix: bool) -> int:
    """Print what is wrong with the migrations, the schema and its page; 1 if anything is."""
    # No database runs during lint, and the history kept in one is not the question.
    warnings.filterwarnings("ignore", message="Got an error checking a consistent migration")
    django.setup()
    found = [finding for finding in (_migrations(), *_schema(fix=fix)) if finding]
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


def _schema(*, fix: bool) -> list[str]:
    """What the schema warns of, or how it and what is made from it differ from what is in docs/."""
    said = io.StringIO()
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stderr(said):
        made = Path(folder) / "openapi.yaml"
        try:
            call_command("spectacular", file=str(made), validate=True, fail_on_warn=True)
        except CommandError as error:
            return [f"The schema is not right: {error}\n{said.getvalue()}"]
        now = made.read_text(encoding="utf-8")
    from estuary.kernel.api import error_page  # noqa: PLC0415 - after Django is ready

    errors = error_page.page(yaml.load(now, Loader=yaml.CSafeLoader))
    return [_same(SCHEMA, now, fix=fix), _same(ERRORS, errors, fix=fix)]


def _same(page: Path, now: str, *, fix: bool) -> str:
    if fix:
        page.parent.mkdir(exist_ok=True)
        page.write_text(now, encoding="utf-8")
    then = page.read_text(encoding="utf-8") if page.exists() else ""
    if now == then:
        return ""
    changes = list(difflib.unified_diff(then.splitlines(), now.splitlines(), lineterm="", n=1))
    shown = "\n".join(changes[:SHOWN])
    return f"docs/{page.name} is not what the API says: python3 manage.py lint --fix\n{shown}"


if __name__ == "__main__":
    sys.exit(main(fix="--fix" in sys.argv[1:]))
