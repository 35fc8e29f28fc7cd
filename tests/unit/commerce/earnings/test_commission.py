from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commerce.earnings.commission import Bracket, faults, percent, rate, reversed_commission
from commerce.memberships.policies import Reduction

BRACKETS = [Bracket(0, 500), Bracket(500_000, 400), Bracket(1_000_000, 300)]
PROFESSIONAL = Reduction("Professional", 100)
PREMIUM = Reduction("Premium", 200)


def of(sold_cents, **more):
    found = rate(
        brackets=BRACKETS,
        floor_basis_points=200,
        sold_cents=sold_cents,
        currency="usd",
        month=date(2027, 3, 31),
        **more,
    )
    return found.basis_points, found.reason


@pytest.mark.parametrize(
    ("sold_cents", "said"),
    [
        (0, (500, "5 %: the usual rate")),
        (500_000, (500, "5 %: the usual rate")),
        (500_001, (400, "4 %: $5,000.01 sold in March")),
        (1_000_000, (400, "4 %: $10,000.00 sold in March")),
        (1_042_000, (300, "3 %: $10,420.00 sold in March")),
    ],
)
def test_a_bracket_begins_above_its_amount(sold_cents, said):
    assert of(sold_cents) == said


@pytest.mark.parametrize(
    ("sold_cents", "reduction", "said"),
    [
        (0, PROFESSIONAL, (400, "4 %: Professional membership, 1 point less than 5 %")),
        (0, PREMIUM, (300, "3 %: Premium membership, 2 points less than 5 %")),
        (
            600_000,
            PREMIUM,
            (200, "2 %: Premium membership, 2 points less than 4 %, $6,000.00 sold in March"),
        ),
        (
            1_042_000,
            PREMIUM,
            (
                200,
                "2 %: Premium membership, 2 points less than 3 %, $10,420.00 sold in March, "
                "never under 2 %",
            ),
        ),
    ],
)
def test_a_membership_takes_points_off_down_to_the_floor(sold_cents, reduction, said):
    assert of(sold_cents, reduction=reduction) == said


@pytest.mark.parametrize(
    ("agreed", "said"),
    [
        (250, (250, "2.5 %: agreed")),
        (400, (400, "4 %: Professional membership, 1 point less than 5 %")),
        (450, (400, "4 %: Professional membership, 1 point less than 5 %")),
        (0, (0, "0 %: agreed")),
    ],
)
def test_the_lower_of_the_agreed_and_the_usual_rate_applies(agreed, said):
    assert of(0, reduction=PROFESSIONAL, agreed_basis_points=agreed) == said


@given(
    commission=st.integers(0, 5_000),
    net=st.integers(1, 100_000),
    steps=st.lists(st.integers(1, 40_000), max_size=6),
)
def test_giving_back_in_steps_is_giving_back_at_once(commission, net, steps):
    gross, before, taken = commission + net, 0, 0
    for step in [*steps, gross]:
        cents = min(step, gross - before)
        part = reversed_commission(
            commission_cents=commission, net_cents=net, before_cents=before, cents=cents
        )
        assert 0 <= part <= cents
        before, taken = before + cents, taken + part
        once = reversed_commission(
            commission_cents=commission, net_cents=net, before_cents=0, cents=before
        )
        assert taken == once
    assert (before, taken) == (gross, commission)


def test_a_rate_is_read_aloud():
    assert [percent(points) for points in (500, 250, 125, 0)] == ["5 %", "2.5 %", "1.25 %", "0 %"]


def faults_of(*rows, floor=200):
    brackets = [Bracket(over, points) for over, points in rows]
    return faults(brackets, floor_basis_points=floor, currency="usd")


def test_rates_that_say_what_applies_have_no_faults():
    assert faults_of((0, 500)) == []
    assert faults_of((1000, 600), (0, 500), (500, 200)) == []  # rising rates are somebody's choice


def test_rates_that_leave_open_what_applies_say_where():
    assert faults_of((500, 500)) == ["One bracket must begin at 0: it is the usual rate."]
    assert faults_of() == ["One bracket must begin at 0: it is the usual rate."]
    assert faults_of((0, 500), (500, 400), (500, 300), (500, 400)) == [
        "Two brackets begin at $5.00."
    ]
    assert faults_of((0, 199)) == ["1.99 % from $0.00 on is under the least rate of 2 %."]
    assert faults_of((0, 10_001)) == ["100.01 % from $0.00 on is more than all of it."]
