from datetime import UTC, datetime, time, timedelta

import pytest

from commerce.bookings import operations
from marketplace.models import Service
from tests.factories import ServiceFactory, SessionFactory, WeeklyHoursFactory

pytestmark = pytest.mark.django_db

SUNDAY = datetime(2027, 2, 28, 12, tzinfo=UTC)
FIRST = datetime(2027, 3, 8, 9, tzinfo=UTC)  # Monday at nine, the next one within notice


@pytest.fixture
def service() -> Service:
    service = ServiceFactory(practitioner__timezone="UTC", minimum_notice_hours=24)
    WeeklyHoursFactory(practitioner=service.practitioner, start_time=time(9), end_time=time(10))
    return service


def look(service, now=SUNDAY):
    operations.refresh_next_available(practitioner_id=service.practitioner_id, now=now)
    service.refresh_from_db()
    service.practitioner.refresh_from_db()
    return service.next_available_at


def test_the_next_slot_is_written_down_for_service_and_practitioner(service):
    assert look(service) == FIRST
    assert service.practitioner.next_available_at == FIRST


def test_what_is_taken_is_passed_over(service):
    SessionFactory(service=service, starts_at=FIRST)

    assert look(service) == FIRST + timedelta(days=7)


def test_without_hours_there_is_no_next_time(service):
    service.practitioner.weekly_hours.all().delete()

    assert look(service) is None


def test_what_cannot_be_booked_any_more_is_found_by_the_clock(service):
    look(service)

    stale = {
        now: operations.with_stale_next_available(now=now)
        for now in (FIRST - timedelta(hours=25), FIRST - timedelta(hours=23))
    }

    assert list(stale.values()) == [[], [service.practitioner_id]]


def test_looking_costs_the_same_queries_however_far_it_looks(service, django_assert_num_queries):
    service.practitioner.weekly_hours.all().delete()
    WeeklyHoursFactory(practitioner=service.practitioner, weekday=6, start_time=time(9))

    with django_assert_num_queries(9):  # services; 4 for the slots; 4 to write it down
        look_only(service)


def look_only(service):
    operations.refresh_next_available(practitioner_id=service.practitioner_id, now=SUNDAY)
