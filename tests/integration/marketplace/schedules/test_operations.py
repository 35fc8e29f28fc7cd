from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from estuary.kernel.models import OutboxEvent
from marketplace.models import WeeklyHours
from marketplace.schedules import operations
from marketplace.schedules.hours import DayOverride, Interval, Timetable, Window
from tests.factories import PractitionerFactory, WeeklyHoursFactory

pytestmark = pytest.mark.django_db
NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
MORNING, EVENING = Window(0, time(9), time(12)), Window(0, time(17), time(20))


@pytest.fixture
def practitioner():
    return PractitionerFactory()


def told():
    return list(OutboxEvent.objects.values_list("name", "payload"))


def test_a_new_week_replaces_the_old_one(practitioner):
    WeeklyHoursFactory(practitioner=practitioner)
    stranger = WeeklyHoursFactory()

    operations.set_weekly_hours(
        practitioner_id=practitioner.pk, windows=[EVENING, MORNING], timezone="Asia/Kathmandu"
    )

    practitioner.refresh_from_db()
    assert operations.timetable(practitioner) == Timetable(
        zone=ZoneInfo("Asia/Kathmandu"), weekly=(MORNING, EVENING), overrides=(), away=()
    )
    assert WeeklyHours.objects.filter(pk=stranger.pk).exists()
    assert told() == [("marketplace.schedule.changed", {"practitioner_id": practitioner.pk})]


def test_overlapping_hours_are_refused_also_over_the_end_of_the_week(practitioner):
    WeeklyHoursFactory(practitioner=practitioner)
    sunday_night = Window(6, time(22), time(9, 30))

    with pytest.raises(operations.WindowsOverlap) as refused:
        operations.set_weekly_hours(
            practitioner_id=practitioner.pk, windows=[MORNING, sunday_night]
        )

    assert refused.value.message == "Sunday 22:00-09:30 and Monday 09:00-12:00 overlap."
    assert practitioner.weekly_hours.count() == 1
    assert told() == []


def test_an_override_replaces_what_was_set_for_its_date(practitioner):
    monday = date(2027, 3, 1)
    operations.set_override(practitioner_id=practitioner.pk, date=monday, windows=[MORNING])

    operations.set_override(practitioner_id=practitioner.pk, date=monday, windows=[])

    assert operations.timetable(practitioner).overrides == (DayOverride(monday),)


def test_an_override_with_overlapping_hours_is_refused(practitioner):
    with pytest.raises(operations.WindowsOverlap):
        operations.set_override(
            practitioner_id=practitioner.pk,
            date=date(2027, 3, 1),
            windows=[MORNING, Window(0, time(11), time(13))],
        )

    assert operations.timetable(practitioner).overrides == ()


def test_a_cleared_override_is_gone_and_cannot_be_cleared_again(practitioner):
    monday = date(2027, 3, 1)
    operations.set_override(practitioner_id=practitioner.pk, date=monday, windows=[MORNING])

    operations.clear_override(practitioner_id=practitioner.pk, date=monday)

    assert operations.timetable(practitioner).overrides == ()
    with pytest.raises(operations.OverrideNotFound):
        operations.clear_override(practitioner_id=practitioner.pk, date=monday)


def away(practitioner, start, end):
    return operations.take_time_away(
        practitioner_id=practitioner.pk, start=start, end=end, now=NOON, reason="Rest"
    )


def test_time_away_is_kept_and_may_touch_another(practitioner):
    away(practitioner, NOON, NOON + DAY)
    away(practitioner, NOON + DAY, NOON + 2 * DAY)

    assert operations.timetable(practitioner).away == (
        Interval(NOON, NOON + DAY),
        Interval(NOON + DAY, NOON + 2 * DAY),
    )


def test_time_away_that_overlaps_another_is_refused(practitioner):
    away(practitioner, NOON, NOON + DAY)
    away(PractitionerFactory(), NOON, NOON + DAY)

    with pytest.raises(operations.TimeAwayOverlaps):
        away(practitioner, NOON + DAY / 2, NOON + 2 * DAY)

    assert practitioner.time_away.count() == 1


@pytest.mark.parametrize("start", [NOON - 2 * DAY, NOON])
def test_time_away_that_is_over_or_empty_is_refused(practitioner, start):
    with pytest.raises(operations.TimeAwayEndsTooEarly):
        away(practitioner, start, min(start + DAY, NOON))

    assert not practitioner.time_away.exists()


def test_time_away_can_be_cancelled_by_its_owner_only(practitioner):
    row = away(practitioner, NOON, NOON + DAY)

    with pytest.raises(operations.TimeAwayNotFound):
        operations.cancel_time_away(
            practitioner_id=PractitionerFactory().pk, public_id=row.public_id
        )
    with pytest.raises(operations.TimeAwayNotFound):
        operations.cancel_time_away(practitioner_id=practitioner.pk, public_id=uuid4())
    assert practitioner.time_away.exists()

    operations.cancel_time_away(practitioner_id=practitioner.pk, public_id=row.public_id)
    assert not practitioner.time_away.exists()


def test_a_timetable_costs_three_queries(practitioner, django_assert_num_queries):
    WeeklyHoursFactory(practitioner=practitioner)

    with django_assert_num_queries(3):
        operations.timetable(practitioner)


def test_a_timetable_of_a_stretch_leaves_out_what_cannot_matter(practitioner):
    for days in (-9, -1, 0, 1, 9):
        operations.set_override(
            practitioner_id=practitioner.pk, date=(NOON + days * DAY).date(), windows=[]
        )
    away(practitioner, NOON, NOON + DAY)
    away(practitioner, NOON + 5 * DAY, NOON + 6 * DAY)

    found = operations.timetable(practitioner, start=NOON, end=NOON + DAY / 4)

    assert [override.date.day for override in found.overrides] == [28, 1, 2]
    assert found.away == (Interval(NOON, NOON + DAY),)
