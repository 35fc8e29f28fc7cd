from datetime import UTC, datetime, timedelta

import pytest

from commerce.bookings.policies import refund_steps
from live.notifications import wording

NOON = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("Europe/Lisbon", "Monday 1 March 2027, 12:00 (Europe/Lisbon)"),
        ("Asia/Tokyo", "Monday 1 March 2027, 21:00 (Asia/Tokyo)"),
        ("Pacific/Auckland", "Tuesday 2 March 2027, 01:00 (Pacific/Auckland)"),
        ("Asia/Kathmandu", "Monday 1 March 2027, 17:45 (Asia/Kathmandu)"),
        ("UTC", "Monday 1 March 2027, 12:00 (UTC)"),
    ],
)
def test_a_moment_is_told_in_the_readers_zone_and_names_it(zone, said):
    assert wording.moment(NOON, zone) == said


def test_a_day_is_the_one_on_the_readers_calendar():
    assert wording.day(NOON, "Europe/Lisbon") == "Monday 1 March 2027"
    assert wording.day(NOON, "Pacific/Auckland") == "Tuesday 2 March 2027"


def test_a_wall_time_that_comes_twice_says_which_it_is():
    first = datetime(2027, 10, 31, 0, 30, tzinfo=UTC)

    assert [wording.moment(first + timedelta(hours=n), "Europe/Lisbon") for n in range(3)] == [
        "Sunday 31 October 2027, 01:30 UTC+0100 (Europe/Lisbon)",
        "Sunday 31 October 2027, 01:30 UTC+0000 (Europe/Lisbon)",
        "Sunday 31 October 2027, 02:30 (Europe/Lisbon)",
    ]


def test_a_span_names_the_day_once():
    assert (
        wording.span(NOON, NOON + timedelta(hours=1), "Europe/Lisbon")
        == "Monday 1 March 2027, 12:00 to 13:00 (Europe/Lisbon)"
    )


def test_a_span_over_midnight_names_both_days():
    assert (
        wording.span(NOON, NOON + timedelta(hours=1), "Pacific/Fiji")
        == "Tuesday 2 March 2027, 00:00 to 01:00 (Pacific/Fiji)"
    )
    assert (
        wording.span(NOON, NOON + timedelta(hours=1), "Asia/Vladivostok")
        == "Monday 1 March 2027, 22:00 to 23:00 (Asia/Vladivostok)"
    )
    assert (
        wording.span(NOON - timedelta(minutes=30), NOON + timedelta(minutes=30), "Pacific/Fiji")
        == "Monday 1 March 2027, 23:30 to Tuesday 2 March 2027, 00:30 (Pacific/Fiji)"
    )


def test_the_cancellation_rule_names_amounts_and_times():
    steps = refund_steps(policy="moderate", price_cents=8000, starts_at=NOON)

    assert wording.cancellation_rule(steps, currency="usd", zone="Europe/Lisbon") == [
        "Cancel by Sunday 28 February 2027, 12:00 (Europe/Lisbon) and $80.00 (100%) comes back.",
        "Cancel by Monday 1 March 2027, 06:00 (Europe/Lisbon) and $40.00 (50%) comes back.",
        "After that, nothing comes back.",
    ]
