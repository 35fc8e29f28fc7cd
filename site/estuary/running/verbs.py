"""What manage.py does with its first word."""

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from estuary import bootstrap, embedded
from estuary.running import benching, linting, locking, options, proving, supervisor, testing

ROOT = Path(__file__).resolve().parents[3]

HELP = """\
Estuary: python3 manage.py <verb>

  run            start everything in this terminal: database, worker, web, sandboxes
  test           run the tests; arguments go to pytest
  lint           check format, lint, types, imports, migrations, schema, deployment settings
  lock           pin requirements.in and tests/requirements.in anew
  prove          measure what Estuary promises under races and crashes
  bench          measure the content API beside Wagtail's own

  migrate, shell, createsuperuser, seed_demo, check_money ... and all else is Django's;
  `python3 manage.py help --commands` lists them, `help <verb>` explains one.

The first verb makes .venv from the locked requirements. Verbs other than run start the embedded
PostgreSQL and Valkey for as long as they need them, unless DATABASE_URL and REDIS_URL are given.
"""

OWN: dict[str, Callable[[Path, Sequence[str]], int]] = {
    "test": testing.main,
    "lint": linting.main,
    "lock": locking.main,
    "prove": proving.main,
    "bench": benching.main,
}
# Django's commands that need neither database nor Valkey.
NEED_NOTHING = {
    *("check", "collectstatic", "compilemessages", "diffsettings", "findstatic", "help"),
    *("makemessages", "spectacular", "startapp", "startproject", "version"),
}
HELP_WORDS = {"-h", "--help"}
PURPOSES = {"estuary.settings.development": "run", "estuary.settings.test": "test"}


def main(arguments: Sequence[str]) -> int:
    """Do what the command line says; the exit code."""
    verb, rest = (arguments[0], arguments[1:]) if arguments else ("help", [])
    if verb in {"help", *HELP_WORDS} and (not rest or rest[0] in OWN):
        print(HELP, end="")
        return 0
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "estuary.settings.development")
    try:
        if verb == "run":
            options.read(rest)  # a mistyped option needs no environment to be refused
        bootstrap.enter(ROOT, verb, arguments)
        return _do(verb, rest, arguments)
    except (bootstrap.Trouble, embedded.EmbeddedError) as trouble:
        print(f"Estuary: {trouble}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _do(verb: str, rest: Sequence[str], arguments: Sequence[str]) -> int:
    if verb == "run":
        return supervisor.main(ROOT, options.read(rest))
    if verb in OWN:
        return OWN[verb](ROOT, rest)
    return _django(verb, rest, arguments)


def _django(verb: str, rest: Sequence[str], arguments: Sequence[str]) -> int:
    from django.core.management import execute_from_command_line  # noqa: PLC0415 - only inside the environment

    purpose = PURPOSES.get(os.environ["DJANGO_SETTINGS_MODULE"])
    idle = not purpose or verb in NEED_NOTHING or not HELP_WORDS.isdisjoint(rest)
    services = () if idle else embedded.wanted(os.environ)
    with embedded.borrowed(ROOT, purpose or "run", services):
        execute_from_command_line(["manage.py", *arguments])
    return 0
