"""Test databases, each a copy of a template that is migrated once for every set of migrations.

Copying takes a fraction of a second, where migrating takes fifteen; and a copy has everything
migrations put into it: extensions, triggers, Wagtail's root page.
"""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from estuary.embedded.locks import FileLock
from estuary.running import migrations

TEMPLATE, HALF, TEST = "estuary_template_", "estuary_half_", "test_estuary_"
KEPT_TEMPLATES = 3  # those of a few branches


class TestDatabase:
    """This process's own database, as the migrations left it."""

    __test__ = False  # not a test, in spite of its name

    def __init__(self, connection: BaseDatabaseWrapper, *, fresh_template: bool) -> None:
        self.connection = connection
        self.name = f"{TEST}{os.getpid()}"
        self.template = _template(connection, fresh=fresh_template)

    def make(self) -> None:
        """Begin from the template, whatever was there before."""
        connections.close_all()
        copy = f'CREATE DATABASE "{self.name}" TEMPLATE "{self.template}"'
        _execute(self.connection, _drop(self.name), copy)
        self.connection.settings_dict["NAME"] = self.name

    def drop(self) -> None:
        connections.close_all()
        _execute(self.connection, _drop(self.name))

    @property
    def url(self) -> str:
        """The address for a child process that shall see the same database."""
        place = self.connection.settings_dict
        user, password, host = (quote(place[key], safe="") for key in ("USER", "PASSWORD", "HOST"))
        login = f"{user}:{password}" if password else user
        port = f":{place['PORT']}" if place["PORT"] else ""
        return f"postgresql://{login}@{host}{port}/{self.name}"


def drop_leftovers(connection: BaseDatabaseWrapper) -> None:
    """Drop the databases of test runs that were killed."""
    for name in _names(connection, TEST):
        if not _is_running(name.removeprefix(TEST)):
            _execute(connection, _drop(name))


def _template(connection: BaseDatabaseWrapper, *, fresh: bool) -> str:
    digest = migrations.digest(settings.ROOT, also=" ".join(settings.INSTALLED_APPS))
    name, half = f"{TEMPLATE}{digest}", f"{HALF}{digest}"
    folder: Path = settings.VAR / "test"
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / "template.lock").take():
        if fresh:
            _execute(connection, _drop(name))
        if name not in _names(connection, TEMPLATE):
            _execute(connection, _drop(half), f'CREATE DATABASE "{half}"')
            with _pointed_at(connection, half):
                call_command("migrate", verbosity=0, interactive=False)
            # Renamed at last, so that a migration broken off is never taken for whole.
            _execute(connection, f'ALTER DATABASE "{half}" RENAME TO "{name}"')
        for old in _names(connection, TEMPLATE)[KEPT_TEMPLATES:]:
            if old != name:
                _execute(connection, _drop(old))
    return name


@contextlib.contextmanager
def _pointed_at(connection: BaseDatabaseWrapper, name: str) -> Iterator[None]:
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


def _execute(connection: BaseDatabaseWrapper, *statements: str) -> None:
    with connection._nodb_cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _names(connection: BaseDatabaseWrapper, beginning: str) -> list[str]:
    """The databases whose names begin so, newest first."""
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database ORDER BY oid DESC")
        return [name for (name,) in cursor.fetchall() if name.startswith(beginning)]


def _drop(name: str) -> str:
    return f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'


def _is_running(process: str) -> bool:
    try:
        os.kill(int(process), 0)
    except (ProcessLookupError, ValueError):
        return False
    except PermissionError:
        return True
    return True
