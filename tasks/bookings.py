"""What the clock and the facts ask of bookings."""

from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task, lock_task

from commerce.bookings import operations as bookings
from commerce.bookings.models import Booking
from commerce.checkout import cancelling
from commerce.checkout import operations as checkout
from commerce.checkout.models import Order
from marketplace.models import Service


def close_order(*, booking_id: int, **_added_later: object) -> None:
    """Close the order of a hold that gave way to somebody else."""
    checkout.abandon(booking_id=booking_id, now=timezone.now())


def give_seats_back(*, session_id: int, **_added_later: object) -> None:
    """Cancel the bookings of a session that was called off; a repeat goes on where it ended."""
    sat_in = Booking.objects.open().filter(session=session_id)
    for booking_id in sat_in.values_list("pk", flat=True).order_by("pk"):
        cancelling.follow_called_off(booking_id=booking_id, now=timezone.now())


def look_for_free_time(*, practitioner_id: int, **_added_later: object) -> None:
    """Write down when each service of a practitioner can next be booked."""
    bookings.refresh_next_available(practitioner_id=practitioner_id, now=timezone.now())


def look_for_free_time_of_service(*, service_id: int, **_added_later: object) -> None:
    """The same, for the practitioner of a service."""
    service = Service.objects.get(pk=service_id)
    look_for_free_time(practitioner_id=service.practitioner_id)


def look_for_free_time_of_booking(*, booking_id: int, **_added_later: object) -> None:
    """The same, for the practitioner of a booking."""
    booking = Booking.objects.select_related("service").get(pk=booking_id)
    look_for_free_time(practitioner_id=booking.service.practitioner_id)


@db_periodic_task(crontab(minute="*/15"))
@lock_task("move-free-time-on")
def move_free_time_on() -> None:
    """Time passes: look again where what was written down cannot be booked any more."""
    for practitioner_id in bookings.with_stale_next_available(now=timezone.now()):
        look_for_free_time(practitioner_id=practitioner_id)


@db_periodic_task(crontab(minute="*"))
@lock_task("let-holds-lapse")
def let_holds_lapse() -> None:
    """End the orders that were not paid in time; a missed run is made up by the next."""
    now = timezone.now()
    for order_id in Order.objects.unpaid_since(now).values_list("pk", flat=True):
        let_hold_lapse(order_id=order_id)


@db_task()
def let_hold_lapse(*, order_id: int, **_added_later: object) -> None:
    """End one order that was not paid in time."""
    checkout.let_lapse(order_id=order_id, now=timezone.now())


@db_periodic_task(crontab(minute="*/5"))
@lock_task("complete-bookings")
def complete_bookings() -> None:
    """Complete what is over."""
    while bookings.complete_past(now=timezone.now()):
        pass
