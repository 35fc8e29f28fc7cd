from django.db.models import TextChoices


class EarningStatus(TextChoices):
    """pending -> available -> in payout -> paid; pending or available -> reversed.

    What was given back in full is `reversed`, unless its money was on its way already: then it
    stays where it is, and what was given back is carried.
    """

    PENDING = "pending", "Pending"
    AVAILABLE = "available", "Available"
    IN_PAYOUT = "in_payout", "In a payout"
    PAID = "paid", "Paid"
    REVERSED = "reversed", "Reversed"


# Those whose money lies with us, and so takes part in what is given back.
WITH_US = (EarningStatus.PENDING, EarningStatus.AVAILABLE)
