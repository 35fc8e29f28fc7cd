from django.db.models import TextChoices


class AccountKind(TextChoices):
    """What a balance is of. A positive posting is a debit, a negative one a credit."""

    PROVIDER_CLEARING = "provider_clearing", "With the payment provider"
    BANK = "bank", "In our bank"
    PROVIDER_FEES = "provider_fees", "The provider's fees"
    RECEIVED = "received", "Received, and not yet put to an order"
    SALES = "sales", "Sold, and not yet shared out"
    EARNINGS_PENDING = "earnings_pending", "Earned, and not yet to be paid out"
    EARNINGS_AVAILABLE = "earnings_available", "Earned, and to be paid out"
    EARNINGS_IN_PAYOUT = "earnings_in_payout", "On its way to practitioners"
    CARRY = "carry", "Owed by practitioners after refunds"
    COMMISSION = "commission", "Commission"
    CLIENT_CREDITS = "client_credits", "Clients' credits"
    UNITS_OWED = "units_owed", "Sold in packages, and not yet used"
    BREAKAGE = "breakage", "Expired unused"
    PROMOTIONS = "promotions", "Given away"
    REFUNDS_DUE = "refunds_due", "Refunds promised, and not yet paid"
    DISPUTED = "disputed", "Held by banks while they decide"
    DISPUTE_FEES = "dispute_fees", "The provider's fees for disputes"
    DISPUTE_LOSSES = "dispute_losses", "Lost in disputes, and not got back"
    MEMBERSHIP_FEES = "membership_fees", "Membership fees"
