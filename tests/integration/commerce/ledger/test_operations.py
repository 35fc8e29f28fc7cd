import pytest
from django.db import DatabaseError, IntegrityError

from commerce.ledger import operations
from commerce.ledger.operations import Leg
from commerce.ledger.states import AccountKind
from commerce.models import Account, Entry, Posting
from estuary.kernel import db

pytestmark = pytest.mark.django_db

SALE = [
    Leg(AccountKind.RECEIVED, 8000, "usd"),
    Leg(AccountKind.SALES, -8000, "usd"),
]


@db.transaction
def post(key="order:1:capture", legs=SALE):
    return operations.post(key=key, description="A sale", legs=legs)


def test_an_entry_moves_money_from_one_account_to_another():
    post()

    assert Posting.objects.on(AccountKind.SALES).balance() == {"usd": -8000}
    assert Posting.objects.on(AccountKind.RECEIVED).balance() == {"usd": 8000}


def test_the_same_event_is_posted_once():
    first, again = post(), post()

    assert (first is None, again is None) == (False, True)
    assert Posting.objects.count() == 2


def test_postings_that_do_not_add_up_are_refused():
    with pytest.raises(operations._UnbalancedEntry):
        post(legs=[*SALE, Leg(AccountKind.SALES, 1, "usd")])

    assert not Entry.objects.exists()


def test_currencies_do_not_make_up_for_each_other():
    with pytest.raises(operations._UnbalancedEntry):
        post(legs=[Leg(AccountKind.RECEIVED, 1, "usd"), Leg(AccountKind.SALES, -1, "eur")])


def test_an_entry_is_undone_by_the_opposite_one_and_only_once():
    entry = post()

    @db.transaction
    def undo(key):
        return operations.reverse(entry=entry, key=key, description="A mistake")

    undo("order:1:undone")
    with pytest.raises(operations.AlreadyReversed):
        undo("order:1:undone-again")


def test_a_posting_outside_a_transaction_is_refused():
    with pytest.raises(RuntimeError):
        operations.post(key="k", description="", legs=SALE)


@pytest.mark.django_db(transaction=True)
def test_the_database_itself_refuses_an_entry_that_does_not_add_up():
    account = Account.objects.create(kind=AccountKind.SALES, currency="usd")

    def unbalanced():
        with db.in_transaction():
            entry = Entry.objects.create(key="k", description="behind our back")
            Posting.objects.create(entry=entry, account=account, amount_cents=1)

    with pytest.raises(IntegrityError, match="add up to zero"):
        unbalanced()


@pytest.mark.parametrize(
    "change",
    [
        lambda: Entry.objects.update(description="Another story"),
        lambda: Posting.objects.update(amount_cents=1),
        lambda: Posting.objects.all()._raw_delete("default"),
        lambda: Entry.objects.all()._raw_delete("default"),
    ],
)
def test_the_books_are_never_changed(change):
    post()

    with pytest.raises(DatabaseError, match="never changed"):
        change()
