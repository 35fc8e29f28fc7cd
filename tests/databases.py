"""Test databases, each a copy of a template that is migrated once for every set of migrations.

Copying takes a fraction of a second, where migrating takes fifteen; and a copy has everything
migrations put into it: extensions, triggers, Wagtail's root page. After a test that committed, the
rows are put back as they were: a copy has more than a thousand files, and making those anew for
each such test took longer than the tests.
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
        self._rows = Rows.kept(self.connection)

    def restore(self) -> None:
        """As `make`, after a test that changed rows; where it changed more, a new copy."""
        connections.close_all()
        if self._rows is None or not self._rows.put_back():
            self.make()
        connections.close_all()

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


class Rows:
    """The rows of a new database, kept beside them in a schema that nobody else looks at."""

    def __init__(self, connection: BaseDatabaseWrapper, script: str, schema: str) -> None:
        self._connection = connection
        self._script = script
        self._schema = schema

    @classmethod
    def kept(cls, connection: BaseDatabaseWrapper) -> "Rows | None":
        """None where triggers and keys cannot be switched off, which takes a superuser."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
            if not cursor.fetchone()[0]:
                return None
            cursor.execute(_KEEP)
            cursor.execute(_SCRIPT)
            script = cursor.fetchone()[0]
            cursor.execute(_SCHEMA)
            return cls(connection, script, cursor.fetchone()[0])

    def put_back(self) -> bool:
        """Whether that was enough: it is not, where tables, constraints or triggers changed."""
        with self._connection.cursor() as cursor:
            cursor.execute(_END_OTHERS)
            cursor.execute(_SCHEMA)
            if cursor.fetchone()[0] != self._schema:
                return False
            cursor.execute(self._script)
            return True


# Whatever a thread or a child process still has open, and holds locked.
_END_OTHERS = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
_KEEP = """
CREATE SCHEMA kept;
DO $$
DECLARE one text; has_rows boolean;
BEGIN
    FOR one IN SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE 'SELECT EXISTS (SELECT FROM public.' || one || ')' INTO has_rows;
        IF has_rows THEN
            EXECUTE 'CREATE UNLOGGED TABLE kept.' || one || ' AS TABLE public.' || one;
        END IF;
    END LOOP;
END $$
"""
# One transaction: what was empty is emptied, what had rows has them again if they are others now.
_SCRIPT = """
SELECT E'BEGIN;\nSET LOCAL session_replication_role = replica;\n'
    || string_agg(CASE
        WHEN kept.tablename IS NULL THEN format('DELETE FROM public.%1$I;', one.tablename)
        ELSE format(
            'DO $_$ BEGIN IF EXISTS ('
            '(SELECT a::text FROM public.%1$I a EXCEPT ALL SELECT b::text FROM kept.%1$I b) '
            'UNION ALL '
            '(SELECT b::text FROM kept.%1$I b EXCEPT ALL SELECT a::text FROM public.%1$I a)'
            ') THEN DELETE FROM public.%1$I; INSERT INTO public.%1$I (%2$s) '
            'OVERRIDING SYSTEM VALUE SELECT %2$s FROM kept.%1$I; END IF; END $_$;',
            one.tablename, (
                SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute
                WHERE attrelid = format('public.%I', one.tablename)::regclass
                AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
            ))
        END, E'\n')
    || (SELECT string_agg(format(E'\nSELECT setval(''public.%I'', %s, ''%s'');',
            sequencename, coalesce(last_value, start_value), last_value IS NOT NULL), '')
        FROM pg_sequences WHERE schemaname = 'public')
    || E'\nCOMMIT'
FROM pg_tables one
LEFT JOIN pg_tables kept ON kept.schemaname = 'kept' AND kept.tablename = one.tablename
WHERE one.schemaname = 'public'
"""
_SCHEMA = """
SELECT md5(string_agg(part, ' ' ORDER BY part)) FROM (
    SELECT 'constraint ' || oid || ' ' || xmin AS part FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT 'trigger ' || t.oid || ' ' || t.xmin FROM pg_trigger t
        JOIN pg_class c ON c.oid = t.tgrelid WHERE c.relnamespace = 'public'::regnamespace
    UNION ALL SELECT 'index ' || i.indexrelid || ' ' || i.xmin FROM pg_index i
        JOIN pg_class c ON c.oid = i.indrelid WHERE c.relnamespace = 'public'::regnamespace
    UNION ALL SELECT 'function ' || oid || ' ' || xmin FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace
    UNION ALL SELECT 'relation ' || oid FROM pg_class WHERE relnamespace = 'public'::regnamespace
    UNION ALL SELECT 'column ' || attrelid || ' ' || attnum || ' ' || a.xmin FROM pg_attribute a
        JOIN pg_class c ON c.oid = a.attrelid
        WHERE c.relnamespace = 'public'::regnamespace AND attnum > 0
) AS parts
"""


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
