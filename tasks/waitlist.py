"""What the clock and the facts ask of those who wait."""

from datetime import date

from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task, lock_task

from commerce.bookings import waitlist
from commerce.bookings.models import Booking, WaitlistEntry
from commerce.checkout import waiting
from marketplace.models import Service
from tasks import bookings


def buy(*, entry_id: int, **_added_later: object) -> None:
    """Buy what was offered to somebody who wants it bought by itself."""
    waiting.buy_offered(entry_id=entry_id, now=timezone.now())


def look_for_free_time(*, entry_id: int, **_added_later: object) -> None:
    """Write down when a practitioner can next be booked, who now keeps a time or has it back."""
    entry = WaitlistEntry.objects.select_related("service").get(pk=entry_id)
    bookings.look_for_free_time(practitioner_id=entry.service.practitioner_id)


def serve_practitioner(*, practitioner_id: int, **_added_later: object) -> None:
    """Offer what may have got free to those who wait for it."""
    sessions, days = waitlist.lines(practitioner_id=practitioner_id)
    now = timezone.now()
    for session_id in sessions:
        waitlist.serve_session(session_id=session_id, now=now)
    for _, day in days:
        waitlist.serve_day(practitioner_id=practitioner_id, day=day, now=now)


def serve_practitioner_of_service(*, service_id: int, **_added_later: object) -> None:
    """The same, for the practitioner of a service."""
    service = Service.objects.get(pk=service_id)
    serve_practitioner(practitioner_id=service.practitioner_id)


def serve_practitioner_of_booking(*, booking_id: int, **_added_later: object) -> None:
    """The same, for the practitioner of a booking."""
    booking = Booking.objects.select_related("service").get(pk=booking_id)
    serve_practitioner(practitioner_id=booking.service.practitioner_id)


@db_periodic_task(crontab(minute="*"))
@lock_task("serve-waitlists")
def serve_waitlists() -> None:
    """Let offers lapse, and make new ones; a missed run is made up by the next."""
    sessions, days = waitlist.lines()
    for session_id in sessions:
        serve_session(session_id=session_id)
    for practitioner_id, day in days:
        serve_day(practitioner_id=practitioner_id, day=day.isoformat())


@db_task()
def serve_session(*, session_id: int, **_added_later: object) -> None:
    """Bring the line for one planned session up to date."""
    waitlist.serve_session(session_id=session_id, now=timezone.now())


@db_task()
def serve_day(*, practitioner_id: int, day: str, **_added_later: object) -> None:
    """Bring the line for one day up to date."""
    waitlist.serve_day(
        practitioner_id=practitioner_id, day=date.fromisoformat(day), now=timezone.now()
    )
