from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from commerce.bookings.availability import free_slots
from marketplace.catalogue.policies import BookingRules
from marketplace.schedules.hours import DayOverride, Interval, Timetable, Window

HOUR, QUARTER = timedelta(hours=1), timedelta(minutes=15)
NEW_YORK = ZoneInfo("America/New_York")
MONDAY = datetime(2027, 3, 1, tzinfo=UTC)
LONG_AGO = datetime(2027, 2, 1, tzinfo=UTC)
RULES = BookingRules(
    step_minutes=15,
    buffer_before=timedelta(0),
    buffer_after=QUARTER,
    notice=timedelta(hours=24),
    horizon=timedelta(days=60),
)


def timetable(*, start=time(9), end=time(12), weekday=0, zone="UTC", overrides=(), away=()):
    return Timetable(
        zone=ZoneInfo(zone),
        weekly=(Window(weekday=weekday, start=start, end=end),),
        overrides=tuple(overrides),
        away=tuple(away),
    )


def starts(table, *, busy=(), rules=RULES, duration=HOUR, now=LONG_AGO, days=1, start=MONDAY):
    found = free_slots(
        timetable=table,
        busy=busy,
        rules=rules,
        duration=duration,
        now=now,
        start=start,
        end=start + timedelta(days=days),
    )
    return [slot.start for slot in found]


def at(hour, minute=0):
    return MONDAY + timedelta(hours=hour, minutes=minute)


def test_slots_begin_every_step_and_end_with_the_window():
    assert starts(timetable(end=time(11))) == [at(9), at(9, 15), at(9, 30), at(9, 45), at(10)]


def test_a_buffer_is_kept_after_what_is_booked_and_before_it():
    booked = Interval(at(10), at(11, 15))  # an hour, and its quarter of an hour after it

    found = starts(timetable(end=time(14)), busy=[booked])

    assert found == [
        at(11, 15),
        at(11, 30),
        at(11, 45),
        at(12),
        at(12, 15),
        at(12, 30),
        at(12, 45),
        at(13),
    ]


def test_a_slot_may_end_where_its_buffer_meets_the_next_session():
    assert at(9) in starts(timetable(), busy=[Interval(at(10, 15), at(12))])
    assert at(9) not in starts(timetable(), busy=[Interval(at(10, 14), at(12))])


def test_notice_counts_to_the_instant():
    assert starts(timetable(), now=at(10) - timedelta(hours=24))[0] == at(10)
    assert starts(timetable(), now=at(10, 1) - timedelta(hours=24))[0] == at(10, 15)


def test_nothing_is_offered_beyond_the_horizon():
    assert starts(timetable(), now=at(9, 30) - timedelta(days=60)) == [at(9), at(9, 15)]


def test_time_away_and_a_closed_date_take_slots_away():
    assert starts(timetable(away=[Interval(at(9), at(10, 30))])) == [at(10, 30), at(10, 45), at(11)]
    assert starts(timetable(overrides=[DayOverride(date=date(2027, 3, 1))])) == []


def test_a_wall_time_that_is_skipped_is_not_offered():
    sunday = datetime(2027, 3, 14, tzinfo=NEW_YORK).astimezone(UTC)
    table = timetable(start=time(1), end=time(5), weekday=6, zone="America/New_York")
    hourly = BookingRules(60, timedelta(0), timedelta(0), timedelta(0), timedelta(days=60))

    found = starts(table, rules=hourly, start=sunday)

    assert [moment.astimezone(NEW_YORK).hour for moment in found] == [1, 3, 4]


def test_a_wall_time_that_comes_twice_is_offered_twice():
    sunday = datetime(2027, 11, 7, tzinfo=NEW_YORK).astimezone(UTC)
    table = timetable(start=time(0), end=time(3), weekday=6, zone="America/New_York")
    hourly = BookingRules(60, timedelta(0), timedelta(0), timedelta(0), timedelta(days=60))
    before = datetime(2027, 10, 1, tzinfo=UTC)

    found = starts(table, rules=hourly, start=sunday, now=before)

    assert [moment.astimezone(NEW_YORK).hour for moment in found] == [0, 1, 1, 2]
    assert len(set(found)) == 4


@pytest.mark.parametrize("minutes", [1, 14, 46])
def test_what_overlaps_by_a_minute_is_not_free(minutes):
    busy = [Interval(at(9, minutes), at(9, minutes + 1))]

    assert at(9) not in starts(timetable(), busy=busy)
