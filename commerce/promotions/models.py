from datetime import datetime

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper

from commerce.promotions.policies import Reduction
from commerce.promotions.querysets import PromotionQuerySet, PromotionUseQuerySet
from commerce.promotions.states import PromotionStatus
from estuary.kernel.models import PublicModel, TimestampedModel

CODE = RegexValidator(r"^[A-Z0-9][A-Z0-9-]{2,39}$", "Capitals, digits and hyphens, 3 to 40.")


class Promotion(PublicModel):
    """A code that makes things cheaper: by how much, for what, until when, how often."""

    code = models.CharField(max_length=40, unique=True, validators=[CODE])
    description = models.CharField(max_length=200, blank=True)
    percent = models.DecimalField(
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0.01), MaxValueValidator(100)],
        help_text="Of the price; leave it empty for an amount.",
    )
    amount_cents = models.PositiveIntegerField(
        null=True, blank=True, help_text="In cents; leave it empty for a percentage."
    )
    currency = models.CharField(max_length=3, default="usd")
    minimum_cents = models.PositiveIntegerField(
        default=0, help_text="Only for orders of at least this, in cents."
    )
    services = models.ManyToManyField(
        "marketplace.Service", blank=True, related_name="+", help_text="None means all."
    )
    practitioner = models.ForeignKey(
        "marketplace.Practitioner",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="promotions",
        help_text="Only for what this practitioner offers, who sees it and may change it.",
    )
    is_stackable = models.BooleanField(
        default=False, help_text="Also on what is cheaper already: packages and bundles."
    )
    is_active = models.BooleanField(default=True)
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    total_limit = models.PositiveIntegerField(
        null=True, blank=True, help_text="How often in all; empty means without end."
    )
    client_limit = models.PositiveIntegerField(
        null=True, blank=True, default=1, help_text="How often by one client."
    )
    used_count = models.PositiveIntegerField(default=0, editable=False)

    objects = PromotionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                # As codes are unique, no two differ by capitals only.
                name="promotion_code_is_in_capitals",
                condition=Q(code=Upper(F("code"))),
                violation_error_message="Write the code in capitals.",
            ),
            models.CheckConstraint(
                name="promotion_is_a_percentage_or_an_amount",
                # Each side says what is not null: a comparison with null is not false.
                condition=Q(percent__isnull=True, amount_cents__isnull=False, amount_cents__gt=0)
                | Q(
                    percent__isnull=False,
                    percent__gt=0,
                    percent__lte=100,
                    amount_cents__isnull=True,
                ),
                violation_error_message="Give a percentage or an amount, not both.",
            ),
            models.CheckConstraint(
                name="promotion_is_not_used_beyond_its_limit",
                condition=Q(total_limit=None) | Q(used_count__lte=F("total_limit")),
                violation_error_message="It has been used more often than that.",
            ),
            models.CheckConstraint(
                name="promotion_ends_after_it_starts",
                condition=Q(starts_at=None) | Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
                violation_error_message="It must end after it starts.",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def status(self, *, at: datetime) -> PromotionStatus:
        """How it stands then."""
        if not self.is_active or (self.ends_at is not None and self.ends_at <= at):
            return PromotionStatus.ENDED
        if self.total_limit is not None and self.used_count >= self.total_limit:
            return PromotionStatus.USED_UP
        if self.starts_at is not None and self.starts_at > at:
            return PromotionStatus.SCHEDULED
        return PromotionStatus.RUNNING

    @property
    def reduction(self) -> Reduction:
        """What it takes off."""
        if self.percent is not None:
            return Reduction(basis_points=int(self.percent * 100))
        return Reduction(amount_cents=self.amount_cents or 0)


class PromotionUse(TimestampedModel):
    """That one order made use of a promotion; given back when the order comes to nothing."""

    promotion = models.ForeignKey(Promotion, models.PROTECT, related_name="uses")
    user = models.ForeignKey("marketplace.User", models.PROTECT, related_name="+")
    reference = models.CharField(max_length=80, unique=True)
    discount_cents = models.PositiveIntegerField()
    released_at = models.DateTimeField(null=True, blank=True)

    objects = PromotionUseQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(name="promotion_use_by_user", fields=["promotion", "user"])]

    def __str__(self) -> str:
        return f"{self.promotion_id} {self.reference}"
