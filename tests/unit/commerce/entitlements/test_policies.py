from datetime import UTC, datetime, timedelta

import pytest

from commerce.bookings.states import CancelledBy
from commerce.entitlements.policies import comes_back, standing, valid_until
from commerce.entitlements.states import EntitlementStatus, UnitStatus

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("by", "hours", "expected"),
    [
        ("client", 24, True),
        ("client", 23.9, False),  # half the price would come back, but half a unit cannot
        ("client", 1, False),
        ("practitioner", 1, True),
        ("platform", 1, True),
    ],
)
def test_a_unit_comes_back_in_time_or_when_others_cancel(by, hours, expected):
    back = comes_back(
        policy="moderate",
        starts_at=NOON,
        cancelled_at=NOON - timedelta(hours=hours),
        by=CancelledBy(by),
    )

    assert back is expected


@pytest.mark.parametrize(
    ("by", "days_left", "expected"),
    [("client", 2, 2), ("practitioner", 2, 30), ("practitioner", 90, 90)],
)
def test_a_practitioner_who_cancels_leaves_time_to_choose_again(by, days_left, expected):
    until = valid_until(
        valid_until=NOON + timedelta(days=days_left), cancelled_at=NOON, by=CancelledBy(by)
    )

    assert until == NOON + timedelta(days=expected)


@pytest.mark.parametrize(
    ("units", "expected"),
    [
        ({"open", "used", "refunded"}, "active"),
        ({"redeemed", "used"}, "used_up"),
        ({"redeemed", "refunded"}, "refunded"),
        ({"used", "expired"}, "expired"),
    ],
)
def test_an_entitlement_stands_as_its_units_do(units, expected):
    assert standing({UnitStatus(one) for one in units}) == EntitlementStatus(expected)
