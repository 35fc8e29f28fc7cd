"""What the clock and the facts ask of bookings."""

from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task, lock_task

from commerce.bookings import operations as bookings
from commerce.checkout import operations as checkout
from commerce.checkout.models import Order


def close_order(*, booking_id: int, **_added_later: object) -> None:
    """Close the order of a hold that gave way to somebody else."""
    checkout.abandon(booking_id=booking_id, now=timezone.now())


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
