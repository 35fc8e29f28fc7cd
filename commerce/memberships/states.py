from django.db.models import TextChoices


class Interval(TextChoices):
    """How often a plan is paid."""

    MONTH = "month", "Monthly"
    YEAR = "year", "Yearly"


class MembershipStatus(TextChoices):
    """none -> (incomplete) -> active <-> past due -> cancelled; and from there it may begin anew.

    `incomplete`: the bank asks the practitioner to confirm the first payment.
    `past due`: a renewal was not paid; the plan is kept until the grace is over.
    """

    NONE = "none", "None"
    INCOMPLETE = "incomplete", "Waiting for the bank"
    ACTIVE = "active", "Active"
    PAST_DUE = "past_due", "Past due"
    CANCELLED = "cancelled", "Ended"


RUNNING = (MembershipStatus.ACTIVE, MembershipStatus.PAST_DUE)


class ChangeKind(TextChoices):
    """What a practitioner wants of the provider."""

    BEGIN = "begin", "Begin"
    UPGRADE = "upgrade", "Upgrade, at once"
    DOWNGRADE = "downgrade", "Downgrade, at the period's end"
    END = "end", "End, at the period's end"
    RESUME = "resume", "Take back what waits for the period's end"
    CARD = "card", "Pay with another card"


# Those that charge a card: never carried out later than its owner waits for the answer.
CHARGING = (ChangeKind.BEGIN, ChangeKind.UPGRADE, ChangeKind.CARD)


class ChangeStatus(TextChoices):
    """planned -> done; or refused by the provider, or given up since it never came to it.

    `planned`: the row is there, the provider may or may not know of it yet.
    """

    PLANNED = "planned", "Planned"
    DONE = "done", "Done"
    REFUSED = "refused", "Refused"
    GIVEN_UP = "given_up", "Given up"


class InvoiceStatus(TextChoices):
    """As the provider calls them."""

    DRAFT = "draft", "Draft"
    OPEN = "open", "Unpaid"
    PAID = "paid", "Paid"
    VOID = "void", "Void"
    UNCOLLECTIBLE = "uncollectible", "Written off"
