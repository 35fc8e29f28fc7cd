import pytest
from hypothesis import given
from hypothesis import strategies as st

from estuary.kernel.money import display, percent_of, split

cents = st.integers(min_value=0, max_value=10**12)


@given(cents, st.lists(st.integers(min_value=0, max_value=10**6), min_size=1, max_size=12))
def test_the_parts_of_a_split_add_up_and_none_is_off_by_a_cent(amount, weights):
    parts = split(amount, weights)

    assert sum(parts) == amount
    if any(weights):
        for part, weight in zip(parts, weights, strict=True):
            assert abs(part - amount * weight / sum(weights)) < 1 + amount * 1e-15


def test_what_is_left_over_goes_to_those_who_lost_most():
    assert split(100, [1, 1, 1]) == [34, 33, 33]
    assert split(10, [5, 3, 1]) == [6, 3, 1]
    assert split(5, [0, 0]) == [3, 2]


@pytest.mark.parametrize(("amount", "expected"), [(100, 5), (110, 6), (109, 5), (10, 1), (9, 0)])
def test_a_percentage_is_rounded_half_up(amount, expected):
    assert percent_of(amount, basis_points=500) == expected


def test_nonsense_is_refused():
    for nonsense in (lambda: split(-1, [1]), lambda: split(1, []), lambda: split(1, [-1])):
        with pytest.raises(ValueError, match="must"):
            nonsense()
    with pytest.raises(ValueError, match="negative"):
        percent_of(-1, basis_points=5)


def test_money_is_shown_as_people_write_it():
    assert [display(8000, "usd"), display(-350, "usd"), display(123456789, "chf")] == [
        "$80.00",
        "-$3.50",
        "1,234,567.89 CHF",
    ]
