from django.db.models import TextChoices


class CreditSource(TextChoices):
    """Where a lot came from; it decides who may pass it on."""

    PURCHASE = "purchase", "Bought"
    REFUND = "refund", "Refunded"
    PROMOTION = "promotion", "Promotion"
    GIFT = "gift", "Gift"


# What one person may pass on to another.
TRANSFERABLE = (CreditSource.PURCHASE, CreditSource.GIFT)


class UseState(TextChoices):
    """held -> spent; or held -> released, which may be held again under the same reference."""

    HELD = "held", "Held"
    SPENT = "spent", "Spent"
    RELEASED = "released", "Released"


class TransferStatus(TextChoices):
    """waiting -> accepted; or lapsed, when nobody accepted it in time."""

    WAITING = "waiting", "Waiting"
    ACCEPTED = "accepted", "Accepted"
    LAPSED = "lapsed", "Lapsed"


class MovementKind(TextChoices):
    """Why a balance changed, as its owner is told."""

    PURCHASE = "purchase", "Bought"
    REFUND = "refund", "Refunded to credits"
    PROMOTION = "promotion", "Promotion"
    GIFT = "gift", "Gift"
    PAYMENT = "payment", "Paid with credits"
    RETURN = "return", "Given back"
    EXPIRY = "expiry", "Expired"
    TRANSFER = "transfer", "Passed on"
