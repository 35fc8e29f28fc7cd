from django.db import models


class PostKind(models.TextChoices):
    """What a post mainly is."""

    ARTICLE = "article"
    VIDEO = "video"
    AUDIO = "audio"
    LIVE = "live"


class Access(models.TextChoices):
    """Who may have the whole of a post; its teaser is for everybody."""

    FREE = "free", "Everybody"
    FOLLOWERS = "followers", "Followers of the practitioner"
    PURCHASERS = "purchasers", "Clients who have booked or bought"
