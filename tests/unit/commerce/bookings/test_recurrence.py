from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from commerce.bookings.recurrence import BadRule, Frequency, Rule, repeated

UTC_ZONE = ZoneInfo("UTC")
NEW_YORK = ZoneInfo("America/New_York")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")


def weekly(**given) -> Rule:
    return Rule(frequency=Frequency.WEEKLY, **given)


def monthly(**given) -> Rule:
    return Rule(frequency=Frequency.MONTHLY, **given)


def there(zone, *moment, fold=0) -> datetime:
    """An instant, by the clock on the wall."""
    return datetime(*moment, tzinfo=zone, fold=fold)


def walls(found, zone) -> list[str]:
    return [f"{moment.astimezone(zone):%m-%d %H:%M}" for moment in found.starts]


def test_a_count_says_how_many_dates_there_are_in_all():
    found = repeated(weekly(count=3), first=there(UTC_ZONE, 2027, 3, 1, 18), zone=UTC_ZONE)

    assert walls(found, UTC_ZONE) == ["03-01 18:00", "03-08 18:00", "03-15 18:00"]


def test_the_last_day_belongs_to_it_in_the_zone_of_the_practitioner():
    first = there(NEW_YORK, 2027, 1, 4, 22)  # the 5th already in UTC

    found = repeated(weekly(until=date(2027, 1, 18)), first=first, zone=NEW_YORK)

    assert walls(found, NEW_YORK) == ["01-04 22:00", "01-11 22:00", "01-18 22:00"]


def test_every_other_week():
    found = repeated(weekly(step=2, count=3), first=there(UTC_ZONE, 2027, 3, 1), zone=UTC_ZONE)

    assert [moment.day for moment in found.starts] == [1, 15, 29]


def test_a_month_that_is_too_short_has_its_last_day_and_the_next_has_the_31st_again():
    first = there(UTC_ZONE, 2027, 12, 31, 10)

    found = repeated(monthly(count=4), first=first, zone=UTC_ZONE)

    assert [moment.date() for moment in found.starts] == [
        date(2027, 12, 31),
        date(2028, 1, 31),
        date(2028, 2, 29),
        date(2028, 3, 31),
    ]


@pytest.mark.parametrize(
    ("first", "changed_on"),
    [((2027, 3, 7, 18, 30), "2027-03-14"), ((2027, 10, 31, 18, 30), "2027-11-07")],
)
def test_the_clock_on_the_wall_stays_when_new_york_changes_its_own(first, changed_on):
    found = repeated(weekly(count=2), first=there(NEW_YORK, *first), zone=NEW_YORK)

    apart = found.starts[1] - found.starts[0]
    assert [f"{moment.astimezone(NEW_YORK):%H:%M}" for moment in found.starts] == ["18:30"] * 2
    assert f"{found.starts[1].astimezone(NEW_YORK):%Y-%m-%d}" == changed_on
    assert apart - timedelta(days=7) == timedelta(hours=-1 if "-03-" in changed_on else 1)


def test_a_time_that_a_day_skips_is_named_and_the_others_stay():
    first = there(NEW_YORK, 2027, 3, 7, 2, 30)

    found = repeated(weekly(count=3), first=first, zone=NEW_YORK)

    assert found.missing == (date(2027, 3, 14),)
    assert walls(found, NEW_YORK) == ["03-07 02:30", "03-21 02:30"]


def test_of_a_time_that_a_day_has_twice_the_first_counts():
    found = repeated(weekly(count=2), first=there(NEW_YORK, 2027, 10, 31, 1, 30), zone=NEW_YORK)

    assert found.starts[1] == datetime(2027, 11, 7, 5, 30, tzinfo=UTC)  # still in summer time


def test_the_first_date_is_kept_as_it_was_given():
    second = there(NEW_YORK, 2027, 11, 7, 1, 30, fold=1)

    found = repeated(weekly(count=1), first=second, zone=NEW_YORK)

    assert found.starts == (datetime(2027, 11, 7, 6, 30, tzinfo=UTC),)


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        # Half an hour is skipped on 2027-10-03 ...
        ((2027, 9, 26, 2, 15), ((2027, 9, 25, 15, 45), None)),
        ((2027, 9, 26, 2, 30), ((2027, 9, 25, 16, 0), (2027, 10, 2, 15, 30))),
        # ... and had twice on 2027-04-04.
        ((2027, 3, 28, 1, 45), ((2027, 3, 27, 14, 45), (2027, 4, 3, 14, 45))),
        ((2027, 3, 28, 2, 0), ((2027, 3, 27, 15, 0), (2027, 4, 3, 15, 30))),
    ],
)
def test_lord_howe_moves_its_clock_by_half_an_hour(first, expected):
    found = repeated(weekly(count=2), first=there(LORD_HOWE, *first), zone=LORD_HOWE)

    assert found.starts == tuple(datetime(*one, tzinfo=UTC) for one in expected if one)
    assert bool(found.missing) == (None in expected)


def test_nothing_repeats_before_it_began():
    rule = weekly(until=date(2027, 2, 1))

    assert repeated(rule, first=there(UTC_ZONE, 2027, 3, 1), zone=UTC_ZONE).starts == ()


@pytest.mark.parametrize(
    "rule",
    [
        weekly(),
        weekly(count=2, until=date(2027, 4, 1)),
        weekly(count=53),
        weekly(count=0),
        weekly(step=0, count=2),
        weekly(step=13, count=2),
        weekly(until=date(2028, 2, 28)),  # the 53rd
        weekly(until=date(9999, 12, 31)),
    ],
)
def test_a_repetition_without_end_or_with_too_many_dates_is_refused(rule):
    with pytest.raises(BadRule):
        repeated(rule, first=there(UTC_ZONE, 2027, 3, 1), zone=UTC_ZONE)


def test_a_year_of_weeks_is_not_too_many():
    rule = weekly(until=date(2028, 2, 21))

    assert len(repeated(rule, first=there(UTC_ZONE, 2027, 3, 1), zone=UTC_ZONE).starts) == 52
