"""Who is told of what, and the letters out."""

from typing import Any

from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task, lock_task

from commerce.bookings.models import Booking, WaitlistEntry
from commerce.bookings.states import BookingStatus, WaitlistStatus
from commerce.payments.models import Payment, Refund
from live.notifications import operations
from live.notifications.models import Delivery


def on_registered(*, user_id: int, event_id: str, **_added_later: object) -> None:
    """A new account gets the verification mail."""
    _tell(kind="verify_email", to=user_id, key=event_id, context={})


def on_verification_asked(*, user_id: int, event_id: str, **_added_later: object) -> None:
    """So does one that asks for it again."""
    _tell(kind="verify_email", to=user_id, key=event_id, context={})


def on_reset_asked(*, user_id: int | None, event_id: str, **_added_later: object) -> None:
    """Whoever forgot their password gets a link, if there is such an account."""
    if user_id is not None:
        _tell(kind="password_reset", to=user_id, key=event_id, context={})


def on_booking_confirmed(*, booking_id: int, **_added_later: object) -> None:
    """The client gets the confirmation, the practitioner the news.

    Not when it has been cancelled meanwhile: facts may come late, and in another order.
    """
    booking = _booking(booking_id)
    if booking.status == BookingStatus.CANCELLED:
        return
    about: dict[str, Any] = {"key": f"booking:{booking_id}", "context": {"booking_id": booking_id}}
    _tell(kind="booking_confirmed", to=booking.client_id, **about)
    _tell(kind="practice_booking_confirmed", to=booking.service.practitioner.user_id, **about)


def on_booking_cancelled(*, booking_id: int, **_added_later: object) -> None:
    """Both are told; a practitioner only of a seat they had been told was taken."""
    booking = _booking(booking_id)
    about: dict[str, Any] = {"key": f"booking:{booking_id}", "context": {"booking_id": booking_id}}
    _tell(kind="booking_cancelled", to=booking.client_id, **about)
    if booking.confirmed_at is not None:
        _tell(kind="practice_booking_cancelled", to=booking.service.practitioner.user_id, **about)


def on_booking_rescheduled(*, booking_id: int, reschedule_id: int, **_added_later: object) -> None:
    """Both are told of the new time; not of one that has been given up meanwhile."""
    booking = _booking(booking_id)
    if booking.status == BookingStatus.CANCELLED:
        return
    about: dict[str, Any] = {
        "key": f"reschedule:{reschedule_id}",
        "context": {"booking_id": booking_id, "reschedule_id": reschedule_id},
    }
    _tell(kind="booking_rescheduled", to=booking.client_id, **about)
    _tell(kind="practice_booking_rescheduled", to=booking.service.practitioner.user_id, **about)


def on_reschedule_requested(*, booking_id: int, event_id: str, **_added_later: object) -> None:
    """The client is asked to choose again, unless they have done so meanwhile."""
    booking = _booking(booking_id)
    if booking.reschedule_requested_at is not None:
        _tell(
            kind="reschedule_requested",
            to=booking.client_id,
            key=event_id,
            context={"booking_id": booking_id},
        )


def on_waitlist_offered(*, entry_id: int, **_added_later: object) -> None:
    """The next in line is told what is kept for them, unless it is bought for them by itself."""
    entry = WaitlistEntry.objects.get(pk=entry_id)
    if entry.status == WaitlistStatus.OFFERED and not entry.is_automatic:
        _tell_of_place(entry, "waitlist_offered")


def on_waitlist_purchase_failed(*, entry_id: int, **_added_later: object) -> None:
    """Whoever wanted it bought is told that it was not, while they can still do it."""
    entry = WaitlistEntry.objects.select_related("booking").get(pk=entry_id)
    is_unpaid = entry.booking is not None and entry.booking.status == BookingStatus.PENDING
    if entry.status == WaitlistStatus.OFFERED or is_unpaid:
        _tell_of_place(entry, "waitlist_offered")


def on_waitlist_lapsed(*, entry_id: int, **_added_later: object) -> None:
    """Whoever did not take an offer is told that they are out of the line."""
    _tell_of_place(WaitlistEntry.objects.get(pk=entry_id), "waitlist_lapsed")


def on_refund_completed(*, refund_id: int, **_added_later: object) -> None:
    """The client is told that money is on its way back."""
    user_id = Refund.objects.values_list("payment__user_id", flat=True).get(pk=refund_id)
    _tell(
        kind="payment_refunded",
        to=user_id,
        key=f"refund:{refund_id}",
        context={"refund_id": refund_id},
    )


def on_payment_returned(*, payment_id: int, **_added_later: object) -> None:
    """The client is told that they paid too late, and get everything back."""
    user_id = Payment.objects.values_list("user_id", flat=True).get(pk=payment_id)
    _tell(
        kind="payment_returned",
        to=user_id,
        key=f"payment:{payment_id}",
        context={"payment_id": payment_id},
    )


@db_task()
def deliver_notification(*, delivery_id: int, **_added_later: object) -> None:
    """Send one letter; a hint only, the row says whether it is to be sent."""
    operations.deliver(delivery_id=delivery_id, now=timezone.now())


@db_periodic_task(crontab(minute="*"))
@lock_task("sweep-notifications")
def sweep_notifications() -> None:
    """Send what waits: its hint was lost, or its time to try again has come."""
    due = Delivery.objects.due(timezone.now()).order_by("due_at")
    for delivery_id in due.values_list("pk", flat=True)[:500]:
        deliver_notification(delivery_id=delivery_id)


def _tell(*, kind: str, to: int, key: str, context: dict[str, Any]) -> None:
    """Tell, and once that is committed, ask a worker for the letters."""
    now = timezone.now()
    notification = operations.tell(kind=kind, to=to, key=key, context=context, now=now)
    for delivery_id in notification.deliveries.due(timezone.now()).values_list("pk", flat=True):
        deliver_notification(delivery_id=delivery_id)


def _tell_of_place(entry: WaitlistEntry, kind: str) -> None:
    key = f"waitlist:{entry.pk}"
    _tell(kind=kind, to=entry.client_id, key=key, context={"entry_id": entry.pk})


def _booking(booking_id: int) -> Booking:
    return Booking.objects.select_related("service__practitioner").get(pk=booking_id)
