from datetime import datetime

from django.db import models
from django.db.models import F, Q

from commerce.entitlements.querysets import EntitlementQuerySet, UnitQuerySet
from commerce.entitlements.states import BOOKED, EntitlementStatus, UnitStatus
from estuary.kernel.models import PublicModel, TimestampedModel
from marketplace.packages.states import PackageKind


class Entitlement(PublicModel):
    """A package or bundle that a client bought: units still owed, and until when.

    `reference` names what sold it, such as an order's line, so that a sale counts once. A lock
    on this row is a lock on its units.
    """

    client = models.ForeignKey("marketplace.User", models.PROTECT, related_name="entitlements")
    terms = models.ForeignKey(
        "marketplace.PackageTerms", models.PROTECT, related_name="entitlements"
    )
    reference = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=10, choices=PackageKind.choices)
    title = models.CharField(max_length=160)
    status = models.CharField(
        max_length=10, choices=EntitlementStatus.choices, default=EntitlementStatus.ACTIVE
    )
    price_cents = models.PositiveIntegerField()
    refunded_cents = models.PositiveIntegerField(default=0)
    currency = models.CharField(max_length=3)
    expires_at = models.DateTimeField()

    objects = EntitlementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="entitlement_gives_back_no_more_than_its_price",
                condition=Q(refunded_cents__lte=F("price_cents")),
            ),
            models.CheckConstraint(
                name="entitlement_status_is_known",
                condition=Q(status__in=EntitlementStatus.values),
            ),
        ]
        indexes = [
            models.Index(name="entitlement_of_client", fields=["client", "expires_at"]),
            models.Index(
                name="entitlement_to_expire",
                fields=["expires_at"],
                condition=Q(status="active"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.public_id})"

    def is_usable(self, at: datetime) -> bool:
        """Whether something of it can be booked."""
        return self.status == EntitlementStatus.ACTIVE and at < self.expires_at


class EntitlementUnit(PublicModel):
    """One session owed, at its share of the price, under the service's terms of the offer.

    It has at most one booking, and while it is open none.
    """

    entitlement = models.ForeignKey(Entitlement, models.PROTECT, related_name="units")
    position = models.PositiveSmallIntegerField()
    service = models.ForeignKey("marketplace.Service", models.PROTECT, related_name="+")
    terms = models.ForeignKey("marketplace.ServiceTerms", models.PROTECT, related_name="+")
    price_cents = models.PositiveIntegerField()
    status = models.CharField(max_length=10, choices=UnitStatus.choices, default=UnitStatus.OPEN)
    booking = models.OneToOneField(
        "commerce.Booking",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="entitlement_unit",
    )
    settled_at = models.DateTimeField(
        "used, refunded, expired or revoked at", null=True, blank=True
    )

    objects = UnitQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                name="entitlement_unit_position_once", fields=["entitlement", "position"]
            ),
            models.CheckConstraint(
                name="entitlement_unit_is_booked_or_not",
                condition=Q(status__in=BOOKED, booking__isnull=False)
                | (~Q(status__in=BOOKED) & Q(booking=None)),
            ),
            models.CheckConstraint(
                name="entitlement_unit_settled_at_some_time",
                condition=Q(status__in=("open", "redeemed"), settled_at=None)
                | Q(
                    status__in=("used", "refunded", "expired", "revoked"), settled_at__isnull=False
                ),
            ),
        ]
        indexes = [
            models.Index(
                name="entitlement_unit_open",
                fields=["entitlement", "service"],
                condition=Q(status="open"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.public_id} {self.status}"


class UnitReturn(TimestampedModel):
    """A booking that was cancelled so that its unit is open again; `created_at` says when."""

    unit = models.ForeignKey(EntitlementUnit, models.PROTECT, related_name="returns")
    booking = models.OneToOneField("commerce.Booking", models.PROTECT, related_name="unit_return")

    def __str__(self) -> str:
        return f"{self.unit_id} of {self.booking_id}"
