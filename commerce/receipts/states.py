from django.db.models import TextChoices


class ReceiptKind(TextChoices):
    """What the paper says happened."""

    RECEIPT = "receipt", "Receipt"
    CREDIT_NOTE = "credit_note", "Credit note"
