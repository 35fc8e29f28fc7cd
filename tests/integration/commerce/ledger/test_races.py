"""Many at once. Each of these fails when the guard it names is taken away."""

import time

import pytest

from commerce.ledger import operations
from commerce.ledger.operations import Leg
from commerce.ledger.states import AccountKind
from commerce.models import Account, Entry, Posting
from estuary.kernel import db
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)

SALE = [
    Leg(AccountKind.RECEIVED, 8000, "usd"),
    Leg(AccountKind.SALES, -8000, "usd"),
]


@db.transaction
def post(key="order:1:capture", legs=SALE):
    return operations.post(key=key, description="A sale", legs=legs)


def test_the_same_event_many_times_at_once_is_posted_once():
    """Guard: the unique key of an entry, and that a repeat waits for it."""
    results = at_once(*[post] * 8)

    assert sorted(type(result).__name__ for result in results) == ["Entry"] + ["NoneType"] * 7
    assert (Entry.objects.count(), Posting.objects.count()) == (1, 2)


def test_an_account_is_opened_once_however_many_are_the_first():
    """Guard: an account is once per kind, owner and currency, and a repeat is no error."""
    results = at_once(*[lambda n=n: post(key=f"order:{n}:capture") for n in range(8)])

    assert {type(result) for result in results} == {Entry}
    assert Account.objects.count() == 2


def test_two_first_entries_open_their_accounts_in_one_order(monkeypatch):
    """Guard: legs are written in one order; without it, the two wait for each other."""
    opened = operations.account

    def slowly(leg):
        found = opened(leg)
        time.sleep(0.3)
        return found

    monkeypatch.setattr(operations, "account", slowly)

    results = at_once(lambda: post(key="one"), lambda: post(key="two", legs=SALE[::-1]))

    assert {type(result) for result in results} == {Entry}, results
