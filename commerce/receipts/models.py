from django.db import models
from django.db.models import F, Q

from commerce.receipts.querysets import ReceiptQuerySet
from commerce.receipts.states import ReceiptKind
from estuary.kernel.models import PublicModel


class ReceiptCounter(models.Model):
    """The last number given in a year. Its row is held while one is given, so none is skipped."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class Receipt(PublicModel):
    """What was paid, or given back, as it was on that day; the database lets nothing change it.

    Amounts are zero or more; `kind` says which way the money went. A credit note names in
    `corrects` the receipt it takes back from; none, when the money came too late for a sale.
    """

    number = models.CharField(max_length=20, unique=True)
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=ReceiptKind.choices)
    order = models.ForeignKey("commerce.Order", models.PROTECT, related_name="receipts")
    refund = models.OneToOneField(
        "commerce.Refund", models.PROTECT, null=True, blank=True, related_name="credit_note"
    )
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="credit_notes"
    )
    issued_at = models.DateTimeField()
    currency = models.CharField(max_length=3)
    lines = models.JSONField()
    subtotal_cents = models.PositiveIntegerField()
    discount_cents = models.PositiveIntegerField(default=0)
    tax_cents = models.PositiveIntegerField(default=0)
    total_cents = models.PositiveIntegerField()
    credits_applied_cents = models.PositiveIntegerField(default=0)
    paid_cents = models.PositiveIntegerField("paid or given back by card")
    paid_with = models.CharField(max_length=60, blank=True)
    buyer_name = models.CharField(max_length=310, blank=True)
    buyer_email = models.CharField(max_length=254)
    seller = models.JSONField()

    objects = ReceiptQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="receipt_serial_once_a_year", fields=["year", "serial"]),
            models.UniqueConstraint(
                name="receipt_once_per_order", fields=["order"], condition=Q(kind="receipt")
            ),
            models.CheckConstraint(name="receipt_serial_from_one", condition=Q(serial__gte=1)),
            models.CheckConstraint(
                name="receipt_credit_note_has_its_refund",
                condition=Q(kind="receipt", refund=None, corrects=None)
                | Q(kind="credit_note", refund__isnull=False),
            ),
            models.CheckConstraint(
                name="receipt_adds_up",
                condition=Q(
                    total_cents=F("subtotal_cents") - F("discount_cents") + F("tax_cents"),
                    paid_cents=F("total_cents") - F("credits_applied_cents"),
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.number
