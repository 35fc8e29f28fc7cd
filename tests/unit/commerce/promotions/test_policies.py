import random

import pytest

from commerce.promotions.policies import Reduction, taken_off


@pytest.mark.parametrize(
    ("reduction", "lines", "expected"),
    [
        (Reduction(basis_points=1000), [8000], [800]),
        (Reduction(basis_points=1250), [8001], [1000]),  # 1000.125
        (Reduction(basis_points=1), [5000], [1]),  # half a cent goes up
        (Reduction(amount_cents=1500), [8000], [1500]),
        (Reduction(amount_cents=9999), [8000], [8000]),
        (Reduction(basis_points=10000), [8000, 1], [8000, 1]),
        (Reduction(amount_cents=100), [1, 1, 1], [1, 1, 1]),
        (Reduction(amount_cents=100), [100, 100, 100], [34, 33, 33]),
        (Reduction(amount_cents=100), [0], [0]),
        (Reduction(), [8000], [0]),
    ],
)
def test_what_is_taken_off(reduction, lines, expected):
    assert taken_off(reduction=reduction, lines=lines) == expected


def test_the_parts_add_up_and_no_line_falls_below_zero():
    chance = random.Random(7)
    for _ in range(5000):
        lines = [chance.randrange(0, 50_000) for _ in range(chance.randrange(1, 8))]
        reduction = chance.choice(
            [
                Reduction(basis_points=chance.randrange(1, 10_001)),
                Reduction(amount_cents=chance.randrange(1, 120_000)),
            ]
        )

        off = taken_off(reduction=reduction, lines=lines)

        whole = sum(lines)
        wanted = reduction.amount_cents or (whole * reduction.basis_points + 5000) // 10_000
        assert sum(off) == min(wanted, whole)
        assert all(0 <= less <= line for less, line in zip(off, lines, strict=True))
