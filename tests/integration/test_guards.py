"""The list of guards is whole: every one has a test, and the list says which."""

from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from commerce.checkout import audit as money
from commerce.payouts import audit as payouts
from commerce.receipts import audit as receipts
from commerce.reconciliation import audit as history
from tests.prove import guards, mutations

TRIGGERS = """
SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal
AND tgrelid::regclass::text ~ '^(marketplace|commerce|kernel|live)_'
"""


def function_of(test: str):
    path, _, name = test.partition("[")[0].partition("::")
    module = import_module(".".join(Path(path).with_suffix("").parts))
    return getattr(module, name, None) if name else module


def test_every_constraint_of_every_model_has_a_test():
    """Add one to the table REFUSED of its room's test_models.py, or to tests/prove/guards.py."""
    assert sorted(one.name for one in guards.constraints()) == sorted(guards.of_constraints())


@pytest.mark.django_db
def test_every_trigger_is_in_the_list():
    with connection.cursor() as cursor:
        cursor.execute(TRIGGERS)
        assert dict(cursor.fetchall()) == guards.TRIGGERS


def test_every_test_that_is_named_is_there():
    named = [*guards.in_process().values(), *(one.test for one in mutations.MUTATIONS)]

    assert [test for test in named if function_of(test) is None] == []


def test_every_guard_in_the_code_is_where_the_list_says():
    assert [
        one.guard
        for one in mutations.MUTATIONS
        if (settings.ROOT / one.file).read_text(encoding="utf-8").count(one.old) != 1
    ] == []


def test_every_rule_of_check_money_has_a_test_that_breaks_it():
    audits = (money, payouts, receipts, history)
    assert set(guards.RULES) == {rule for audit in audits for rule in audit.RULES}


def test_the_page_is_up_to_date():
    """Run `python3 manage.py prove B3 -- -k list`."""
    assert (settings.ROOT / guards.PAGE).read_text(encoding="utf-8") == guards.page()
