from django.db.models import TextChoices


class PaymentStatus(TextChoices):
    """planned -> open -> (action needed | processing) -> succeeded; or cancelled.

    `planned`: the row is there, the provider may or may not know of it yet.
    `open`: the provider waits for a way to pay; a declined attempt comes back here.
    """

    PLANNED = "planned", "Planned"
    OPEN = "open", "Waiting for payment"
    ACTION_NEEDED = "action_needed", "Waiting for the client's bank"
    PROCESSING = "processing", "Processing"
    SUCCEEDED = "succeeded", "Succeeded"
    CANCELLED = "cancelled", "Cancelled"


FINAL = (PaymentStatus.SUCCEEDED, PaymentStatus.CANCELLED)


class SetupStatus(TextChoices):
    """planned -> open -> (action needed | processing) -> succeeded; or cancelled.

    `planned`: the row is there, the provider may or may not know of it yet.
    `open`: the provider waits for a card; a declined one comes back here.
    """

    PLANNED = "planned", "Planned"
    OPEN = "open", "Waiting for a card"
    ACTION_NEEDED = "action_needed", "Waiting for the client's bank"
    PROCESSING = "processing", "Processing"
    SUCCEEDED = "succeeded", "Card saved"
    CANCELLED = "cancelled", "Cancelled"


SETUP_FINAL = (SetupStatus.SUCCEEDED, SetupStatus.CANCELLED)


class RefundStatus(TextChoices):
    """planned -> pending -> succeeded; or failed, which operations staff must look at.

    `planned`: the row is there, the provider may or may not know of it yet.
    `cancelled`: never sent, since the client's bank took the payment back itself.
    """

    PLANNED = "planned", "Planned"
    PENDING = "pending", "On its way"
    SUCCEEDED = "succeeded", "Paid back"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Settled by the bank"


# Nothing goes back by these any more.
GIVEN_UP = (RefundStatus.FAILED, RefundStatus.CANCELLED)
