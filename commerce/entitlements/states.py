from django.db.models import TextChoices


class UnitStatus(TextChoices):
    """open <-> redeemed -> used; open -> refunded, expired or revoked.

    `redeemed` stands for a booking still to come; `used` is final, and earned. `revoked` is what
    the client's bank took the payment of back.
    """

    OPEN = "open", "To be used"
    REDEEMED = "redeemed", "Booked"
    USED = "used", "Used"
    REFUNDED = "refunded", "Refunded"
    EXPIRED = "expired", "Expired"
    REVOKED = "revoked", "Revoked"


# What clients were promised and have not had; its price is not earned yet.
OWED = (UnitStatus.OPEN, UnitStatus.REDEEMED)
BOOKED = (UnitStatus.REDEEMED, UnitStatus.USED)


class EntitlementStatus(TextChoices):
    """active while a unit can be booked; otherwise how the last of them went."""

    ACTIVE = "active", "Active"
    USED_UP = "used_up", "Used up"
    EXPIRED = "expired", "Expired"
    REFUNDED = "refunded", "Refunded"
    REVOKED = "revoked", "Revoked"
