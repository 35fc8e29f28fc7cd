"""What the database refuses; each of these fails when the constraint it names is dropped."""

import pytest

from commerce.models import MatchedEntry, Movement, Reconciliation
from tests.factories.bookings import NOON
from tests.factories.ledger import posted
from tests.refusals import refused

pytestmark = pytest.mark.django_db


def moved(**given):
    said = {"provider_id": "txn_1", "kind": "charge", "amount_cents": 100, "net_cents": 100}
    return Movement.objects.create(**said | {"currency": "usd", "moved_at": NOON} | given)


def twice(make):
    make(), make()


def matched_twice():
    entry = posted()
    for number in (1, 2):
        MatchedEntry.objects.create(movement=moved(provider_id=f"txn_{number}"), entry=entry)


REFUSED = {
    "movement_adds_up": lambda: moved(fee_cents=10),
    "commerce_movement.provider_id": lambda: twice(moved),
    "commerce_matchedentry.entry_id": matched_twice,
    "commerce_reconciliation.until": lambda: twice(
        lambda: Reconciliation.objects.create(until=NOON, movements=0, notices=0)
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_the_database_refuses(name):
    with refused(name):
        REFUSED[name]()
