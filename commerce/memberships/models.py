from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from commerce.memberships.querysets import (
    MembershipChangeQuerySet,
    MembershipInvoiceQuerySet,
    MembershipPeriodQuerySet,
    MembershipQuerySet,
    PlanVersionQuerySet,
)
from commerce.memberships.states import (
    ChangeKind,
    ChangeStatus,
    Interval,
    InvoiceStatus,
    MembershipStatus,
)
from commerce.payments.states import RefundStatus
from estuary.kernel.models import PublicModel, TimestampedModel


class Plan(PublicModel):
    """A way to be a member. Rank 0 is no membership at all; a higher one is an upgrade."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=60)
    rank = models.PositiveSmallIntegerField(unique=True)

    def __str__(self) -> str:
        return self.name


class PlanVersion(PublicModel):
    """What a plan costs and takes off the commission, for those who come to it from then on.

    A version is never changed: another one follows it, and members keep theirs until they change.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="versions")
    monthly_cents = models.PositiveIntegerField()
    yearly_cents = models.PositiveIntegerField()
    currency = models.CharField(max_length=3, default="usd")
    reduction_basis_points = models.PositiveSmallIntegerField(
        default=0, help_text="Of the commission: 100 are one percentage point."
    )
    starts_at = models.DateTimeField()
    # The provider's names for its prices; made when they are first needed there.
    monthly_price_id = models.CharField(max_length=64, null=True, blank=True, unique=True)
    yearly_price_id = models.CharField(max_length=64, null=True, blank=True, unique=True)

    objects = PlanVersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="plan_version_begins_alone", fields=["plan", "starts_at"]),
            models.CheckConstraint(
                name="plan_version_is_free_or_paid_either_way",
                condition=Q(monthly_cents=0, yearly_cents=0)
                | Q(monthly_cents__gt=0, yearly_cents__gt=0),
            ),
            models.CheckConstraint(
                name="plan_version_takes_off_no_more_than_all",
                condition=Q(reduction_basis_points__lte=10_000),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan.name} from {self.starts_at:%Y-%m-%d}"

    def cents(self, interval: str) -> int:
        """What it costs at an interval."""
        return self.yearly_cents if interval == Interval.YEAR else self.monthly_cents


class Membership(PublicModel):
    """A practitioner's membership as the provider had it when it was last asked.

    Which plan is in force when is in the periods. `subscription_id` is the provider's, of the
    one that runs or ran last.
    """

    practitioner = models.OneToOneField(
        "marketplace.Practitioner", models.PROTECT, related_name="membership"
    )
    status = models.CharField(
        max_length=12, choices=MembershipStatus.choices, default=MembershipStatus.NONE
    )
    subscription_id = models.CharField(max_length=64, null=True, blank=True, unique=True)
    version = models.ForeignKey(
        PlanVersion, models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    interval = models.CharField(max_length=8, choices=Interval.choices, blank=True)
    period_starts_at = models.DateTimeField(null=True, blank=True)
    period_ends_at = models.DateTimeField(null=True, blank=True)
    next_version = models.ForeignKey(
        PlanVersion, models.PROTECT, null=True, blank=True, related_name="+"
    )
    next_interval = models.CharField(max_length=8, choices=Interval.choices, blank=True)
    ends_at = models.DateTimeField(
        null=True, blank=True, help_text="When it is to end, if that was asked for."
    )
    unpaid_since = models.DateTimeField(null=True, blank=True)
    grace_until = models.DateTimeField(null=True, blank=True)
    lapsed_at = models.DateTimeField(null=True, blank=True)
    card_id = models.CharField(max_length=64, blank=True, help_text="The provider's name of it.")
    client_secret = models.CharField(max_length=200, blank=True)
    next_action = models.JSONField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="membership_known_to_provider_unless_none",
                condition=Q(status="none", subscription_id=None, version=None)
                | (
                    ~Q(status="none")
                    & Q(
                        subscription_id__isnull=False,
                        version__isnull=False,
                        period_ends_at__isnull=False,
                    )
                ),
            ),
            models.CheckConstraint(
                name="membership_has_grace_exactly_when_past_due",
                condition=Q(
                    status="past_due", unpaid_since__isnull=False, grace_until__isnull=False
                )
                | (~Q(status="past_due") & Q(unpaid_since=None, grace_until=None)),
            ),
            models.CheckConstraint(
                name="membership_changes_or_ends_not_both",
                condition=Q(next_version=None, next_interval="")
                | (Q(next_version__isnull=False, ends_at=None) & ~Q(next_interval="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.practitioner} {self.get_status_display()}"

    @property
    def is_at_provider(self) -> bool:
        """Whether there is something to ask the provider about."""
        return self.subscription_id is not None


class MembershipPeriod(TimestampedModel):
    """Which plan a practitioner had from then until then; a sale asks for that of its instant."""

    membership = models.ForeignKey(Membership, models.PROTECT, related_name="periods")
    practitioner = models.ForeignKey("marketplace.Practitioner", models.PROTECT, related_name="+")
    version = models.ForeignKey(PlanVersion, models.PROTECT, related_name="+")
    interval = models.CharField(max_length=8, choices=Interval.choices)
    during = DateTimeRangeField()
    subscription_id = models.CharField(max_length=64)

    objects = MembershipPeriodQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="membership_period_never_overlaps",
                expressions=[
                    ("practitioner", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                name="membership_period_has_two_ends",
                condition=Q(
                    during__isempty=False,
                    during__startswith__isnull=False,
                    during__endswith__isnull=False,
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version} {self.during}"


class MembershipChange(PublicModel):
    """What a practitioner wants: written down before the provider is asked for it."""

    membership = models.ForeignKey(Membership, models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=12, choices=ChangeKind.choices)
    version = models.ForeignKey(
        PlanVersion, models.PROTECT, null=True, blank=True, related_name="+"
    )
    interval = models.CharField(max_length=8, choices=Interval.choices, blank=True)
    card_id = models.CharField(max_length=64, blank=True)
    status = models.CharField(
        max_length=12, choices=ChangeStatus.choices, default=ChangeStatus.PLANNED
    )
    attempt = models.PositiveSmallIntegerField(
        default=1, help_text="Rises when the provider spoilt a key; part of the next one."
    )
    failure_code = models.CharField(max_length=64, blank=True)
    failure_message = models.CharField(max_length=300, blank=True)

    objects = MembershipChangeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="membership_change_one_at_a_time",
                fields=["membership"],
                condition=Q(status="planned"),
            ),
            models.CheckConstraint(
                name="membership_change_says_to_what",
                condition=(
                    Q(kind__in=("begin", "upgrade", "downgrade"), version__isnull=False)
                    & ~Q(interval="")
                )
                | Q(kind__in=("end", "resume", "card"), version=None, interval=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership} {self.get_kind_display()}"

    @property
    def key(self) -> str:
        """Under which the provider is asked for it."""
        return f"membership-change:{self.public_id}:{self.attempt}"


class MembershipInvoice(PublicModel):
    """What the provider asked of a practitioner, and whether it was paid."""

    membership = models.ForeignKey(Membership, models.PROTECT, related_name="invoices")
    provider_id = models.CharField(max_length=64, unique=True)
    subscription_id = models.CharField(max_length=64)
    number = models.CharField(max_length=64, blank=True)
    description = models.CharField(max_length=200, blank=True)
    status = models.CharField(max_length=16, choices=InvoiceStatus.choices)
    amount_cents = models.IntegerField(help_text="What was to be paid, after credit.")
    paid_cents = models.PositiveIntegerField(default=0)
    currency = models.CharField(max_length=3)
    issued_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True, blank=True)
    hosted_url = models.URLField(max_length=500, blank=True)
    intent_id = models.CharField(max_length=64, blank=True)
    charge_id = models.CharField(max_length=64, blank=True)
    fee_cents = models.IntegerField(null=True, blank=True)

    objects = MembershipInvoiceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="membership_invoice_paid_exactly_when_paid",
                condition=Q(status="paid", paid_at__isnull=False)
                | (~Q(status="paid") & Q(paid_at=None, paid_cents=0, fee_cents=None)),
            ),
        ]
        indexes = [
            models.Index(
                name="membership_invoice_feeless",
                fields=["paid_at"],
                condition=Q(status="paid", fee_cents=None, paid_cents__gt=0),
            ),
            models.Index(
                name="membership_invoice_by_intent",
                fields=["intent_id"],
                condition=~Q(intent_id=""),
            ),
        ]

    def __str__(self) -> str:
        return self.number or self.provider_id


class MembershipRefund(PublicModel):
    """Money of an invoice that went back; asked for at the provider, written down here."""

    invoice = models.ForeignKey(MembershipInvoice, models.PROTECT, related_name="refunds")
    provider_id = models.CharField(max_length=64, unique=True)
    amount_cents = models.PositiveIntegerField()
    status = models.CharField(max_length=16, choices=RefundStatus.choices)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="membership_refund_is_of_something", condition=Q(amount_cents__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.invoice} {self.amount_cents}"
