from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from marketplace.schedules import hours
from marketplace.schedules.hours import DayOverride, Interval, Window
from tests.unit.marketplace.schedules.oracle import difference, random_case

LISBON = ZoneInfo("Europe/Lisbon")
MONDAY, SATURDAY, SUNDAY = 0, 5, 6


@pytest.mark.parametrize("tens", range(20))
def test_hours_agree_with_the_definition_minute_by_minute(tens):
    wrong = {seed: difference(random_case(seed)) for seed in range(tens * 10, tens * 10 + 10)}

    assert {seed: found for seed, found in wrong.items() if found} == {}


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


def opened(weekly, start, end, *, overrides=(), away=(), zone=LISBON):
    return hours.open_time(
        weekly=weekly, overrides=overrides, away=away, zone=zone, start=start, end=end
    )


def test_a_monday_is_open_from_nine_to_five_by_the_local_clock():
    summer = opened([Window(MONDAY, time(9), time(17))], utc(2026, 7, 6), utc(2026, 7, 7))

    assert summer == [Interval(utc(2026, 7, 6, 8), utc(2026, 7, 6, 16))]


def test_a_night_goes_on_into_the_next_day():
    night = opened([Window(MONDAY, time(22), time(2))], utc(2026, 1, 5), utc(2026, 1, 7))

    assert night == [Interval(utc(2026, 1, 5, 22), utc(2026, 1, 6, 2))]


def test_midnight_to_midnight_is_the_whole_day_and_joins_the_next():
    weekend = [Window(SATURDAY, time(0), time(0)), Window(SUNDAY, time(0), time(0))]

    assert opened(weekend, utc(2026, 1, 9), utc(2026, 1, 13)) == [
        Interval(utc(2026, 1, 10), utc(2026, 1, 12))
    ]


def test_an_override_replaces_its_date_and_an_empty_one_closes_it():
    weekly = [Window(MONDAY, time(9), time(17))]
    later = DayOverride(date(2026, 1, 5), time(13), time(15))

    assert opened(weekly, utc(2026, 1, 5), utc(2026, 1, 6), overrides=[later]) == [
        Interval(utc(2026, 1, 5, 13), utc(2026, 1, 5, 15))
    ]
    closed = DayOverride(date(2026, 1, 5))
    assert opened(weekly, utc(2026, 1, 5), utc(2026, 1, 6), overrides=[closed]) == []


def test_time_away_cuts_a_hole():
    lunch = Interval(utc(2026, 1, 5, 12), utc(2026, 1, 5, 13))

    assert opened(
        [Window(MONDAY, time(9), time(17))], utc(2026, 1, 5), utc(2026, 1, 6), away=[lunch]
    ) == [
        Interval(utc(2026, 1, 5, 9), utc(2026, 1, 5, 12)),
        Interval(utc(2026, 1, 5, 13), utc(2026, 1, 5, 17)),
    ]


def begins(weekly, start, end, *, zone, step=30):
    found = hours.starts(
        weekly=weekly, overrides=[], zone=zone, start=start, end=end, step_minutes=step
    )
    return [f"{instant.astimezone(zone):%H:%M%z}" for instant in found]


def test_a_wall_time_that_does_not_exist_is_not_offered():
    night = [Window(SUNDAY, time(0, 30), time(3))]

    offered = begins(night, utc(2026, 3, 29), utc(2026, 3, 30), zone=LISBON)

    assert offered == ["00:30+0000", "02:00+0100", "02:30+0100"]


def test_a_wall_time_that_exists_twice_is_offered_twice():
    night = [Window(SUNDAY, time(0, 30), time(2, 30))]

    offered = begins(night, utc(2026, 10, 24, 23), utc(2026, 10, 26), zone=LISBON)

    assert offered == [
        "00:30+0100",
        "01:00+0100",
        "01:30+0100",
        "01:00+0000",
        "01:30+0000",
        "02:00+0000",
    ]


def test_a_date_that_never_was_offers_nothing():
    every_day = [Window(weekday, time(9), time(10)) for weekday in range(7)]
    apia = ZoneInfo("Pacific/Apia")

    offered = hours.starts(
        weekly=every_day,
        overrides=[],
        zone=apia,
        start=utc(2011, 12, 29),
        end=utc(2012, 1, 1),
        step_minutes=60,
    )

    assert [f"{instant.astimezone(apia):%m-%d}" for instant in offered] == [
        "12-29",
        "12-31",
        "01-01",
    ]


def test_two_windows_with_a_common_moment_are_found_also_over_the_end_of_the_week():
    late = Window(SUNDAY, time(22), time(2))

    assert hours.overlapping([late, Window(MONDAY, time(2), time(9))]) is None
    assert hours.overlapping([late, Window(MONDAY, time(1, 59), time(9))]) == (
        late,
        Window(MONDAY, time(1, 59), time(9)),
    )
    morning = Window(MONDAY, time(9), time(12))
    assert hours.overlapping([morning, Window(MONDAY, time(11), time(13))]) is not None
    assert hours.overlapping([]) is None


def test_every_day_of_a_long_horizon_is_there():
    weekly = [Window(weekday, time(9), time(17)) for weekday in range(7)]
    start = utc(2026, 1, 1)

    assert len(opened(weekly, start, start + timedelta(days=62))) == 62
