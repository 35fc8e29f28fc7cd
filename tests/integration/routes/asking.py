"""How the walk asks, and what it looks at: the status, every word, and every row that changed."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.apps import apps
from django.db import connection, transaction
from django.urls import URLPattern, get_resolver

from estuary.kernel.api import fallback
from marketplace.models import Practitioner, User
from sandbox.stripe.server import Running
from sandbox.stripe.store import TABLES
from tests import contract
from tests.integration.routes.world import NOBODY, World, practitioner

API = "/api/v1"
WRITTEN = re.compile(r'(?:INSERT INTO|UPDATE|DELETE FROM) "(\w+)"')


@dataclass(frozen=True)
class Answer:
    """What somebody was answered; what was written by it, and where others' rows changed."""

    asked: str
    status: int
    text: str
    tables: tuple[str, ...] = ()
    others: tuple[str, ...] = ()

    def without(self, named: dict[str, Any]) -> tuple[int, str]:
        """The same, whatever it was that was named."""
        text = self.text
        for value in named.values():
            # Whole words: a number may be part of another, such as the length of the answer.
            text = re.sub(rf"(?<!\w){re.escape(str(value).lower())}(?!\w)", "*", text)
        return self.status, text


def operations() -> list[tuple[str, str]]:
    """Every method and route: those of the schema, and those that it leaves out."""
    documented = {(method, path.removeprefix(API)) for method, path in contract.operations()}
    return sorted(documented | {("GET", path) for path in routes() - {p for _, p in documented}})


@cache
def routes() -> frozenset[str]:
    """Every route of the resolver below the API, as the schema writes them."""
    found = {re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route) for route in _walk(get_resolver())}
    return frozenset(f"/{one}".replace("{pk}", "{id}") for one in found)


def _walk(resolver: Any, before: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        whole = before + str(pattern.pattern).replace("^", "").replace("$", "")
        if not isinstance(pattern, URLPattern):
            if whole.startswith("api/v1/") or "api/v1/".startswith(whole):
                yield from _walk(pattern, whole)
        elif whole.startswith("api/v1/") and pattern.callback is not fallback.nowhere:
            yield whole.removeprefix("api/v1/")


def filled(shape: Any, values: dict[str, Any]) -> Any:
    """A body or query with its `{placeholders}` filled in."""
    if isinstance(shape, dict):
        return {name: filled(one, values) for name, one in shape.items()}
    if isinstance(shape, list):
        return [filled(one, values) for one in shape]
    return shape.format_map(_Text(values)) if isinstance(shape, str) else shape


class _Text(dict[str, Any]):
    def __missing__(self, name: str) -> str:
        raise AssertionError(f"No thing gives {{{name}}}.")


class Provider:
    """The provider, put back as it was: no transaction of ours undoes what it was told."""

    def __init__(self, sandbox: Running) -> None:
        self.store = sandbox.sandbox.store
        self.kept = {name: self.store.rows(f"SELECT * FROM {name}") for name in TABLES}
        self.heard = self._heard()

    def put_back(self) -> None:
        """Forget everything since, if anything was said."""
        if self._heard() == self.heard:
            return
        with self.store.transaction():
            self.store.empty()
            for name, rows in self.kept.items():
                for row in rows:
                    marks = ", ".join("?" * len(row))
                    self.store.run(f"INSERT INTO {name} VALUES ({marks})", *row)

    def _heard(self) -> Any:
        return self.store.row("SELECT max(seq) FROM journal")[0]


class Asking:
    """A browser for each role."""

    def __init__(self, world: World, api: Callable[..., Any], sandbox: Running) -> None:
        self.world, self.provider = world, Provider(sandbox)
        self.browsers = {role: api(user) for role, user in world.users.items()} | {NOBODY: api()}
        for browser in self.browsers.values():
            browser.raise_request_exception = False

    def ask(
        self, role: str, method: str, path: str, *, body: Any = None, query: Any = None
    ) -> Answer:
        """What the role is answered; what it wrote is undone."""
        address = f"{API}{path}" + (f"?{urlencode(query)}" if query else "")
        asked = f"{method} {address} as {role}"
        here, tables = transaction.savepoint(), set[str]()
        try:
            with connection.execute_wrapper(_noting(tables)):
                browser = self.browsers[role]
                response = getattr(browser, method.lower())(address, body, format="json")
        except AssertionError as unlike:  # its schema
            transaction.savepoint_rollback(here)
            self.provider.put_back()
            return Answer(asked, 598, str(unlike))
        now = {table: _rows(table) for table in tables}
        transaction.savepoint_rollback(here)
        self.provider.put_back()
        was = {table: _rows(table) for table in tables}
        others = [
            table
            for table in tables
            for row in changed(was[table], now[table])
            if not self.is_own(role, table, row)
        ]
        said = f"{_content(response).decode()} {list(response.headers.values())}".lower()
        differ = tuple(table for table in sorted(tables) if was[table] != now[table])
        return Answer(asked, response.status_code, said, differ, tuple(sorted(set(others))))

    def is_own(self, role: str, table: str, row: dict[str, Any]) -> bool:
        """Whether a row is this person's: it is their record, or points at it."""
        user, person = self.world.users.get(role), practitioner(self.world, role)
        whose = {User: user and user.pk, Practitioner: person and person.pk}
        return any(
            whose[model] is not None and row.get(column) == whose[model]
            for column, model in _pointers(table)
        )


def changed(before: dict[str, Any], now: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows that are not as they were, or gone; what is new harms nobody."""
    return [row for key, row in before.items() if now.get(key) != row]


def _content(response: Any) -> bytes:
    said = getattr(response, "streaming_content", None)
    return b"".join(said) if said else response.content


def _noting(tables: set[str]) -> Callable[..., Any]:
    """Note which tables are written to."""

    def note(execute: Callable[..., Any], sql: str, *how: Any) -> Any:
        tables.update(WRITTEN.findall(sql))
        return execute(sql, *how)

    return note


def _rows(table: str) -> dict[str, Any]:
    """The rows of a table, by what they are called."""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT to_jsonb(t) FROM "{table}" t')
        rows = [json.loads(row) if isinstance(row, str) else row for (row,) in cursor.fetchall()]
    return {str(row.get("id", row)): row for row in rows}


@cache
def _pointers(table: str) -> list[tuple[str, type]]:
    """The columns of a table that name an account or a practitioner."""
    model = next(m for m in apps.get_models(include_auto_created=True) if m._meta.db_table == table)
    own = [(model._meta.pk.column, model)] if model in (User, Practitioner) else []
    return own + [
        (one.column, one.related_model)
        for one in model._meta.concrete_fields
        if one.related_model in (User, Practitioner)
    ]
