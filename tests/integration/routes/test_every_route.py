"""Every route of the API, by every method, asked by everybody: who gets what of whom.

`LINES` says who may do what. A route without a line fails, and so does a line that proves nothing
because not even its owner succeeds.
"""

import re
from collections import Counter
from typing import Any

import pytest
from django.db import connection, transaction

from tests import contract
from tests.integration.routes.asking import Answer, Asking, filled, operations
from tests.integration.routes.line import ANYBODY, Line
from tests.integration.routes.pages import WORDS
from tests.integration.routes.things import common, missing, things
from tests.integration.routes.trade import TRADE
from tests.integration.routes.world import NOBODY, PRACTITIONERS, ROLES, Secrets, World

pytestmark = pytest.mark.django_db

LINES: dict[tuple[str, str], list[Line]] = {**TRADE, **WORDS}
# They show the schema and nothing else.
ABOUT_THE_API = {("GET", "/docs/"), ("GET", "/schema/")}
SEARCHED = ("/practitioners/", "/services/", "/streams/", "/content/search/", "/content/pages/")
# Who asks where everybody has asked for something else: of staff one, as none of them has more.
FEWER = (NOBODY, "ann", "ben", "ada", "bea", "editor")
UNPUBLISHED = ("draft", "newer", "unpublished", "waiting", "private", "suspended")


@pytest.fixture
def asking(world, api, provider):
    return Asking(world, api, provider)


class Walk:
    """What was asked, and what should not have been answered."""

    def __init__(self, world: World, asking: Asking) -> None:
        self.world, self.asking = world, asking
        self.things = things(world)
        self.common = {role: common(world, role) for role in ROLES}
        self.wrong: list[str] = []
        self.asked: Counter[tuple[str, str, str]] = Counter()

    def holds(self, method: str, path: str, line: Line, roles: tuple[str, ...]) -> None:
        """Ask everybody for the thing, and those for whom it is not there for nothing as well."""
        here, absent = transaction.savepoint(), {}
        if line.before:
            line.before(self.world)
        thing = self.things[line.thing] if line.thing else {}
        for role in roles:
            answer = self._ask(method, path, line, role, thing)
            self._must_be(answer.status in expected(path, line, role, thing), answer)
            if not thing or (role in line.owners & line.login and not line.blind):
                continue
            named, kind = missing(thing), (role == NOBODY, role in PRACTITIONERS)
            if kind not in absent:
                absent[kind] = self._ask(method, path, line, role, named).without(named)
            self._must_be(answer.without(thing) == absent[kind], answer, f"or {absent[kind]}")
        transaction.savepoint_rollback(here)

    def _ask(self, method: str, path: str, line: Line, role: str, named: dict[str, Any]) -> Answer:
        """One request, of which the words and the rows are looked at, whatever was answered."""
        values = self.common[role] | named
        answer = self.asking.ask(
            role, method, path.format_map(values),
            body=filled(line.body, values), query=filled(line.query, values),
        )  # fmt: skip
        self.asked[method, path, role] += 1
        self._must_be(answer.status < 500, answer)
        seen = self.world.secrets.read_in(answer.text, line.reads_as or role)
        self._must_be(not seen, answer, f"reads {seen}")
        self._must_be(answer.status < 400 or not answer.tables, answer, f"writes {answer.tables}")
        if line.owners is ANYBODY or role not in line.owners:
            others = sorted(set(answer.others) - line.touches)
            self._must_be(not others, answer, f"changes what others have in {others}")
        return answer

    def _must_be(self, is_so: bool, answer: Answer, what: str = "") -> None:
        if not is_so:
            self.wrong.append(f"{answer.asked} {answer.status} {what} {answer.text[:200]}")


def expected(path: str, line: Line, role: str, thing: dict[str, Any]) -> tuple[int, ...]:
    """The statuses that somebody may be answered."""
    if role not in line.login:
        return (401,) if role == NOBODY else (403,)
    if role in line.refused:
        return (line.refused[role],)
    if role in line.owners:
        return (200, 201, 202, 204, 302)
    is_in_the_address = any(f"{{{name}}}" in path for name in thing)
    return (404,) if is_in_the_address else (400, 401, 404)


def test_every_route_has_a_line_and_every_line_a_route():
    """Say in pages.py or trade.py who may do what."""
    found = set(operations()) - ABOUT_THE_API

    assert sorted(found - set(LINES)) == []
    assert sorted(set(LINES) - found) == []


def test_every_secret_is_where_it_could_be_read(world):
    with connection.cursor() as cursor:
        rows = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT lower(string_agg(t::text, ' ')) FROM \"{table}\" t")
            rows.append(cursor.fetchone()[0] or "")
    everything = " ".join(rows)

    assert [word for word in world.secrets.readers if word not in everything] == []


def test_an_amount_is_read_as_a_number_and_not_in_the_middle_of_one():
    """A moment's microseconds or an identifier may hold the same digits by chance."""
    secrets = Secrets()
    secrets("61083", "ann")

    assert secrets.read_in('"amount_cents":61083,', "ben") == ["61083"]
    assert secrets.read_in("at 10:20:30.610834+00:00, of 9f61083a-61083c", "ben") == []


@pytest.mark.parametrize("lines", [TRADE, WORDS], ids=["trade", "words"])
def test_nobody_gets_what_is_not_theirs(world, asking, lines):
    walk = Walk(world, asking)

    for (method, path), several in lines.items():
        for number, line in enumerate(several):
            walk.holds(method, path, line, FEWER if number else ROLES)

    assert not walk.wrong, "\n".join(walk.wrong)
    assert len(walk.asked) == len(lines) * len(ROLES)


def test_what_no_line_names_is_answered_to_nobody(world, asking, monkeypatch):
    monkeypatch.setattr(contract, "check", lambda _answer: None)  # it knows of nothing else
    named = {name: value for thing in things(world).values() for name, value in thing.items()}
    wrong = []

    for path in sorted({path for _, path in LINES}):
        for method in ("OPTIONS", "GET", "POST", "PUT", "PATCH", "DELETE"):
            if (method, path) not in LINES:
                answer = asking.ask("ben", method, path.format_map(named))
                refused = answer.status in (401, 403, 404, 405)
                seen = world.secrets.read_in(answer.text, "ben")
                if seen or answer.tables or not (refused or method == "OPTIONS"):
                    wrong.append(f"{answer.asked} {answer.status} {answer.tables} {seen}")

    assert wrong == []


def test_nobody_finds_by_searching_what_they_may_not_read(world, asking):
    found = []
    unpublished = [
        word
        for word, may in world.secrets.readers.items()
        if word.startswith(UNPUBLISHED) and not may & {"ben", "bea"}
    ]

    for word in unpublished:
        for path in SEARCHED:
            answer = asking.ask(NOBODY, "GET", path, query={"search": word})
            if not re.search(r'"(results|items)":\[]', answer.text):
                found.append(f"{answer.asked}: {answer.text[:200]}")

    assert found == []
