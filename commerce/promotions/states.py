from django.db.models import TextChoices


class PromotionStatus(TextChoices):
    """How a code stands at a moment: by its dates, its limit, and whether it was ended."""

    SCHEDULED = "scheduled", "Scheduled"
    RUNNING = "running", "Running"
    USED_UP = "used_up", "Used up"
    ENDED = "ended", "Ended"
