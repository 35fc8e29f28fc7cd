from django.db.models import TextChoices


class AccountState(TextChoices):
    """How a practitioner's account at the provider stands.

    `not_started`: our row is there, the provider may or may not know of it yet.
    `details_needed`: the provider wants to know something; by `due_at`, or before the first payout.
    `restricted`: money cannot be sent any more until what is wanted was given.
    """

    NOT_STARTED = "not_started", "Not started"
    DETAILS_NEEDED = "details_needed", "Details needed"
    PENDING_VERIFICATION = "pending_verification", "Being verified"
    ACTIVE = "active", "Active"
    RESTRICTED = "restricted", "Restricted"
    REJECTED = "rejected", "Rejected"
    CLOSED = "closed", "Closed"


class PayoutStatus(TextChoices):
    """requested -> sending -> sent -> paid; or cancelled, or failed.

    `requested`: earnings are set aside, the provider has not been asked; it may be cancelled.
    `held`: staff keep it back. `sending`: the provider may or may not know of it yet.
    `sent`: on the practitioner's account there, on its way to their bank.
    `returning`: the bank sent it back, and we take it back from the account; then it has failed.
    """

    REQUESTED = "requested", "Requested"
    HELD = "held", "Held"
    SENDING = "sending", "Being sent"
    SENT = "sent", "Sent"
    PAID = "paid", "Paid"
    RETURNING = "returning", "Being taken back"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"


# Not yet sent: the earnings are set aside, and there is at most one for each practitioner.
OPEN = (PayoutStatus.REQUESTED, PayoutStatus.HELD, PayoutStatus.SENDING)
# The money is on the practitioner's account at the provider, or went through it.
OUT = (PayoutStatus.SENT, PayoutStatus.PAID, PayoutStatus.RETURNING)
# It came to nothing; its earnings are free for another.
UNDONE = (PayoutStatus.FAILED, PayoutStatus.CANCELLED)
# The account it goes to must stay.
BOUND = (*OPEN, PayoutStatus.SENT, PayoutStatus.RETURNING)


class RequestedBy(TextChoices):
    """Who set a payout going."""

    SCHEDULE = "schedule", "Weekly run"
    PRACTITIONER = "practitioner", "Practitioner"
    STAFF = "staff", "Staff"


class BankStatus(TextChoices):
    """How the provider's payout from an account to its bank stands."""

    PENDING = "pending", "Pending"
    PAID = "paid", "Paid"
    FAILED = "failed", "Failed"
