from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef

from commerce.entitlements.states import OWED, EntitlementStatus, UnitStatus
from marketplace.models import Service


class EntitlementQuerySet(models.QuerySet):
    """The questions we ask about what clients bought to use later."""

    def of(self, user) -> Self:
        """What one client bought."""
        return self.filter(client=user)

    def usable(self, now: datetime) -> Self:
        """Those of which something can be booked."""
        return self.filter(status=EntitlementStatus.ACTIVE, expires_at__gt=now)

    def expired(self, now: datetime) -> Self:
        """Those whose time is over, and whose open units were not written off yet."""
        return self.filter(status=EntitlementStatus.ACTIVE, expires_at__lte=now)

    def expiring(self, now: datetime, *, within: timedelta) -> Self:
        """Those that are usable for no longer than `within` from now, and were for longer once."""
        return self.usable(now).filter(
            expires_at__lte=now + within, created_at__lte=F("expires_at") - within
        )

    def with_open(self, units: "UnitQuerySet") -> Self:
        """Those that still have one of `units` open."""
        return self.filter(Exists(units.open().filter(entitlement=OuterRef("pk"))))

    def with_details(self) -> Self:
        """Everything a card shows, in three queries."""
        return self.select_related("terms__package__practitioner").prefetch_related(
            "units__service", "units__booking"
        )

    def lock(self) -> Self:
        """Hold these rows, and with them their units, until the transaction ends."""
        return self.select_for_update(of=("self",), no_key=True).order_by("pk")


class UnitQuerySet(models.QuerySet):
    """The questions we ask about single units."""

    def open(self) -> Self:
        """Those that can be booked, refunded, or expire."""
        return self.filter(status=UnitStatus.OPEN)

    def of_service(self, name: str) -> Self:
        """Those of one service, by its id or slug."""
        return self.filter(service__in=Service.objects.called(name))

    def usable(self, at: datetime) -> Self:
        """Those whose entitlement is still valid then."""
        return self.filter(entitlement__expires_at__gt=at)

    def soonest_first(self) -> Self:
        """In the order in which they expire."""
        return self.order_by("entitlement__expires_at", "entitlement", "position")

    def with_details(self) -> Self:
        """What is needed to book one, in one query."""
        return self.select_related("entitlement", "service__practitioner", "terms")

    def owed(self) -> Self:
        """Those paid for and not earned yet."""
        return self.filter(status__in=OWED)

    def worth_cents(self) -> int:
        """What these were sold for, together."""
        return self.aggregate(worth=models.Sum("price_cents"))["worth"] or 0
