"""What must always be true of memberships, asked of the database; nothing is mended here."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from commerce.ledger.models import Posting
from commerce.ledger.states import AccountKind
from commerce.memberships.models import (
    Membership,
    MembershipChange,
    MembershipInvoice,
    MembershipPeriod,
    MembershipRefund,
)
from commerce.memberships.states import MembershipStatus
from commerce.payments.states import RefundStatus

# What is younger is in somebody's hands, or asked about by the clock.
SETTLES_WITHIN = timedelta(minutes=30)


def _paid() -> int:
    return _sum(MembershipInvoice.objects.all(), "paid_cents")


def _given_back() -> int:
    return _sum(MembershipRefund.objects.filter(status=RefundStatus.SUCCEEDED), "amount_cents")


def with_the_provider() -> int:
    """What memberships brought to the provider's account, less what was kept and given back."""
    return _paid() - _sum(MembershipInvoice.objects.all(), "fee_cents") - _given_back()


def _fees_are_the_paid_invoices(now: datetime) -> list[str]:
    booked = sum(Posting.objects.on(AccountKind.MEMBERSHIP_FEES).balance().values())
    expected = _given_back() - _paid()
    return [] if booked == expected else [f"membership fees are {booked}, not {expected}"]


def _changes_come_to_an_end(now: datetime) -> list[str]:
    return _named(MembershipChange.objects.open().filter(created_at__lt=now - SETTLES_WITHIN))


def _active_members_have_their_plan(now: datetime) -> list[str]:
    """A period that was paid is in force, whatever was heard of since."""
    plan = MembershipPeriod.objects.at(now).filter(membership=OuterRef("pk"))
    running = Q(status=MembershipStatus.ACTIVE, period_ends_at__gt=now, period_starts_at__lte=now)
    return _named(Membership.objects.filter(running).exclude(Exists(plan)))


RULES: dict[str, Callable[[datetime], list[str]]] = {
    "membership fees are the paid invoices": _fees_are_the_paid_invoices,
    "what was asked of a membership comes to an end": _changes_come_to_an_end,
    "an active member has a plan": _active_members_have_their_plan,
}


def _sum(rows: QuerySet, column: str) -> int:
    return rows.aggregate(total=Sum(column))["total"] or 0


def _named(rows: QuerySet) -> list[str]:
    return [str(row) for row in rows[:50]]
