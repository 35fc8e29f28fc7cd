"""What the database refuses; each of these fails when the constraint it names is dropped."""

from datetime import date, time, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from marketplace.models import DateOverride, TimeAway, WeeklyHours
from tests.factories import PractitionerFactory, WeeklyHoursFactory
from tests.factories.bookings import NOON
from tests.refusals import refused

pytestmark = pytest.mark.django_db


def overrides(practitioner, *times):
    for start, end in times:
        DateOverride.objects.create(
            practitioner=practitioner, date=date(2027, 3, 1), start_time=start, end_time=end
        )


def away(practitioner, *periods):
    for lower, upper in periods:
        TimeAway.objects.create(practitioner=practitioner, period=DateTimeTZRange(lower, upper))


HOUR = timedelta(hours=1)
REFUSED = {
    "weekly_hours_on_a_weekday": lambda who: WeeklyHours.objects.update(weekday=7),
    "weekly_hours_start_once": lambda who: WeeklyHoursFactory(practitioner=who),
    "date_override_has_both_times_or_none": lambda who: overrides(who, (time(9), None)),
    "date_override_start_once": lambda who: overrides(who, (None, None), (None, None)),
    "time_away_never_overlaps": lambda who: away(
        who, (NOON, NOON + 2 * HOUR), (NOON + HOUR, NOON + 3 * HOUR)
    ),
    "time_away_has_both_ends": lambda who: away(who, (NOON, None)),
}


@pytest.mark.parametrize("name", REFUSED)
def test_the_database_refuses(name):
    practitioner = PractitionerFactory()
    WeeklyHoursFactory(practitioner=practitioner)

    with refused(name):
        REFUSED[name](practitioner)
