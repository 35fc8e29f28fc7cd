from django.db.models import TextChoices


class PractitionerStatus(TextChoices):
    """applied -> in review -> verified or declined; verified <-> suspended."""

    APPLIED = "applied", "Applied"
    IN_REVIEW = "in_review", "In review"
    VERIFIED = "verified", "Verified"
    DECLINED = "declined", "Declined"
    SUSPENDED = "suspended", "Suspended"
