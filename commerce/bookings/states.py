from django.db.models import TextChoices


class BookingStatus(TextChoices):
    """pending -> confirmed -> completed; pending or confirmed -> cancelled.

    `unscheduled` is a seat paid for whose time is still to be chosen.
    """

    PENDING = "pending", "Waiting for payment"
    CONFIRMED = "confirmed", "Confirmed"
    COMPLETED = "completed", "Completed"
    CANCELLED = "cancelled", "Cancelled"
    UNSCHEDULED = "unscheduled", "To be scheduled"


OPEN = (BookingStatus.PENDING, BookingStatus.CONFIRMED)
FIRM = (BookingStatus.CONFIRMED, BookingStatus.COMPLETED)


class CancelledBy(TextChoices):
    """Whose doing a cancellation was; it decides what comes back."""

    CLIENT = "client", "Client"
    PRACTITIONER = "practitioner", "Practitioner"
    PLATFORM = "platform", "Estuary"
    LAPSED = "lapsed", "Not paid in time"


class WaitlistStatus(TextChoices):
    """waiting -> offered -> booked; or out of the line: lapsed, left, ended.

    `lapsed` had an offer and did not take it in time. `ended` had nothing to wait for any more.
    """

    WAITING = "waiting", "Waiting"
    OFFERED = "offered", "Offered"
    BOOKED = "booked", "Booked"
    LAPSED = "lapsed", "Offer not taken"
    LEFT = "left", "Left"
    ENDED = "ended", "Ended"


IN_LINE = (WaitlistStatus.WAITING, WaitlistStatus.OFFERED)
