"""Where the provider is called: in the adapters alone, and each place with a story of C1."""

import ast
from pathlib import Path

import pytest
from django.conf import settings

from tests.prove import sites
from tests.prove.call_stories import STORIES

LIBRARY_IN = {"commerce/payments/stripe_calls.py"}


@pytest.fixture(scope="module")
def found() -> list[sites.Site]:
    return sites.found(settings.ROOT)


def test_every_call_of_the_provider_has_a_story_and_every_story_a_call(found):
    assert {site.name for site in found} == set(STORIES)
    assert len(found) == len(STORIES)


def test_the_provider_is_called_in_adapters_alone(found):
    assert {site.file for site in found} <= sites.adapters(settings.ROOT)


def test_the_library_is_imported_in_adapters_alone():
    importing = {
        name
        for folder in sites.CODE
        for file in (settings.ROOT / folder).rglob("*.py")
        if "stripe" in _imported(file)
        for name in [file.relative_to(settings.ROOT).as_posix()]
    }

    assert importing - LIBRARY_IN <= sites.adapters(settings.ROOT)


def test_calls_are_found_however_they_are_written():
    source = """
class Gateway:
    def one(self):
        return ask(lambda: self.client.v1.refunds.create(params, options(key)).id)

    def several(self):
        schedules = self.client.v1.subscription_schedules

        def change():
            schedules.update("sub_sched_1", {})
            client().v2.core.accounts.retrieve("acct_1")

        return ask(change)

def pages(since):
    return _pages(client().v1.balance_transactions.list, since)

def other():
    return self.server.v1.refunds.create() or client().close()
"""

    assert [(one.function, one.operation) for one in sites.in_source(source, "a/b.py")] == [
        ("one", "POST /v1/refunds"),
        ("several", "POST /v1/subscription_schedules/{schedule}"),
        ("several", "GET /v2/core/accounts/{id}"),
        ("pages", "GET /v1/balance_transactions"),
    ]


@pytest.mark.parametrize(
    ("method", "path", "asked"),
    [
        ("post", "/v1/refunds/re_1/cancel", True),
        ("get", "/v1/refunds/re_1/cancel", False),
        ("post", "/v1/refunds/re_1", False),
        ("post", "/v1/refunds/re_1/cancel/more", False),
    ],
)
def test_a_request_is_known_by_its_place(method, path, asked):
    site = sites.Site("a.py", "cancel", "v1.refunds.cancel", "POST /v1/refunds/{refund}/cancel")

    assert site.asks(method, path) is asked


def test_what_the_library_does_not_have_is_not_overlooked():
    with pytest.raises(AttributeError):
        sites.in_source("def f():\n    client().v1.refundz.create()", "a.py")


def _imported(file: Path) -> set[str]:
    nodes = list(ast.walk(ast.parse(file.read_text(encoding="utf-8"))))
    whole = {name.name for node in nodes if isinstance(node, ast.Import) for name in node.names}
    parts = {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
    return {name.partition(".")[0] for name in whole | parts}
