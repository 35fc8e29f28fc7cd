from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commerce.credits import policies
from commerce.credits.policies import Lot, Paid, Share
from commerce.credits.states import CreditSource, MovementKind

DAY = datetime(2027, 3, 1, tzinfo=UTC)


def lot(number, cents=100, *, source=CreditSource.PURCHASE, expires_at=None):
    return Lot(number, source, cents, expires_at)


@st.composite
def some_lots(draw):
    dates = st.one_of(st.none(), st.integers(0, 3).map(lambda n: DAY + timedelta(days=n)))
    made = draw(
        st.lists(
            st.tuples(st.sampled_from(list(CreditSource)), st.integers(0, 400), dates), max_size=6
        )
    )
    return [Lot(at, *one) for at, one in enumerate(made)]


def test_the_soonest_to_expire_pays_first_and_the_undated_last():
    lots = [lot(1), lot(2, expires_at=DAY + timedelta(1)), lot(3, expires_at=DAY)]

    assert [one.id for one in policies.in_paying_order(lots)] == [3, 2, 1]


def test_on_a_tie_a_promotion_pays_before_what_was_bought_then_the_oldest():
    lots = [
        lot(3, expires_at=DAY),
        lot(2, expires_at=DAY),
        lot(4, expires_at=DAY, source=CreditSource.PROMOTION),
    ]

    assert [one.id for one in policies.in_paying_order(lots)] == [4, 2, 3]


def test_a_payment_takes_whole_lots_and_a_part_of_the_last():
    shares = policies.draw([lot(1), lot(2), lot(3)], amount_cents=150)

    assert shares == [Share(1, 100), Share(2, 50)]


def test_what_comes_back_fills_the_lot_that_paid_last_first():
    paid = [Paid(7, 0, 100), Paid(9, 1, 50)]

    assert policies.give_back(paid, amount_cents=70) == [Share(9, 50), Share(7, 20)]


@given(some_lots(), st.integers(0, 3000))
def test_a_payment_is_drawn_to_the_cent_or_as_far_as_it_goes(lots, amount):
    shares = policies.draw(lots, amount_cents=amount)

    remaining = {one.id: one.remaining_cents for one in lots}
    assert sum(share.cents for share in shares) == min(amount, sum(remaining.values()))
    assert all(0 < share.cents <= remaining[share.id] for share in shares)
    assert len({share.id for share in shares}) == len(shares)


@given(some_lots(), st.data())
def test_giving_a_part_back_leaves_what_paying_the_rest_would_have_left(lots, data):
    total = sum(one.remaining_cents for one in lots)
    amount = data.draw(st.integers(0, total))
    back = data.draw(st.integers(0, amount))
    shares = policies.draw(lots, amount_cents=amount)
    paid = [Paid(share.id, at, share.cents) for at, share in enumerate(shares)]

    returned = {share.id: share.cents for share in policies.give_back(paid, amount_cents=back)}

    left = {share.id: share.cents - returned.get(share.id, 0) for share in shares}
    wanted = {share.id: share.cents for share in policies.draw(lots, amount_cents=amount - back)}
    assert {number: cents for number, cents in left.items() if cents} == wanted


@given(st.lists(st.integers(0, 300), max_size=5), st.lists(st.integers(0, 200), max_size=5))
def test_many_parts_given_back_never_make_more_than_was_paid(paid, parts):
    due = dict(enumerate(paid))
    for part in parts:
        rows = [Paid(number, number, cents) for number, cents in due.items()]
        for share in policies.give_back(rows, amount_cents=part):
            due[share.id] -= share.cents

    assert all(cents >= 0 for cents in due.values())
    assert sum(due.values()) == max(0, sum(paid) - sum(parts))


@pytest.mark.parametrize(
    ("key", "source", "change", "kind"),
    [
        ("credits:expiry:1:0", None, -5, MovementKind.EXPIRY),
        ("transfer:1:credits", None, -5, MovementKind.TRANSFER),
        ("transfer:1:credits", None, 5, MovementKind.TRANSFER),
        ("order:1:bought", "purchase", 5, MovementKind.PURCHASE),
        ("order:1:credits", None, -5, MovementKind.PAYMENT),
        ("order:1:cancelled", None, 5, MovementKind.RETURN),
    ],
)
def test_a_movement_is_named(key, source, change, kind):
    assert policies.movement_kind(key=key, source=source, change_cents=change) == kind
