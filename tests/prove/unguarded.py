"""A pytest plugin: run each test without the guard it is named for, and see whether it cares.

The test has a database to itself, or a transaction that is rolled back; either way what was
dropped is there again for the next.
"""

import json
import os
from collections import defaultdict
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.prove import guards

# Named only: this is loaded before Django is.
AUDITS = (
    "commerce.checkout.audit",
    "commerce.disputes.audit",
    "commerce.earnings.audit",
    "commerce.entitlements.audit",
    "commerce.memberships.audit",
    "commerce.payouts.audit",
    "commerce.receipts.audit",
    "commerce.reconciliation.audit",
)
REPORT = "ESTUARY_UNGUARDED_REPORT"
WHERE = """
SELECT 'TRIGGER', tgname, tgrelid::regclass::text FROM pg_trigger
    WHERE tgname = %(name)s AND NOT tgisinternal
UNION ALL
SELECT 'CONSTRAINT', conname, conrelid::regclass::text FROM pg_constraint
    WHERE (conname = %(name)s AND contype <> 't') OR (
        contype = 'u' AND conrelid = to_regclass(%(table)s) AND conkey = (
            SELECT array_agg(attnum) FROM pg_attribute
            WHERE attrelid = to_regclass(%(table)s) AND attname = %(column)s
        )
    )
UNION ALL
SELECT 'INDEX', relname, '' FROM pg_class
    WHERE relname = %(name)s AND relkind = 'i'
    AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = %(name)s)
"""

_outcomes: dict[str, dict[str, int]] = defaultdict(lambda: {"red": 0, "green": 0, "broken": 0})


def drop(name: str) -> None:
    """Take one constraint away, however it was made; raises LookupError when it is not there."""
    table, _, column = name.partition(".")
    with connection.cursor() as cursor:
        cursor.execute(WHERE, {"name": name, "table": table, "column": column})
        found = cursor.fetchall()
        if len(found) != 1:
            raise LookupError(f"{name} is there {len(found)} times")
        [(kind, called, where)] = found
        if kind == "INDEX":
            cursor.execute(f'DROP INDEX "{called}"')
        elif kind == "TRIGGER":
            cursor.execute(f'DROP TRIGGER "{called}" ON {where}')
        else:
            cursor.execute(f'ALTER TABLE {where} DROP CONSTRAINT "{called}"')


def silence(rule: str, patch: pytest.MonkeyPatch) -> None:
    """Let a rule of check_money find nothing; raises LookupError when there is no such rule."""
    audits = [audit for audit in map(import_module, AUDITS) if rule in audit.RULES]
    if not audits:
        raise LookupError(rule)
    for audit in audits:
        patch.setitem(audit.RULES, rule, lambda now: [])


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Each test once for each guard that is named with it."""
    place = metafunc.definition.nodeid.partition("[")[0]
    names = sorted(name for name, test in guards.in_process().items() if test == place)
    metafunc.parametrize("unguarded", names, indirect=True)


@pytest.fixture(autouse=True)
def unguarded(request: pytest.FixtureRequest) -> None:
    """First of all, so that nothing waits to be checked by what is dropped."""
    request.node.user_properties.append(("unguarded", request.param))
    if request.param in guards.RULES:
        silence(request.param, request.getfixturevalue("monkeypatch"))
    else:
        request.getfixturevalue("db")
        drop(request.param)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Of a test with many cases, those that name the guard; all, where none does."""
    chosen = defaultdict(list)
    for item in items:
        name = item.callspec.params["unguarded"]
        # It is there once as what is switched off, and once more as a case.
        is_named = item.callspec.id.split("-").count(name) > 1
        chosen[name].append((is_named, item))
    items[:] = [
        item
        for cases in chosen.values()
        for is_named, item in cases
        if is_named or not any(named for named, _ in cases)
    ]


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    name = dict(report.user_properties).get("unguarded")
    if name is None:
        return
    if report.when == "call":
        _outcomes[name]["red" if report.failed else "green"] += 1
    elif report.when == "setup" and report.failed:
        _outcomes[name]["broken"] += 1


def pytest_sessionfinish(session: Any) -> None:
    Path(os.environ[REPORT]).write_text(json.dumps(_outcomes), encoding="utf-8")
