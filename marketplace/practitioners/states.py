from django.db.models import TextChoices


class PractitionerStatus(TextChoices):
    """applied -> in review -> verified or declined; verified <-> suspended.

    A declined application may be taken up again.
    """

    APPLIED = "applied", "Applied"
    IN_REVIEW = "in_review", "In review"
    VERIFIED = "verified", "Verified"
    DECLINED = "declined", "Declined"
    SUSPENDED = "suspended", "Suspended"


# Which standing each step needs.
MAY_BE_REVIEWED = (PractitionerStatus.APPLIED, PractitionerStatus.DECLINED)
MAY_BE_VERIFIED = (PractitionerStatus.IN_REVIEW,)
MAY_BE_DECLINED = (PractitionerStatus.APPLIED, PractitionerStatus.IN_REVIEW)
MAY_BE_SUSPENDED = (PractitionerStatus.VERIFIED,)
MAY_BE_REINSTATED = (PractitionerStatus.SUSPENDED,)

# The group of those who write their pages in the back office, and see nothing there but theirs.
AUTHORS = "Authors"
