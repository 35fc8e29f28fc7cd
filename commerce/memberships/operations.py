"""Memberships kept as the provider has them: one function writes down what it answers.

It is the same for its answers, its events and the periodic asking, so each of them may be lost.
Locks are taken in one order: Membership, MembershipInvoice, the ledger's accounts.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from commerce.memberships import invoices, plans
from commerce.memberships.events import (
    MembershipBegun,
    MembershipChanged,
    MembershipEnded,
    MembershipPastDue,
)
from commerce.memberships.gateway import Subscription, gateway
from commerce.memberships.models import Membership, MembershipPeriod
from commerce.memberships.policies import Covered, Reduction, Stretch, Term, stretches
from commerce.memberships.states import RUNNING, InvoiceStatus, MembershipStatus
from estuary.kernel import db, events
from estuary.kernel.events import Event
from marketplace.models import Practitioner, User


def reduction_points(*, practitioner_id: int, at: datetime) -> Reduction:
    """What the plan a practitioner had then takes off the commission; nothing for Basic."""
    found = (
        MembershipPeriod.objects.at(at)
        .filter(practitioner=practitioner_id)
        .values_list("version__plan__name", "version__reduction_basis_points")
        .first()
    )
    return Reduction(*found) if found else Reduction()


def grace() -> timedelta:
    """How long a plan is kept whose renewal was not paid."""
    return timedelta(days=settings.MEMBERSHIP_GRACE_DAYS)


def of(*, user: User) -> Membership:
    """A practitioner's membership; one of no plan, and of no row, before the first."""
    found = Membership.objects.of(user).with_plans().first()
    return found or Membership(practitioner=Practitioner.objects.filter(user=user).first())


def refresh_own(*, user: User) -> Membership:
    """Ask the provider how a practitioner's membership stands. Raises PaymentsUnavailable."""
    membership = of(user=user)
    if membership.pk is not None:
        refresh(membership_id=membership.pk)
    return of(user=user)


def refresh(*, membership_id: int) -> Membership:
    """Ask the provider how a membership stands, and write it down. Raises PaymentsUnavailable."""
    membership = Membership.objects.get(pk=membership_id)
    if membership.subscription_id is None:
        return membership
    return hear(subscription_id=membership.subscription_id) or membership


def hear(*, subscription_id: str) -> Membership | None:
    """Ask about a subscription, and write it down; None when it is not ours.

    Raises PaymentsUnavailable, UnknownToProvider.
    """
    asked_at = timezone.now()
    found = gateway().fetch(subscription_id=subscription_id)
    membership = apply(found=found, asked_at=asked_at)
    if membership is not None:
        invoices.learn_fees(membership_id=membership.pk)
    return membership


@db.transaction
def apply(*, found: Subscription, asked_at: datetime) -> Membership | None:
    """Write down what the provider has; the one function for its answers, events and polls.

    Older news does not replace newer, and a subscription that is over does not come back. None
    when it is not ours. Raises PriceUnknown.
    """
    membership = _locked(found)
    if membership is None:
        return None
    is_current = membership.subscription_id == found.id
    if is_current and membership.asked_at is not None and asked_at < membership.asked_at:
        return membership
    terms = plans.terms_of(
        {found.price_id, found.next_price_id, *(one.price_id for one in found.invoices)}
    )
    for invoice in found.invoices:
        invoices.keep(membership, found.id, invoice)
    _lay_periods(membership, found, terms)
    if is_current or _may_follow(membership, found):
        _stand(membership, found, terms, asked_at=asked_at)
    return membership


@db.transaction_required
def _locked(found: Subscription) -> Membership | None:
    ours = Q(subscription_id=found.id)
    with suppress(ValueError):
        ours |= Q(public_id=UUID(found.metadata.get("membership", "")))
    return Membership.objects.lock().filter(ours).first()


def _may_follow(membership: Membership, found: Subscription) -> bool:
    """Another subscription takes the place of one that is over, and never of one that runs."""
    is_free = membership.status in (MembershipStatus.NONE, MembershipStatus.CANCELLED)
    return is_free and found.status != MembershipStatus.CANCELLED


def _stand(
    membership: Membership, found: Subscription, terms: dict[str, Term], *, asked_at: datetime
) -> None:
    """Bring the row up to the provider's, and tell of what that changes."""
    before = _Before(membership)
    term, following = terms[found.price_id], terms.get(found.next_price_id)
    membership.subscription_id, membership.status = found.id, found.status
    membership.version_id, membership.interval = term.version_id, term.interval
    membership.period_starts_at = found.period_starts_at
    membership.period_ends_at = found.period_ends_at
    is_running = found.status in RUNNING
    membership.next_version_id = following.version_id if following and is_running else None
    membership.next_interval = following.interval if following and is_running else ""
    membership.ends_at = found.ends_at if is_running and following is None else None
    membership.unpaid_since = _unpaid_since(found)
    membership.grace_until = membership.unpaid_since and membership.unpaid_since + grace()
    if membership.unpaid_since is None:
        membership.lapsed_at = None
    is_waiting = found.status == MembershipStatus.INCOMPLETE
    membership.client_secret = found.client_secret if is_waiting else ""
    membership.next_action = dict(found.next_action) if is_waiting and found.next_action else None
    membership.card_id, membership.asked_at = found.card_id, asked_at
    membership.save()
    _tell(membership, before)


class _Before:
    """How a membership stood, to tell what became of it."""

    def __init__(self, membership: Membership) -> None:
        self.was_running = membership.status in RUNNING
        self.was_past_due = membership.status == MembershipStatus.PAST_DUE
        self.was_told = membership.lapsed_at is not None
        self.term = (membership.version_id, membership.interval)


def _tell(membership: Membership, before: _Before) -> None:
    fact: Callable[..., Event] | None = None
    if membership.status == MembershipStatus.CANCELLED:
        fact = MembershipEnded if before.was_running and not before.was_told else None
    elif membership.status == MembershipStatus.PAST_DUE:
        fact = None if before.was_past_due else MembershipPastDue
    elif membership.status == MembershipStatus.ACTIVE and not before.was_running:
        fact = MembershipBegun
    elif before.was_running and (membership.version_id, membership.interval) != before.term:
        fact = MembershipChanged
    if fact is not None:
        events.record(fact(membership_id=membership.pk))


def _unpaid_since(found: Subscription) -> datetime | None:
    """Since when a renewal is owed: by the oldest invoice that is open."""
    if found.status != MembershipStatus.PAST_DUE:
        return None
    owed = [one.covers_from for one in found.invoices if one.status == InvoiceStatus.OPEN]
    return min(owed, default=found.period_starts_at)


@db.transaction_required
def _lay_periods(membership: Membership, found: Subscription, terms: dict[str, Term]) -> None:
    """Make the periods of a subscription what its invoices say."""
    paid = [
        Covered(terms[one.price_id], one.covers_from, one.covers_until, one.paid_at)
        for one in found.invoices
        if one.status == InvoiceStatus.PAID and one.paid_at is not None and one.price_id
    ]
    following = terms.get(found.next_price_id) or terms[found.price_id]
    wanted = stretches(
        paid,
        following=None if found.is_ending else following,
        ended_at=found.ended_at,
        grace=grace(),
    )
    rows = MembershipPeriod.objects.filter(subscription_id=found.id).order_by("during")
    if [_stretch(row) for row in rows] == wanted:
        return
    rows.delete()
    MembershipPeriod.objects.bulk_create(
        MembershipPeriod(
            membership=membership,
            practitioner_id=membership.practitioner_id,
            subscription_id=found.id,
            version_id=one.term.version_id,
            interval=one.term.interval,
            during=(one.starts_at, one.ends_at),
        )
        for one in wanted
    )


def _stretch(row: MembershipPeriod) -> Stretch:
    return Stretch(Term(row.version_id, row.interval), row.during.lower, row.during.upper)


@db.transaction
def lapse(*, membership_id: int, now: datetime) -> bool:
    """Tell that the grace of a membership is over, once; False when it is not, or was told.

    The plan ends by itself, since its period does; this is the news of it.
    """
    membership = Membership.objects.lock().lapsing(now).filter(pk=membership_id).first()
    if membership is None:
        return False
    membership.lapsed_at = now
    membership.save(update_fields=["lapsed_at", "updated_at"])
    events.record(MembershipEnded(membership_id=membership.pk))
    return True
