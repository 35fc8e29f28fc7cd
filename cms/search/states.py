from django.db import models


class EntryKind(models.TextChoices):
    """What a search finds."""

    PAGE = "page"
    HELP = "help"
    PRACTITIONER = "practitioner"
    SERVICE = "service"
    STREAM = "stream"
    MODALITY = "modality"
