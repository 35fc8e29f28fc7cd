from datetime import timedelta

import pytest
from django.db import IntegrityError

from commerce.credits import operations
from commerce.credits.states import CreditSource
from commerce.ledger.states import AccountKind
from commerce.models import CreditLot, CreditUse, Entry
from estuary.kernel import db
from estuary.kernel.models import OutboxEvent
from tests.factories import UserFactory, granted
from tests.factories.credits import CREDITS_NOW as NOW
from tests.integration.commerce.credits import steps

pytestmark = pytest.mark.django_db

CREDITS = AccountKind.CLIENT_CREDITS
SOON, LATER = NOW + timedelta(days=1), NOW + timedelta(days=9)


# --- coming ---


def test_a_grant_is_a_lot_and_an_entry(owner):
    lot = granted(owner, 5000, key="order:9:bought", reason="Bought")

    assert (lot.remaining_cents, lot.given_away) == (5000, False)
    assert steps.booked(CREDITS, owner) == 5000
    assert steps.booked(AccountKind.RECEIVED) == -5000
    assert Entry.objects.get().key == "order:9:bought"
    facts = list(OutboxEvent.objects.values_list("name", "payload"))
    assert facts == [("commerce.credits.granted", {"lot_id": lot.pk})]


def test_a_repeated_grant_answers_the_first(owner):
    first, again = granted(owner, key="k"), granted(owner, key="k")

    assert first == again
    assert steps.booked(CREDITS, owner) == 5000


@pytest.mark.parametrize("expires_at", [None, NOW, NOW - timedelta(seconds=1)])
def test_a_promotion_needs_a_date_that_lies_ahead(owner, expires_at):
    with pytest.raises(operations.ExpiryInvalid):
        granted(owner, source=CreditSource.PROMOTION, expires_at=expires_at)

    assert not CreditLot.objects.exists()


def test_a_key_that_the_books_know_otherwise_is_a_bug(owner):
    granted(owner)
    steps.paid(owner, 100)

    with pytest.raises(operations._KeyTaken):
        granted(owner, key="order:1:credits")


# --- paying ---


def test_a_hold_takes_the_soonest_to_expire_first_and_moves_nothing_in_the_books(owner):
    undated, later, soon = (granted(owner, 1000, expires_at=at) for at in (None, LATER, SOON))

    steps.hold(owner, 1500)

    assert steps.left(undated, later, soon) == [1000, 500, 0]
    assert steps.uses() == [("held", 1000, 0), ("held", 500, 0)]
    assert steps.booked(CREDITS, owner) == 3000
    assert steps.in_order()


def test_too_few_credits_hold_nothing_at_all(owner):
    lot = granted(owner, 1000)
    granted(UserFactory(), 9000)
    granted(owner, 9000, currency="eur")
    gone = granted(owner, 9000, expires_at=SOON)

    with pytest.raises(operations.CreditsShort):
        steps.hold(owner, 1001, now=SOON)

    assert steps.left(lot, gone) == [1000, 9000]
    assert not CreditUse.objects.exists()


def test_a_repeated_hold_answers_what_is_held(owner):
    lot = granted(owner, 1000)
    first = steps.hold(owner, 600)

    assert steps.hold(owner, 600) == first
    assert steps.left(lot) == [400]


def test_another_hold_for_the_same_reference_is_refused(owner):
    granted(owner, 1000)
    steps.hold(owner, 600)

    for who, amount in [(owner, 300), (UserFactory(), 600)]:
        with pytest.raises(operations.ReferenceTaken):
            steps.hold(who, amount)


def test_what_was_paid_is_not_held_again(owner):
    granted(owner, 1000)
    steps.paid(owner, 400)

    with pytest.raises(operations.ReferenceTaken):
        steps.hold(owner, 400)


def test_spending_moves_what_is_held_to_the_sale_once(owner):
    granted(owner, 1000)
    steps.hold(owner, 600)

    assert (steps.spend(), steps.spend()) == (600, 600)

    assert steps.booked(CREDITS, owner) == 400
    assert steps.booked(AccountKind.SALES) == 600
    assert Entry.objects.filter(key="order:1:credits").count() == 1
    assert steps.in_order()


def test_nothing_held_is_not_spent(owner):
    granted(owner, 1000)
    steps.hold(owner, 600)
    steps.release()

    for reference in ("order:1", "order:2"):
        with pytest.raises(operations.NothingHeld):
            steps.spend(reference=reference)

    assert steps.booked(CREDITS, owner) == 1000


def test_what_is_released_is_free_again_and_may_be_held_again(owner):
    first, second = granted(owner, 1000, expires_at=LATER), granted(owner, 1000)
    steps.hold(owner, 1500)

    assert (steps.release(), steps.release()) == (1500, 0)
    assert steps.left(first, second) == [1000, 1000]

    steps.hold(owner, 700)
    steps.spend()
    assert steps.left(first, second) == [300, 1000]
    assert steps.uses() == [("spent", 700, 0), ("released", 500, 0)]
    assert steps.in_order()


def test_what_was_spent_is_not_released(owner):
    lot = granted(owner, 1000)
    steps.paid(owner, 600)

    assert steps.release() == 0
    assert steps.left(lot) == [400]


# --- coming back ---


def test_a_part_comes_back_to_the_lot_that_paid_last(owner):
    first, last = granted(owner, 1000, expires_at=LATER), granted(owner, 1000)
    steps.paid(owner, 1500)

    back = steps.give_back(700)

    assert back == operations.GivenBack(amount_cents=700, extended_until=None)
    assert steps.left(first, last) == [200, 1000]
    assert (steps.booked(CREDITS, owner), steps.booked(AccountKind.SALES)) == (1200, 800)
    assert steps.in_order()


def test_the_same_key_gives_back_once(owner):
    granted(owner, 1000)
    steps.paid(owner, 1000)

    assert steps.give_back(400) is not None
    assert steps.give_back(400) is None
    assert steps.uses() == [("spent", 1000, 400)]


def test_never_more_comes_back_than_was_spent(owner):
    lot = granted(owner, 1000)
    steps.paid(owner, 800)
    steps.give_back(500, key="a")

    with pytest.raises(operations.MoreThanSpent):
        steps.give_back(301, key="b")
    steps.give_back(300, key="b")

    assert steps.left(lot) == [1000]


def test_what_is_only_held_does_not_come_back(owner):
    granted(owner, 1000)
    steps.hold(owner, 800)

    with pytest.raises(operations.MoreThanSpent):
        steps.give_back(1)


def test_a_lot_that_expired_meanwhile_gets_thirty_days_for_what_comes_back(owner, settings):
    settings.CREDITS_RETURNED_DAYS = 30
    lot = granted(owner, 1000, expires_at=SOON, source=CreditSource.PROMOTION, reason="Welcome")
    steps.paid(owner, 600)

    back = steps.give_back(600, now=LATER)

    until = LATER + timedelta(days=30)
    assert back.extended_until == until
    assert Entry.objects.latest("pk").description == "Given back, good until 2027-04-09"
    lot.refresh_from_db()
    assert (lot.remaining_cents, lot.expired_cents, lot.expires_at) == (600, 400, until)
    assert steps.booked(AccountKind.PROMOTIONS) == -600
    assert operations.balance(user=owner, now=LATER).available_cents == 600
    assert operations.expire(now=until) == 1
    assert steps.booked(CREDITS, owner) == 0
    assert steps.in_order()


# --- expiring ---


@pytest.mark.parametrize(
    ("source", "counter", "income", "given_away"),
    [
        (CreditSource.PURCHASE, AccountKind.RECEIVED, 1000, 0),
        (CreditSource.GIFT, AccountKind.RECEIVED, 1000, 0),
        (CreditSource.REFUND, AccountKind.SALES, 1000, 0),
        (CreditSource.GIFT, AccountKind.PROMOTIONS, 0, 0),
        (CreditSource.PROMOTION, AccountKind.PROMOTIONS, 0, 0),
    ],
)
def test_what_expires_is_income_unless_it_was_given_away(
    owner, source, counter, income, given_away
):
    granted(owner, 1000, source=source, counter=counter, expires_at=SOON)

    assert operations.expire(now=SOON) == 1

    assert steps.booked(CREDITS, owner) == 0
    assert steps.booked(AccountKind.BREAKAGE) == income
    assert steps.booked(AccountKind.PROMOTIONS) == given_away
    assert steps.in_order()


def test_the_sweep_takes_what_is_due_once_and_nothing_else(owner):
    due = granted(owner, 1000, expires_at=SOON)
    undated, later = granted(owner, 1000), granted(owner, 1000, expires_at=LATER)

    assert [operations.expire(now=SOON), operations.expire(now=SOON)] == [1, 0]

    assert steps.left(due, undated, later) == [0, 1000, 1000]
    assert OutboxEvent.objects.filter(name="commerce.credits.expired").count() == 1


def test_held_credits_do_not_expire_and_go_at_the_next_sweep_once_released(owner):
    lot = granted(owner, 1000, expires_at=SOON)
    steps.hold(owner, 600)

    operations.expire(now=SOON)
    assert steps.left(lot) == [0]
    assert steps.booked(CREDITS, owner) == 600

    steps.release(now=SOON)
    assert steps.left(lot) == [600]
    assert operations.balance(user=owner, now=SOON).available_cents == 0

    operations.expire(now=SOON)
    assert steps.booked(CREDITS, owner) == 0
    assert steps.in_order()


def test_held_credits_pay_though_their_time_is_over(owner):
    granted(owner, 1000, expires_at=SOON)
    steps.hold(owner, 600)
    operations.expire(now=LATER)

    assert steps.spend(now=LATER) == 600
    assert steps.in_order()


# --- what the database refuses ---


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"remaining_cents": 1001}, "credit_lot_remains_within_amount"),
        ({"remaining_cents": 600, "expired_cents": 401}, "credit_lot_remains_within_amount"),
        ({"remaining_cents": -1}, "remaining_cents"),
        ({"amount_cents": 0, "remaining_cents": 0}, "credit_lot_is_of_something"),
        ({"source": "promotion"}, "credit_lot_of_promotion_expires"),
        ({"source": "luck"}, "credit_lot_source_is_known"),
    ],
)
def test_a_lot_that_cannot_be_is_refused(owner, change, constraint):
    granted(owner, 1000)

    with pytest.raises(IntegrityError, match=constraint), db.in_transaction():
        CreditLot.objects.update(**change)


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"given_back_cents": 601}, "credit_use_gives_back_at_most_what_was_spent"),
        ({"state": "held", "spent_at": None, "given_back_cents": 1}, "at_most_what_was_spent"),
        ({"amount_cents": 0}, "credit_use_is_of_something"),
        ({"spent_at": None}, "credit_use_has_its_time_exactly_when_spent"),
        ({"state": "held"}, "credit_use_has_its_time_exactly_when_spent"),
    ],
)
def test_a_use_that_cannot_be_is_refused(owner, change, constraint):
    granted(owner, 1000)
    steps.paid(owner, 600)

    with pytest.raises(IntegrityError, match=constraint), db.in_transaction():
        CreditUse.objects.update(**change)


def test_a_lot_pays_for_one_reference_once(owner):
    lot = granted(owner, 1000)
    steps.hold(owner, 600)

    with pytest.raises(IntegrityError, match="credit_use_once"), db.in_transaction():
        CreditUse.objects.create(lot=lot, reference=steps.ORDER, position=1, amount_cents=1)


@pytest.mark.parametrize("step", [steps.operations.hold, steps.operations.spend])
def test_steps_of_checkout_refuse_to_run_alone(step):
    with pytest.raises(RuntimeError):
        step(reference="order:1")
