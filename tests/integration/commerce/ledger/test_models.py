"""What the database refuses; each of these fails when the constraint it names is dropped."""

import pytest

from commerce.models import Account, Entry, Posting
from tests.refusals import refused

pytestmark = pytest.mark.django_db


def entries(**same):
    for number in range(2):
        Entry.objects.create(**{"key": f"{number}", "description": ""} | same)


def accounts(kind="sales", many=1):
    for _ in range(many):
        Account.objects.create(kind=kind, currency="usd")


def nothing_posted():
    entries()
    accounts()
    Posting.objects.create(
        entry=Entry.objects.first(), account=Account.objects.get(), amount_cents=0
    )


def undone_twice():
    entries(reverses=Entry.objects.create(key="first", description=""))


REFUSED = {
    "account_once_per_kind_party_currency": lambda: accounts(many=2),
    "account_kind_is_known": lambda: accounts(kind="mattress"),
    "posting_is_not_nothing": nothing_posted,
    "commerce_entry.key": lambda: entries(key="same"),
    "commerce_entry.reverses_id": undone_twice,
}


@pytest.mark.parametrize("name", REFUSED)
def test_the_database_refuses(name):
    with refused(name):
        REFUSED[name]()
