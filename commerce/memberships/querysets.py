from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q, Sum

from commerce.memberships.states import ChangeStatus, InvoiceStatus, MembershipStatus
from commerce.payments.states import RefundStatus


class PlanVersionQuerySet(models.QuerySet):
    """The questions we ask about what plans cost."""

    def in_force(self, at: datetime) -> Self:
        """Of each plan the version that began last by then, the cheapest plan first."""
        latest = (
            self.filter(starts_at__lte=at)
            .order_by("plan", "-starts_at")
            .distinct("plan")
            .values("pk")
        )
        return self.filter(pk__in=latest).select_related("plan").order_by("plan__rank")


class MembershipQuerySet(models.QuerySet):
    """The questions we ask about memberships."""

    def of(self, user) -> Self:
        """One practitioner's, by their account."""
        return self.filter(practitioner__user=user)

    def with_plans(self) -> Self:
        """With what they have and come to."""
        return self.select_related("version__plan", "next_version__plan")

    def to_ask_about(self, *, now: datetime, heard_before: datetime) -> Self:
        """Those of which the provider may know more than we do.

        They wait for money, or their period is over, or nothing was heard of them for long.
        """
        waiting = Q(status__in=(MembershipStatus.INCOMPLETE, MembershipStatus.PAST_DUE))
        turned = Q(status=MembershipStatus.ACTIVE, period_ends_at__lte=now)
        silent = Q(status=MembershipStatus.ACTIVE, asked_at__lt=heard_before)
        return self.filter(waiting | turned | silent)

    def lapsing(self, now: datetime) -> Self:
        """Those whose grace is over, and who have not been told."""
        return self.filter(status=MembershipStatus.PAST_DUE, grace_until__lte=now, lapsed_at=None)

    def lock(self) -> Self:
        """Hold these rows until the transaction ends."""
        return self.select_for_update(of=("self",), no_key=True)


class MembershipChangeQuerySet(models.QuerySet):
    """The questions we ask about what was wanted."""

    def open(self) -> Self:
        """Those of which we do not know the end."""
        return self.filter(status=ChangeStatus.PLANNED)


class MembershipPeriodQuerySet(models.QuerySet):
    """The questions we ask about which plan was in force."""

    def at(self, moment: datetime) -> Self:
        """Those in force then; of one practitioner there is one at most."""
        return self.filter(during__contains=moment)


class MembershipInvoiceQuerySet(models.QuerySet):
    """The questions we ask about what was asked for."""

    def of(self, user) -> Self:
        """One practitioner's, by their account."""
        return self.filter(membership__practitioner__user=user)

    def with_refunds(self) -> Self:
        """With what went back of each: `refunded_cents`."""
        back = Q(refunds__status=RefundStatus.SUCCEEDED)
        return self.annotate(refunded_cents=Sum("refunds__amount_cents", filter=back, default=0))

    def paid(self) -> Self:
        """Those whose money the provider has."""
        return self.filter(status=InvoiceStatus.PAID)

    def without_fee(self) -> Self:
        """Those paid by card whose fee the provider has not named yet."""
        return self.paid().filter(paid_cents__gt=0, fee_cents=None)
