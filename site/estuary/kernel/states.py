from django.db.models import TextChoices


class DeliveryState(TextChoices):
    """waiting <-> in hand -> done; or parked, after too many failures."""

    WAITING = "waiting", "Waiting"
    IN_HAND = "in_hand", "In hand"
    DONE = "done", "Done"
    PARKED = "parked", "Parked"
