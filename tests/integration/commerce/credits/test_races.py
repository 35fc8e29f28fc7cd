"""Many at once. Each of these fails when the guard it names is taken away."""

import threading
import time
from datetime import timedelta
from uuid import UUID

import pytest

from commerce.credits import operations, transfers
from commerce.credits.states import CreditSource
from commerce.ledger.states import AccountKind
from commerce.models import CreditLot, CreditTransfer, CreditUse, Entry
from estuary.kernel import db
from estuary.kernel.idempotency import Claim
from tests.factories import UserFactory, granted
from tests.factories.credits import CREDITS_NOW as NOW
from tests.integration.commerce.credits import steps
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)

MANY = 50
RACERS = 8
SOON = NOW + timedelta(days=1)
CREDITS = AccountKind.CLIENT_CREDITS


def failures(results, *foreseen):
    return [r for r in results if isinstance(r, Exception) and not isinstance(r, foreseen)]


def test_one_of_fifty_gets_credits_that_suffice_for_one(owner):
    """Guard: the lock on the lots."""
    first, second = granted(owner, 600), granted(owner, 600)

    results = at_once(
        *[lambda n=n: steps.hold(owner, 1000, reference=f"order:{n}") for n in range(MANY)]
    )

    assert failures(results, operations.CreditsShort) == []
    assert sum(isinstance(result, list) for result in results) == 1, results
    assert steps.left(first, second) == [0, 200]
    assert steps.in_order()


def test_the_same_hold_many_times_at_once_is_one(owner):
    """Guard: the turn by reference."""
    lot = granted(owner, 5000)

    results = at_once(*[lambda: steps.hold(owner, 600)] * RACERS)

    assert failures(results) == []
    assert steps.left(lot) == [4400]
    assert steps.uses() == [("held", 600, 0)]


def test_spending_many_times_at_once_posts_once(owner):
    """Guards: the turn by reference, and the key of the entry."""
    granted(owner, 1000)
    steps.hold(owner, 600)

    results = at_once(*[steps.spend] * RACERS)

    assert results == [600] * RACERS
    assert steps.booked(CREDITS, owner) == 400


def test_spending_and_releasing_at_once_do_one_of_both(owner):
    """Guard: the turn by reference."""
    for n in range(5):
        reference = f"order:{n}"
        lot = granted(owner, 600)
        steps.hold(owner, 600, reference=reference)

        results = at_once(
            *[lambda r=reference: steps.spend(reference=r)] * 3,
            *[lambda r=reference: steps.release(reference=r)] * 3,
        )

        assert failures(results, operations.NothingHeld) == []
        ((state, _, _),) = steps.uses(reference)
        assert steps.left(lot) == [600 if state == "released" else 0]
        assert steps.in_order()
        if state == "released":
            steps.paid(owner, 600, reference=f"{reference}:again")


def test_a_release_waits_for_the_hold_that_is_being_made(owner):
    """Guard: the turn by reference."""
    lot = granted(owner, 600)
    held = threading.Event()

    def hold_slowly():
        with db.in_transaction():
            operations.hold(
                user=owner, amount_cents=600, currency="usd", reference=steps.ORDER, now=NOW
            )
            held.set()
            time.sleep(0.5)

    def release():
        held.wait(10)
        return steps.release()

    results = at_once(hold_slowly, release)

    assert results == [None, 600]
    assert steps.left(lot) == [600]


def test_giving_back_at_once_stays_within_what_was_spent(owner):
    """Guard: the turn by reference."""
    lot = granted(owner, 1000)
    steps.paid(owner, 1000)

    results = at_once(*[lambda n=n: steps.give_back(300, key=f"back:{n}") for n in range(RACERS)])

    assert failures(results, operations.MoreThanSpent) == []
    assert sum(isinstance(result, operations.GivenBack) for result in results) == 3
    assert steps.left(lot) == [900]
    assert steps.in_order()


def test_one_key_gives_back_once(owner):
    """Guards: the turn by reference, and the key of the entry."""
    lot = granted(owner, 1000)
    steps.paid(owner, 1000)

    results = at_once(*[lambda: steps.give_back(300)] * RACERS)

    assert failures(results) == []
    assert sum(result is not None for result in results) == 1
    assert steps.left(lot) == [300]


def test_one_key_grants_once(owner):
    """Guard: the unique key of a lot."""
    results = at_once(*[lambda: granted(owner, 700, key="k")] * RACERS)

    assert {getattr(result, "pk", result) for result in results} == {CreditLot.objects.get().pk}
    assert steps.booked(CREDITS, owner) == 700


def test_sweeps_at_once_take_each_lot_once(owner):
    """Guards: the lock on the lots, skipping those that another sweep has."""
    for _ in range(20):
        granted(owner, 100, expires_at=SOON)

    results = at_once(*[lambda: operations.expire(now=SOON)] * RACERS)

    assert failures(results) == []
    assert sum(results) == 20
    assert steps.booked(AccountKind.BREAKAGE) == 2000
    assert steps.in_order()


def test_a_sweep_passes_by_what_is_in_somebodys_hands(owner):
    """Guard: skip locked."""
    busy, free = granted(owner, 100, expires_at=SOON), granted(owner, 100, expires_at=SOON)
    locked, swept = threading.Event(), threading.Event()

    def keep():
        with db.in_transaction():
            list(CreditLot.objects.filter(pk=busy.pk).lock())
            locked.set()
            return swept.wait(10)

    def sweep():
        locked.wait(10)
        done = operations.expire(now=SOON)
        swept.set()
        return done

    assert at_once(keep, sweep) == [True, 1]
    assert steps.left(busy, free) == [100, 0]


def test_everything_at_once_leaves_every_cent_accounted_for(owner):
    """Guard: lots are locked in one order, after the turn by reference."""
    lots = [granted(owner, 500, expires_at=SOON if n % 2 else None) for n in range(4)]
    for n in range(3):
        steps.hold(owner, 300, reference=f"held:{n}")
    steps.paid(owner, 400, reference="paid")

    results = at_once(
        *[lambda n=n: steps.hold(owner, 450, reference=f"new:{n}") for n in range(4)],
        *[lambda n=n: steps.spend(reference=f"held:{n}", now=SOON) for n in range(3)],
        *[lambda n=n: steps.release(reference=f"held:{n}", now=SOON) for n in range(3)],
        *[
            lambda n=n: steps.give_back(150, reference="paid", key=f"back:{n}", now=SOON)
            for n in range(4)
        ],
        *[lambda: operations.expire(now=SOON)] * 3,
    )

    foreseen = (operations.CreditsShort, operations.NothingHeld, operations.MoreThanSpent)
    assert failures(results, *foreseen) == []
    assert all(cents >= 0 for cents in steps.left(*lots))
    assert steps.in_order()


@pytest.mark.parametrize("same_key", [True, False])
def test_transferring_twice_at_once_holds_what_there_is_once(owner, settings, same_key):
    """Guards: the caller's key, and the lock on the lots."""
    settings.CREDITS_TRANSFER = True
    lot = granted(owner, 1000)

    def send(number):
        key = "k" if same_key else f"k{number}"
        return transfers.transfer(
            sender=owner,
            receiver_email="friend@example.test",
            amount_cents=700,
            currency="usd",
            claim=Claim(caller=f"user:{owner.pk}", key=key, fingerprint="f"),
            now=NOW,
        )

    results = at_once(*[lambda n=n: send(n) for n in range(RACERS)])

    assert failures(results, operations.CreditsShort) == []
    assert steps.left(lot) == [300]
    made = {result.pk for result in results if isinstance(result, CreditTransfer)}
    assert made == {CreditTransfer.objects.get().pk}
    answered = sum(isinstance(result, CreditTransfer) for result in results)
    assert answered == (RACERS if same_key else 1)


def test_accepting_and_lapsing_at_once_do_one_of_both(owner, settings):
    """Guard: the lock on the transfer."""
    settings.CREDITS_TRANSFER = True
    friend = UserFactory()
    lot = granted(owner, 1000, source=CreditSource.GIFT)
    sent = transfers.transfer(
        sender=owner,
        receiver_email=friend.email,
        amount_cents=1000,
        currency="usd",
        claim=None,
        now=NOW,
    )
    late = sent.expires_at

    results = at_once(
        *[lambda: accepted(sent.public_id, friend, late - timedelta(seconds=1))] * 4,
        *[lambda: transfers.let_lapse(transfer_id=sent.pk, now=late)] * 4,
    )

    assert failures(results, transfers.TransferClosed) == []
    sent.refresh_from_db()
    (mine,) = steps.left(lot)
    theirs = steps.booked(CREDITS, friend)
    assert (mine, theirs) == ((0, 1000) if sent.status == "accepted" else (1000, 0))
    assert CreditUse.objects.count() == 1
    assert Entry.objects.filter(key__startswith="transfer:").count() == (theirs > 0)
    assert steps.in_order()


def accepted(public_id: UUID, by, now):
    return transfers.accept(public_id=public_id, by=by, claim=None, now=now)
