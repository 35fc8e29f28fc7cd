from datetime import datetime

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary, RangeOperators
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Func, Q
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from commerce.earnings.commission import ALL_OF_IT
from commerce.earnings.querysets import (
    AgreedCommissionQuerySet,
    CommissionScheduleQuerySet,
    EarningQuerySet,
    SaleQuerySet,
)
from commerce.earnings.states import EarningStatus
from estuary.kernel.models import PublicModel, TimestampedModel


class CommissionSchedule(ClusterableModel, TimestampedModel):
    """The rates that apply from a moment on, until a later schedule does.

    Triggers refuse to change one that applies already (another rate is another row), one that
    would begin in the past, and one that leaves open what applies: without a bracket from 0, or
    with a rate under its least.
    """

    effective_from = models.DateTimeField(unique=True)
    floor_basis_points = models.PositiveSmallIntegerField(
        "least rate with a membership",
        default=200,
        validators=[MaxValueValidator(ALL_OF_IT)],
        help_text="In basis points: 200 is 2 %.",
    )

    objects = CommissionScheduleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="commission_floor_is_a_share", condition=Q(floor_basis_points__lte=ALL_OF_IT)
            ),
        ]

    def __str__(self) -> str:
        return f"Commission from {self.effective_from:%Y-%m-%d %H:%M}Z"


class CommissionBracket(models.Model):
    """The rate of who sold more than an amount in the calendar month, before the sale."""

    schedule = ParentalKey(CommissionSchedule, on_delete=models.CASCADE, related_name="brackets")
    over_cents = models.PositiveIntegerField(
        help_text="It applies above this amount, in cents; 0 is the usual rate."
    )
    basis_points = models.PositiveSmallIntegerField(
        validators=[MaxValueValidator(ALL_OF_IT)], help_text="500 is 5 %."
    )

    class Meta:
        ordering = ["over_cents"]
        constraints = [
            models.UniqueConstraint(
                name="commission_bracket_begins_once", fields=["schedule", "over_cents"]
            ),
            models.CheckConstraint(
                name="commission_bracket_is_a_share", condition=Q(basis_points__lte=ALL_OF_IT)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.basis_points} over {self.over_cents}"


class AgreedCommission(TimestampedModel):
    """A rate agreed with one practitioner, for a time; the lower of it and the usual applies."""

    practitioner = models.ForeignKey(
        "marketplace.Practitioner", models.PROTECT, related_name="agreed_commissions"
    )
    basis_points = models.PositiveSmallIntegerField(
        validators=[MaxValueValidator(ALL_OF_IT)], help_text="250 is 2.5 %."
    )
    effective_from = models.DateTimeField()
    effective_until = models.DateTimeField(
        null=True, blank=True, help_text="Empty: until further notice."
    )

    objects = AgreedCommissionQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="agreed_commission_never_overlaps",
                expressions=[
                    ("practitioner", RangeOperators.EQUAL),
                    (
                        Func(
                            "effective_from",
                            "effective_until",
                            RangeBoundary(),
                            function="TSTZRANGE",
                            output_field=DateTimeRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
            models.CheckConstraint(
                name="agreed_commission_ends_after_it_begins",
                condition=Q(effective_until=None) | Q(effective_until__gt=F("effective_from")),
            ),
            models.CheckConstraint(
                name="agreed_commission_is_a_share", condition=Q(basis_points__lte=ALL_OF_IT)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.practitioner}: {self.basis_points / 100:g} %"

    def applies_at(self, moment: datetime) -> bool:
        """Whether it was in force then."""
        is_over = self.effective_until is not None and self.effective_until <= moment
        return self.effective_from <= moment and not is_over


class Sale(TimestampedModel):
    """What an order sold for a practitioner, with the commission that was agreed on for it.

    Frozen when it is sold; the month's turnover is the sum of these. `reference` names the order.
    """

    practitioner = models.ForeignKey(
        "marketplace.Practitioner", models.PROTECT, related_name="sales"
    )
    reference = models.CharField(max_length=80, unique=True)
    gross_cents = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    commission_basis_points = models.PositiveSmallIntegerField()
    commission_cents = models.PositiveIntegerField()
    commission_reason = models.CharField(max_length=200)
    sold_at = models.DateTimeField()

    objects = SaleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="sale_commission_is_a_share",
                condition=Q(commission_cents__lte=F("gross_cents")),
            ),
        ]
        indexes = [models.Index(name="sale_of_practitioner", fields=["practitioner", "sold_at"])]

    def __str__(self) -> str:
        return self.reference


class SaleHold(TimestampedModel):
    """That what an order sold is held back, or was: why, and how that stands, in plain words.

    It is there for what the order earns later too. `ended_at` is empty as long as it holds.
    """

    reference = models.CharField("order", max_length=80, unique=True)
    reason = models.CharField(max_length=200)
    state = models.CharField(max_length=40, help_text="A word of whoever holds it back.")
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="sale_hold_ends_after_it_begins",
                condition=Q(ended_at=None) | Q(ended_at__gte=F("since")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.state}"


class Earning(PublicModel):
    """What a practitioner is owed for one booking: its gross, less the commission.

    A course has one for each of its sessions, a package one for each unit that was used. What is
    given back of the gross is counted, with the commission's part of it; `carried_cents` is what
    of that the practitioner owes us, because it was paid out or on its way. `available_at` is
    when it was released. What is frozen is neither released nor paid out; `hold` says why, also
    of what was frozen once.
    """

    practitioner = models.ForeignKey(
        "marketplace.Practitioner", models.PROTECT, related_name="earnings"
    )
    booking = models.OneToOneField("commerce.Booking", models.PROTECT, related_name="earning")
    sale = models.ForeignKey(Sale, models.PROTECT, related_name="earnings")
    reference = models.CharField("order", max_length=80)
    currency = models.CharField(max_length=3)
    gross_cents = models.PositiveIntegerField()
    commission_basis_points = models.PositiveSmallIntegerField()
    commission_cents = models.PositiveIntegerField()
    net_cents = models.PositiveIntegerField()
    reason = models.CharField(max_length=200)
    reversed_cents = models.PositiveIntegerField(default=0)
    reversed_commission_cents = models.PositiveIntegerField(default=0)
    carried_cents = models.PositiveIntegerField(default=0)
    status = models.CharField(
        max_length=10, choices=EarningStatus.choices, default=EarningStatus.PENDING
    )
    accrued_at = models.DateTimeField()
    available_at = models.DateTimeField(null=True, blank=True)
    frozen_at = models.DateTimeField(null=True, blank=True)
    hold = models.ForeignKey(
        SaleHold, models.PROTECT, null=True, blank=True, related_name="earnings"
    )

    objects = EarningQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="earning_is_shared_out_whole",
                condition=Q(gross_cents__gt=0, gross_cents=F("commission_cents") + F("net_cents")),
            ),
            models.CheckConstraint(
                name="earning_gives_back_no_more_than_it_has",
                condition=Q(
                    reversed_cents__lte=F("gross_cents"),
                    reversed_commission_cents__lte=F("commission_cents"),
                    reversed_cents__gte=F("reversed_commission_cents"),
                )
                & Q(reversed_cents__lte=F("reversed_commission_cents") + F("net_cents")),
            ),
            models.CheckConstraint(
                name="earning_carries_no_more_than_it_gave_back",
                condition=Q(
                    carried_cents__lte=F("reversed_cents") - F("reversed_commission_cents")
                ),
            ),
            models.CheckConstraint(
                name="earning_frozen_says_why",
                condition=Q(frozen_at=None) | Q(hold__isnull=False),
            ),
            models.CheckConstraint(
                name="earning_released_at_some_time",
                condition=Q(status="pending", available_at=None)
                | Q(status="reversed")
                | Q(status__in=("available", "in_payout", "paid"), available_at__isnull=False),
            ),
            models.CheckConstraint(
                name="earning_reversed_exactly_with_nothing_left",
                condition=Q(status="reversed", reversed_cents=F("gross_cents"), carried_cents=0)
                | Q(status__in=("in_payout", "paid"))
                | Q(status__in=("pending", "available"), reversed_cents__lt=F("gross_cents"))
                | Q(status="available", carried_cents__gt=0),
            ),
        ]
        indexes = [
            models.Index(name="earning_of_practitioner", fields=["practitioner", "accrued_at"]),
            models.Index(name="earning_pending", fields=["booking"], condition=Q(status="pending")),
            models.Index(
                name="earning_available", fields=["practitioner"], condition=Q(status="available")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.public_id} {self.status}"

    @property
    def is_frozen(self) -> bool:
        """Whether it is held back, since somebody disputes its payment."""
        return self.frozen_at is not None

    @property
    def kept_cents(self) -> int:
        """What is left of the net after what was given back."""
        return self.net_cents - (self.reversed_cents - self.reversed_commission_cents)

    @property
    def standing_cents(self) -> int:
        """What of it lies on the account that its status names, or was paid out."""
        return self.kept_cents + self.carried_cents
