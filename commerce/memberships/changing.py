"""What practitioners want of their membership: begun, changed, ended, paid with another card.

A row says what is wanted; how it is carried out is in `carrying`.
"""

from dataclasses import dataclass
from datetime import datetime

from commerce.memberships import plans
from commerce.memberships.carrying import CardNeeded, MembershipNotRunning, carry_out
from commerce.memberships.gateway import gateway
from commerce.memberships.models import Membership, MembershipChange, PlanVersion
from commerce.memberships.policies import kind_of_change
from commerce.memberships.states import CHARGING, RUNNING, ChangeKind, MembershipStatus
from commerce.payments import cards
from commerce.payments.models import SavedCard
from estuary.kernel import db, idempotency
from estuary.kernel.errors import DomainError, Kind
from estuary.kernel.idempotency import Claim
from marketplace.models import Practitioner, User


class AlreadyOnPlan(DomainError):
    """It is the plan one has."""

    kind = Kind.CONFLICT
    message = "You have this plan already."


class ChangeWaits(DomainError):
    """One change waits for the period's end at a time."""

    kind = Kind.CONFLICT
    message = "A change waits for the end of the period. Take it back first."


class NothingToResume(DomainError):
    """Nothing waits for the period's end."""

    kind = Kind.CONFLICT
    message = "No change is waiting."


class ChangeUnderWay(DomainError):
    """Another change is with the provider at this moment."""

    kind = Kind.CONFLICT
    message = "Another change is under way. Try again in a few minutes."


class MembershipPastDue(DomainError):
    """What is owed is paid before anything else is changed."""

    kind = Kind.CONFLICT
    message = "Your last period is not paid. Pay it with a card first."


@dataclass(frozen=True)
class Preview:
    """What a change would cost now, and when it would be in force; None means at once."""

    kind: ChangeKind
    due_cents: int
    currency: str
    takes_effect_at: datetime | None


def change_plan(
    *, user: User, plan: str, interval: str, card: str, claim: Claim | None, now: datetime
) -> Membership:
    """Bring a practitioner to a plan: begin it, or change to it, or end for the free one.

    A higher one is charged and in force at once, a lower one from the period's end on. `card`
    names a saved card; without one the default is charged. Asking twice does it once. Raises
    PlanNotFound, AlreadyOnPlan, ChangeWaits, ChangeUnderWay, MembershipPastDue,
    MembershipNotRunning, CardNeeded, CardNotFound, PaymentRefused, PaymentsUnavailable.
    """
    version = plans.offered(code=plan, now=now)
    chosen = _card_of(user, card)
    change = _plan_change(user=user, version=version, interval=interval, card=chosen, claim=claim)
    return carry_out(change_id=change.pk)


def end(*, user: User, claim: Claim | None) -> Membership:
    """Let a plan end with its period.

    Raises MembershipNotRunning, MembershipPastDue, ChangeWaits, ChangeUnderWay,
    PaymentsUnavailable.
    """
    return carry_out(change_id=_plan_step(user=user, kind=ChangeKind.END, claim=claim).pk)


def resume(*, user: User, claim: Claim | None) -> Membership:
    """Take back a downgrade or an end that waits. Raises NothingToResume, PaymentsUnavailable."""
    return carry_out(change_id=_plan_step(user=user, kind=ChangeKind.RESUME, claim=claim).pk)


def use_card(*, user: User, card: str, claim: Claim | None) -> Membership:
    """Charge another card from now on, and at once what is owed.

    Raises MembershipNotRunning, CardNeeded, CardNotFound, PaymentRefused, PaymentsUnavailable.
    """
    chosen = _card_of(user, card)
    if chosen is None:
        raise CardNeeded
    change = _plan_step(user=user, kind=ChangeKind.CARD, card=chosen, claim=claim)
    return carry_out(change_id=change.pk)


def preview(*, user: User, plan: str, interval: str, now: datetime) -> Preview:
    """What a change would cost, asked of the provider; nothing is changed.

    Raises PlanNotFound, AlreadyOnPlan, MembershipNotRunning, MembershipPastDue, ChangeWaits,
    PaymentsUnavailable.
    """
    version = plans.offered(code=plan, now=now)
    membership = Membership.objects.of(user).select_related("version__plan").first()
    kind = _kind(membership, version, interval)
    if kind == ChangeKind.BEGIN:
        return Preview(kind, version.cents(interval), version.currency, None)
    assert membership is not None
    _require_changeable(membership)
    if kind == ChangeKind.UPGRADE:
        price = plans.price_id(version, interval)
        due = gateway().cost_now(subscription_id=membership.subscription_id or "", price_id=price)
        return Preview(kind, due, version.currency, None)
    return Preview(kind, 0, version.currency, membership.period_ends_at)


# --- what is wanted, written down ---


@db.transaction
def _plan_change(
    *,
    user: User,
    version: PlanVersion,
    interval: str,
    card: SavedCard | None,
    claim: Claim | None,
) -> MembershipChange:
    if made := idempotency.claim(claim):
        return MembershipChange.objects.get(public_id=made)
    membership = _membership(user)
    kind = _kind(membership, version, interval)
    is_end = kind == ChangeKind.END
    wanted = MembershipChange(
        membership=membership,
        kind=kind,
        version=None if is_end else version,
        interval="" if is_end else interval,
        card_id=card.provider_id if card else "",
    )
    same = _under_way(wanted)
    if same is None:
        _require_changeable(membership)
        if kind in CHARGING and card is None:
            raise CardNeeded
        wanted.save()
    return _claimed(same or wanted, claim)


@db.transaction
def _plan_step(
    *, user: User, kind: ChangeKind, claim: Claim | None, card: SavedCard | None = None
) -> MembershipChange:
    if made := idempotency.claim(claim):
        return MembershipChange.objects.get(public_id=made)
    membership = _membership(user)
    wanted = MembershipChange(
        membership=membership, kind=kind, card_id=card.provider_id if card else ""
    )
    same = _under_way(wanted)
    if same is None:
        if membership.status not in RUNNING:
            raise MembershipNotRunning
        waits = membership.next_version_id or membership.ends_at
        if kind == ChangeKind.RESUME and not waits:
            raise NothingToResume
        if kind == ChangeKind.END:
            _require_changeable(membership)
        wanted.save()
    return _claimed(same or wanted, claim)


@db.transaction_required
def _membership(user: User) -> Membership:
    """The practitioner's row, made when it is the first time, and held."""
    practitioner = Practitioner.objects.filter(user=user).first()
    if practitioner is None:
        raise MembershipNotRunning
    Membership.objects.bulk_create([Membership(practitioner=practitioner)], ignore_conflicts=True)
    return Membership.objects.lock().select_related("version__plan").get(practitioner=practitioner)


def _kind(membership: Membership | None, version: PlanVersion, interval: str) -> ChangeKind:
    """How this membership gets to that plan. Raises AlreadyOnPlan, MembershipNotRunning."""
    if membership is None or membership.status not in RUNNING or membership.version is None:
        if version.plan.rank == 0:
            raise MembershipNotRunning
        return ChangeKind.BEGIN
    kind = kind_of_change(
        rank=membership.version.plan.rank,
        interval=membership.interval,
        wanted_rank=version.plan.rank,
        wanted_interval=interval,
    )
    if kind is None:
        raise AlreadyOnPlan
    return kind


def _require_changeable(membership: Membership) -> None:
    """Nothing is owed and nothing waits. Raises MembershipPastDue, ChangeWaits."""
    if membership.status == MembershipStatus.PAST_DUE:
        raise MembershipPastDue
    if membership.next_version_id or membership.ends_at:
        raise ChangeWaits


def _under_way(wanted: MembershipChange) -> MembershipChange | None:
    """The same change, if it was asked for already. Raises ChangeUnderWay for another one."""
    found = MembershipChange.objects.open().filter(membership=wanted.membership).first()
    if found is None:
        return None
    names = ("kind", "version_id", "interval", "card_id")
    if any(getattr(found, name) != getattr(wanted, name) for name in names):
        raise ChangeUnderWay
    return found


@db.transaction_required
def _claimed(change: MembershipChange, claim: Claim | None) -> MembershipChange:
    idempotency.made(claim, reference=str(change.public_id))
    return change


def _card_of(user: User, named: str) -> SavedCard | None:
    """The saved card that was named, or the default; None when there is neither."""
    standing = SavedCard.objects.of(user).standing()
    if not named:
        return standing.filter(is_default=True).first()
    card = standing.filter(provider_id=cards.usable(user=user, named=named)).first()
    if card is None:
        raise cards.CardNotFound
    return card
