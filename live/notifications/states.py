from django.db.models import TextChoices


class Road(TextChoices):
    """How a person is told."""

    IN_APP = "in_app", "In the app"
    EMAIL = "email", "By e-mail"


class DeliveryStatus(TextChoices):
    """waiting -> sent; or parked, after too many failures."""

    WAITING = "waiting", "Waiting"
    SENT = "sent", "Sent"
    PARKED = "parked", "Given up"
