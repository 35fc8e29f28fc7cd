from datetime import UTC, datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Count, DateTimeField, ExpressionWrapper, F, Q, Sum, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, TruncDate, TruncMonth

from commerce.bookings.states import BookingStatus
from commerce.earnings.states import EarningStatus


class CommissionScheduleQuerySet(models.QuerySet):
    """Which rates apply when."""

    def at(self, moment: datetime) -> Self:
        """The one that applies then comes first."""
        return self.filter(effective_from__lte=moment).order_by("-effective_from")


class AgreedCommissionQuerySet(models.QuerySet):
    """What was agreed with whom."""

    def at(self, moment: datetime) -> Self:
        """Those that apply then; of one practitioner at most one."""
        still = Q(effective_until=None) | Q(effective_until__gt=moment)
        return self.filter(still, effective_from__lte=moment)


class SaleQuerySet(models.QuerySet):
    """The questions we ask about turnover."""

    def in_month_of(self, moment: datetime) -> Self:
        """Those of the calendar month (UTC) in which `moment` lies."""
        first = moment.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        return self.filter(
            sold_at__gte=first, sold_at__lt=(first + timedelta(days=32)).replace(day=1)
        )

    def gross_cents(self) -> int:
        """What they come to."""
        return self.aggregate(total=Sum("gross_cents"))["total"] or 0


def _held() -> timedelta:
    return timedelta(hours=settings.EARNINGS_HELD_HOURS)


def kept() -> Combinable:
    """What is left of the net after what was given back; see `Earning.kept_cents`."""
    return F("net_cents") - F("reversed_cents") + F("reversed_commission_cents")


def standing() -> Combinable:
    """What of it lies on the account that its status names; see `Earning.standing_cents`."""
    return kept() + F("carried_cents")


_SUMS = {
    "count": Count("pk"),
    "gross": Sum("gross_cents"),
    "refunded": Sum("reversed_cents"),
    "commission": Sum(F("commission_cents") - F("reversed_commission_cents")),
    "kept": Sum(kept()),
}


class EarningQuerySet(models.QuerySet):
    """The questions we ask about what practitioners are owed."""

    def of(self, user) -> Self:
        """What one practitioner earned."""
        return self.filter(practitioner__user=user)

    def available(self) -> Self:
        """Those that can be paid out."""
        return self.filter(status=EarningStatus.AVAILABLE, frozen_at=None)

    def releasable(self, now: datetime) -> Self:
        """Those whose session has been over for long enough, and that nothing holds back.

        A session that was to be held and is not completed yet is not over; what is left of a
        cancelled one is earned when it would have been.
        """
        return self.filter(
            status=EarningStatus.PENDING,
            frozen_at=None,
            booking__status__in=(BookingStatus.COMPLETED, BookingStatus.CANCELLED),
            booking__session__period__endswith__lte=now - _held(),
        )

    def with_release(self) -> Self:
        """With `released_at`: when it was or, as its session stands now, will be released."""
        due = ExpressionWrapper(
            F("booking__session__period__endswith") + Value(_held()),
            output_field=DateTimeField(),
        )
        return self.annotate(released_at=Coalesce("available_at", due))

    def by_month(self) -> Self:
        """With `month`: the first of the calendar month (UTC) in which it accrued."""
        return self.annotate(month=TruncMonth("accrued_at", tzinfo=UTC))

    def sums_by_status(self) -> Self:
        """How much stands how."""
        return self.values("status", "currency").annotate(**_SUMS).order_by("status")

    def sums_by_month(self) -> Self:
        """What accrued when, latest first."""
        return self.by_month().values("month", "currency").annotate(**_SUMS).order_by("-month")

    def sums_by_service(self) -> Self:
        """What earned how much, the most first."""
        named = {
            "service": F("booking__service__public_id"),
            "title": F("booking__service__title"),
        }
        return self.values("currency", **named).annotate(**_SUMS).order_by("-gross", "title")

    def coming_releases(self) -> Self:
        """What is pending and not frozen, by the day (UTC) it is released on."""
        waiting = self.with_release().filter(status=EarningStatus.PENDING, frozen_at=None)
        days = waiting.annotate(day=TruncDate("released_at", tzinfo=UTC))
        return days.values("day", "currency").annotate(**_SUMS).order_by("day")

    def with_details(self) -> Self:
        """Everything an earning shows, in one query."""
        return self.with_release().select_related("booking__service", "booking__session", "hold")

    def lock(self) -> Self:
        """Hold these rows until the transaction ends."""
        return self.select_for_update(of=("self",), no_key=True).order_by("pk")
