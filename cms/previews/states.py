from django.db import models


class Shows(models.TextChoices):
    """What a review link leads to."""

    LATEST = "latest", "The latest draft, as it changes"
    REVISION = "revision", "The draft as it is now, and no later one"


class LinkState(models.TextChoices):
    """How a review link stands."""

    OPEN = "open", "Open"
    REVOKED = "revoked", "Revoked"
    EXPIRED = "expired", "Expired"
