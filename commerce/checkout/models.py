from django.db import models
from django.db.models import F, Q

from commerce.checkout.querysets import OrderQuerySet
from commerce.checkout.states import CREDITS, PREPAID, OrderStatus
from estuary.kernel.models import PublicModel
from marketplace.practitioners.models import Practitioner


class Order(PublicModel):
    """What was bought together, and with what it is paid.

    `amount_due_cents` is what the card pays. `expires_at` ends the hold while it is open.
    """

    number = models.CharField(max_length=20, unique=True)
    user = models.ForeignKey("marketplace.User", models.PROTECT, related_name="orders")
    status = models.CharField(max_length=20, choices=OrderStatus.choices, default=OrderStatus.OPEN)
    currency = models.CharField(max_length=3)
    subtotal_cents = models.PositiveIntegerField()
    discount_cents = models.PositiveIntegerField(default=0)
    credits_applied_cents = models.PositiveIntegerField(default=0)
    tax_cents = models.PositiveIntegerField(default=0)
    total_cents = models.PositiveIntegerField()
    amount_due_cents = models.PositiveIntegerField()
    refunded_cents = models.PositiveIntegerField(default=0)
    charged_back_cents = models.PositiveIntegerField(
        default=0, help_text="What the client's bank took back of the card's part."
    )
    payment = models.OneToOneField(
        "commerce.Payment", models.PROTECT, null=True, blank=True, related_name="order"
    )
    expires_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects = OrderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="order_adds_up",
                condition=Q(
                    total_cents=F("subtotal_cents") - F("discount_cents") + F("tax_cents"),
                    amount_due_cents=F("total_cents") - F("credits_applied_cents"),
                ),
            ),
            models.CheckConstraint(
                name="order_gives_back_no_more_than_it_took",
                condition=Q(refunded_cents__lte=F("total_cents") - F("charged_back_cents")),
            ),
            models.CheckConstraint(
                name="order_charged_back_no_more_than_its_card_paid",
                condition=Q(charged_back_cents__lte=F("amount_due_cents")),
            ),
            models.CheckConstraint(
                name="order_paid_at_some_time",
                condition=Q(status__in=("open", "cancelled")) | Q(paid_at__isnull=False),
            ),
            models.CheckConstraint(
                name="order_with_money_due_has_a_payment",
                condition=Q(amount_due_cents=0) | Q(payment__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="order_open", fields=["expires_at"], condition=Q(status="open")),
            models.Index(name="order_of_user", fields=["user", "created_at"]),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def still_due_cents(self) -> int:
        """What is still to be paid: nothing once it is paid, or closed."""
        return self.amount_due_cents if self.status == OrderStatus.OPEN else 0


class OrderLine(PublicModel):
    """One thing in an order, under the terms it was sold under.

    What the platform takes of it is frozen when the order is fulfilled; of credits nothing.
    """

    order = models.ForeignKey(Order, models.PROTECT, related_name="lines")
    service = models.ForeignKey(
        "marketplace.Service", models.PROTECT, null=True, blank=True, related_name="+"
    )
    terms = models.ForeignKey(
        "marketplace.ServiceTerms", models.PROTECT, null=True, blank=True, related_name="+"
    )
    package_terms = models.ForeignKey(
        "marketplace.PackageTerms", models.PROTECT, null=True, blank=True, related_name="+"
    )
    booking = models.OneToOneField(
        "commerce.Booking", models.PROTECT, null=True, blank=True, related_name="order_line"
    )
    kind = models.CharField(max_length=12)
    title = models.CharField(max_length=160)
    quantity = models.PositiveSmallIntegerField(default=1)
    unit_price_cents = models.PositiveIntegerField()
    discount_cents = models.PositiveIntegerField(default=0)
    total_cents = models.PositiveIntegerField()
    refunded_cents = models.PositiveIntegerField(default=0)
    commission_basis_points = models.PositiveSmallIntegerField(null=True, blank=True)
    commission_cents = models.PositiveIntegerField(null=True, blank=True)
    commission_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="order_line_is_of_one_thing",
                condition=(
                    Q(service__isnull=False, terms__isnull=False, package_terms__isnull=True)
                    & ~Q(kind__in=(*PREPAID, CREDITS))
                )
                | Q(
                    kind__in=PREPAID,
                    service__isnull=True,
                    booking__isnull=True,
                    package_terms__isnull=False,
                )
                | Q(
                    kind=CREDITS,
                    service__isnull=True,
                    booking__isnull=True,
                    package_terms__isnull=True,
                ),
            ),
            models.CheckConstraint(
                name="order_line_adds_up",
                condition=Q(
                    total_cents=F("unit_price_cents") * F("quantity") - F("discount_cents")
                ),
            ),
            models.CheckConstraint(
                name="order_line_gives_back_no_more_than_its_total",
                condition=Q(refunded_cents__lte=F("total_cents")),
            ),
            models.CheckConstraint(
                name="order_line_commission_has_its_rate_and_reason",
                condition=Q(
                    commission_basis_points=None, commission_cents=None, commission_reason=""
                )
                | Q(commission_basis_points__isnull=False, commission_cents__isnull=False)
                & ~Q(commission_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def practitioner(self) -> Practitioner | None:
        """Who offers it; nobody, of credits."""
        if self.service is not None:
            return self.service.practitioner
        return self.package_terms.package.practitioner if self.package_terms else None
