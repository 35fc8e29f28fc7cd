"""Which plan was in force when: arithmetic on paid invoices."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from commerce.memberships.policies import Covered, Stretch, Term, kind_of_change, stretches

T0 = datetime(2027, 1, 1, tzinfo=UTC)
GRACE = timedelta(days=7)
LOW, HIGH = Term(1, "month"), Term(2, "month")


def day(number):
    return T0 + timedelta(days=number)


def paid(term, begins, ends, at=None):
    return Covered(term, day(begins), day(ends), day(begins if at is None else at))


def laid(*covered, following=LOW, ended=None):
    found = stretches(
        covered,
        following=following,
        ended_at=None if ended is None else day(ended),
        grace=GRACE,
    )
    return [
        (one.term, (one.starts_at - T0).total_seconds() / 86400, (one.ends_at - T0).days)
        for one in found
    ]


def test_nothing_paid_is_nothing():
    assert laid() == []


def test_what_is_paid_is_kept_for_its_grace():
    assert laid(paid(LOW, 0, 30)) == [(LOW, 0, 37)]
    assert laid(paid(LOW, 0, 30), following=None) == [(LOW, 0, 30)]


def test_the_first_begins_when_it_is_paid():
    assert laid(paid(LOW, 0, 30, at=1)) == [(LOW, 1, 37)]


def test_renewals_are_one_stretch():
    assert laid(paid(LOW, 0, 30), paid(LOW, 30, 60, at=33)) == [(LOW, 0, 67)]


def test_a_later_invoice_lies_over_an_earlier_one():
    assert laid(paid(LOW, 0, 30), paid(HIGH, 15, 30), following=HIGH) == [
        (LOW, 0, 15),
        (HIGH, 15, 37),
    ]


def test_what_is_paid_after_its_grace_begins_then():
    assert laid(paid(LOW, 0, 30), paid(LOW, 30, 60, at=40)) == [(LOW, 0, 37), (LOW, 40, 67)]


def test_another_plan_follows():
    assert laid(paid(HIGH, 0, 30), following=LOW) == [(HIGH, 0, 30), (LOW, 30, 37)]


@pytest.mark.parametrize(("ended", "until"), [(10, 10), (30, 30), (45, 37)])
def test_nothing_is_after_the_end(ended, until):
    assert laid(paid(LOW, 0, 30), ended=ended) == [(LOW, 0, until)]


def test_no_two_stretches_overlap_whatever_was_paid():
    found = laid(
        paid(LOW, 0, 30), paid(HIGH, 10, 30), paid(LOW, 10, 375), paid(HIGH, 20, 50, at=29)
    )

    assert all(one[2] <= after[1] for one, after in pairwise(found))


def test_a_stretch_is_a_value():
    assert Stretch(LOW, T0, day(1)) == Stretch(Term(1, "month"), T0, day(1))


@pytest.mark.parametrize(
    ("have", "want", "kind"),
    [
        ((1, "month"), (2, "month"), "upgrade"),
        ((1, "year"), (2, "month"), "upgrade"),
        ((1, "month"), (1, "year"), "upgrade"),
        ((1, "year"), (1, "month"), "downgrade"),
        ((2, "month"), (1, "year"), "downgrade"),
        ((2, "month"), (0, "month"), "end"),
        ((2, "month"), (2, "month"), None),
    ],
)
def test_which_kind_of_change_leads_to_another_plan(have, want, kind):
    found = kind_of_change(
        rank=have[0], interval=have[1], wanted_rank=want[0], wanted_interval=want[1]
    )

    assert found == kind
