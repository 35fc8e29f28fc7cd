import pytest

from commerce.disputes.policies import follows, taken_from_units
from commerce.disputes.states import DisputeStatus

IN_ORDER = [
    "warning_needs_response",
    "warning_under_review",
    "warning_closed",
    "needs_response",
    "under_review",
    "won",
    "lost",
]


def test_a_dispute_goes_forward_only():
    assert list(DisputeStatus.values) == IN_ORDER
    for at, before in enumerate(IN_ORDER):
        assert [follows(before=before, after=after) for after in IN_ORDER] == [
            place > at for place in range(len(IN_ORDER))
        ]


@pytest.mark.parametrize(
    ("cents", "ended"),
    [
        (0, []),
        (19, []),
        (49, [3]),
        (50, [0]),
        (120, [0, 1]),
        (130, [0, 1, 3]),
        (1000, [0, 1, 2, 3]),
    ],
)
def test_as_many_whole_units_end_as_were_paid_for(cents, ended):
    assert taken_from_units(cents=cents, prices=[50, 60, 70, 20]) == ended
