import random
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketplace.packages.pricing import Line, allocate, list_price_cents, saves_cents

lines = st.lists(
    st.builds(
        Line,
        quantity=st.integers(min_value=1, max_value=30),
        unit_price_cents=st.integers(min_value=0, max_value=10**6),
    ),
    min_size=1,
    max_size=8,
)


def must_be_right(price_cents, held):
    """Everything that is promised of an allocation."""
    shares = allocate(price_cents=price_cents, lines=held)
    worth = list_price_cents(held)

    assert [len(units) for units in shares] == [line.quantity for line in held]
    assert sum(cents for units in shares for cents in units) == price_cents
    for line, units in zip(held, shares, strict=True):
        assert units == sorted(units, reverse=True)
        assert units[0] - units[-1] <= 1
        if worth:
            exact = Fraction(price_cents * line.unit_price_cents, worth)
            assert all(abs(cents - exact) < 1 for cents in units)
        if price_cents <= worth:
            assert all(cents <= line.unit_price_cents for cents in units)


@settings(max_examples=3000, deadline=None)
@given(price_cents=st.integers(min_value=0, max_value=10**8), held=lines)
def test_every_unit_has_its_share_to_the_cent(price_cents, held):
    must_be_right(price_cents, held)


def test_ten_thousand_packages_as_they_are_sold_add_up():
    draw = random.Random(20261123)
    for _ in range(10_000):
        held = [
            Line(quantity=draw.randint(1, 12), unit_price_cents=draw.randint(50, 30_000))
            for _ in range(draw.randint(1, 5))
        ]
        worth = list_price_cents(held)
        must_be_right(draw.randint(max(50, worth // 2), worth) if worth > 50 else worth, held)


@pytest.mark.parametrize(
    ("price_cents", "held", "expected"),
    [
        (20000, [Line(3, 8000)], [[6667, 6667, 6666]]),
        (10000, [Line(1, 8000), Line(2, 4000)], [[5000], [2500, 2500]]),
        (10001, [Line(1, 8000), Line(2, 4000)], [[5001], [2500, 2500]]),
        (100, [Line(1, 0), Line(2, 50)], [[0], [50, 50]]),
    ],
)
def test_examples_worked_by_hand(price_cents, held, expected):
    assert allocate(price_cents=price_cents, lines=held) == expected


def test_a_package_saves_what_its_parts_cost_more():
    worth = list_price_cents([Line(3, 8000), Line(1, 500)])

    assert worth == 24500
    assert saves_cents(price_cents=20000, list_price_cents=worth) == 4500
    assert saves_cents(price_cents=30000, list_price_cents=worth) == 0
