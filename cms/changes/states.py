from django.db.models import TextChoices


class ChangeKind(TextChoices):
    """What can happen to something that the public reads."""

    PUBLISHED = "published", "Published"
    UNPUBLISHED = "unpublished", "Unpublished"
    DELETED = "deleted", "Deleted"
    MOVED = "moved", "Moved"
    SAVED = "saved", "Saved"
