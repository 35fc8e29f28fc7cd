from django.db.models import TextChoices


class DisputeStatus(TextChoices):
    """needs response -> under review -> won or lost; an inquiry goes the same way, and closes.

    An inquiry only asks; it may become a dispute. Nothing goes back but a dispute that was won
    and is lost after all.
    """

    WARNING_NEEDS_RESPONSE = "warning_needs_response", "Inquiry, to be answered"
    WARNING_UNDER_REVIEW = "warning_under_review", "Inquiry, answered"
    WARNING_CLOSED = "warning_closed", "Inquiry, closed"
    NEEDS_RESPONSE = "needs_response", "To be answered"
    UNDER_REVIEW = "under_review", "With the bank"
    WON = "won", "Won"
    LOST = "lost", "Lost"


INQUIRY = (DisputeStatus.WARNING_NEEDS_RESPONSE, DisputeStatus.WARNING_UNDER_REVIEW)
# The provider gives nothing back of a payment with one of these.
CHARGEBACK = (DisputeStatus.NEEDS_RESPONSE, DisputeStatus.UNDER_REVIEW)
OPEN = (*INQUIRY, *CHARGEBACK)
AWAITING_ANSWER = (DisputeStatus.NEEDS_RESPONSE, DisputeStatus.WARNING_NEEDS_RESPONSE)


class Answer(TextChoices):
    """What we say to the bank, once: our evidence, or that it is right."""

    EVIDENCE = "evidence", "Evidence"
    ACCEPT = "accept", "Accepted"
