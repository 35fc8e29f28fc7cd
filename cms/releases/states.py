from django.db.models import TextChoices


class ReleaseStatus(TextChoices):
    """draft -> scheduled -> published or stopped; scheduled and stopped can be taken back."""

    DRAFT = "draft", "Draft"
    SCHEDULED = "scheduled", "Scheduled"
    PUBLISHED = "published", "Published"
    STOPPED = "stopped", "Stopped"


# Which standing each step needs.
MAY_BE_CHANGED = (ReleaseStatus.DRAFT, ReleaseStatus.STOPPED)
MAY_BE_TAKEN_BACK = (ReleaseStatus.SCHEDULED, ReleaseStatus.STOPPED)
OPEN = (ReleaseStatus.DRAFT, ReleaseStatus.SCHEDULED, ReleaseStatus.STOPPED)
