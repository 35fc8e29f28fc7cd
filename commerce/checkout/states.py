from django.db.models import TextChoices


class OrderStatus(TextChoices):
    """open -> paid -> partially refunded or refunded; open -> cancelled."""

    OPEN = "open", "Open"
    PAID = "paid", "Paid"
    CANCELLED = "cancelled", "Cancelled"
    PARTIALLY_REFUNDED = "partially_refunded", "Partially refunded"
    REFUNDED = "refunded", "Refunded"


class RefundTo(TextChoices):
    """Where the client wants the card's part of a refund."""

    CARD = "card", "The card it was paid with"
    CREDITS = "credits", "Credits, at once"


# How the rooms below call an order, before its id.
REFERENCE = "order:"

# Kinds of lines that are not services; packages and bundles have the names of their kinds.
CREDITS = "credits"
PREPAID = ("package", "bundle")
