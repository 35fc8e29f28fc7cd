from django.db import models

from marketplace.media.states import MediaKind


class PostKind(models.TextChoices):
    """What a post mainly is."""

    ARTICLE = "article"
    VIDEO = "video"
    AUDIO = "audio"
    LIVE = "live"


# What a post of a kind is watched or heard as; a live one may be kept as either.
MEDIA_OF = {
    PostKind.ARTICLE: (MediaKind.VIDEO, MediaKind.AUDIO),
    PostKind.VIDEO: (MediaKind.VIDEO,),
    PostKind.AUDIO: (MediaKind.AUDIO,),
    PostKind.LIVE: (MediaKind.VIDEO, MediaKind.AUDIO),
}


class Access(models.TextChoices):
    """Who may have the whole of a post; its teaser is for everybody."""

    FREE = "free", "Everybody"
    FOLLOWERS = "followers", "Followers of the practitioner"
    PURCHASERS = "purchasers", "Clients who have booked or bought"


class HiddenBy(models.TextChoices):
    """Who took a comment out of sight; what moderators hid stays hidden until they show it."""

    AUTHOR = "author", "The author of the post"
    MODERATOR = "moderator", "A moderator"


class ReportReason(models.TextChoices):
    """What is wrong with a comment."""

    SPAM = "spam", "Advertising"
    ABUSE = "abuse", "Insulting or threatening"
    FALSE_CLAIM = "false_claim", "A false or dangerous claim about health"
    PRIVATE = "private", "Tells what is private"
    OTHER = "other", "Something else"


class CommentState(models.TextChoices):
    """How a comment stands: reckoned from its times, never stored."""

    SHOWN = "shown", "Shown"
    HIDDEN = "hidden", "Hidden"
    REMOVED = "removed", "Removed by its author"
