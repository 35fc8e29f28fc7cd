import random

import pytest

from commerce.checkout.quotes import Item, quote
from commerce.promotions.policies import Reduction


def test_reduction_then_tax_then_credits_then_the_card():
    priced = quote(
        items=[Item(8000), Item(1500, quantity=2)],
        currency="usd",
        reduction=Reduction(basis_points=1000),
        credits_cents=5000,
        tax_cents=700,
    )

    assert (priced.subtotal_cents, priced.discount_cents) == (11000, 1100)
    assert (priced.total_cents, priced.amount_due_cents) == (10600, 5600)


def test_no_more_credits_are_taken_than_it_costs():
    priced = quote(items=[Item(8000)], currency="usd", credits_cents=9000)

    assert (priced.credits_applied_cents, priced.amount_due_cents) == (8000, 0)


@pytest.mark.parametrize(
    ("has", "total", "applied"),
    [(7950, 8000, 7950), (7951, 8000, 7950), (7999, 8000, 7950), (8000, 8000, 8000), (10, 40, 0)],
)
def test_credits_leave_what_a_card_can_be_charged_or_nothing(has, total, applied):
    priced = quote(items=[Item(total)], currency="usd", credits_cents=has)

    assert priced.credits_applied_cents == applied


def test_what_is_due_is_never_below_zero_and_the_sums_agree():
    chance = random.Random(11)
    for _ in range(5000):
        items = [
            Item(chance.randrange(0, 30_000), chance.randrange(1, 5))
            for _ in range(chance.randrange(1, 5))
        ]
        priced = quote(
            items=items,
            currency="usd",
            reduction=Reduction(amount_cents=chance.randrange(0, 60_000)),
            credits_cents=chance.randrange(0, 60_000),
        )

        lines = sum(i.cents - off for i, off in zip(items, priced.discounts, strict=True))
        assert lines == priced.total_cents
        assert priced.amount_due_cents + priced.credits_applied_cents == priced.total_cents
        assert priced.amount_due_cents >= 0
