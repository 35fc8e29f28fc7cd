from datetime import time

import factory

from marketplace.models import WeeklyHours
from tests.factories.practitioners import PractitionerFactory


class WeeklyHoursFactory(factory.django.DjangoModelFactory):
    """Mondays, nine to five."""

    class Meta:
        model = WeeklyHours

    practitioner = factory.SubFactory(PractitionerFactory)
    weekday = 0
    start_time = time(9)
    end_time = time(17)


def open_all_week(practitioner) -> None:
    """Nine to five on every day of the week."""
    for weekday in range(7):
        WeeklyHoursFactory(practitioner=practitioner, weekday=weekday)
