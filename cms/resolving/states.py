from django.db.models import TextChoices


class Resolution(TextChoices):
    """What is at an address of the frontend."""

    PAGE = "page", "A page"
    REDIRECT = "redirect", "It is elsewhere now"
    GONE = "gone", "It was there, and is no more"
    NOT_FOUND = "not_found", "There never was anything"
