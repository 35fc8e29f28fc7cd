from django.db.models import TextChoices


class DeliveryStatus(TextChoices):
    """waiting -> delivered; or given up, after too many failures or with its endpoint."""

    WAITING = "waiting", "Waiting"
    DELIVERED = "delivered", "Delivered"
    GIVEN_UP = "given_up", "Given up"
