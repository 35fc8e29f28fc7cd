"""How the provider is asked for what a practitioner wants.

Three steps, as everywhere with money: a row says what is wanted, the provider is asked between
transactions under the row's key, and what it then has is written down. Each step looks first
whether it was done, so that repeating finds the truth.
"""

from commerce.memberships import plans
from commerce.memberships.gateway import BANK_ASKS, Subscription, gateway
from commerce.memberships.models import Membership, MembershipChange, PlanVersion
from commerce.memberships.operations import hear, refresh
from commerce.memberships.states import (
    CHARGING,
    ChangeKind,
    ChangeStatus,
    InvoiceStatus,
    MembershipStatus,
)
from commerce.payments.asking import customer_of, known_customer, new_key_if_spent
from commerce.payments.gateway import PaymentRefused, UnknownToProvider
from estuary.kernel import db
from estuary.kernel.errors import DomainError, Kind


class MembershipNotRunning(DomainError):
    """There is no plan that could be changed or ended."""

    kind = Kind.CONFLICT
    message = "You have no paid plan."


class ChangeGivenUp(DomainError):
    """It did not come to the provider, and nothing was charged."""

    kind = Kind.CONFLICT
    message = "This was not carried out, and nothing was charged. Ask for it again."


class CardNeeded(DomainError):
    """There is no card that could be charged."""

    kind = Kind.PAYMENT
    message = "Save a card first, or choose one that you have saved."


def carry_out(*, change_id: int) -> Membership:
    """Ask the provider for what is wanted, once however often this is called.

    Raises PaymentsUnavailable: call again. A refusal is written down, and raised again to
    whoever asks again.
    """
    change = _read(change_id)
    _raise_if_it_failed(change)
    if change.status == ChangeStatus.DONE:
        return _membership(change)
    try:
        with new_key_if_spent(change):
            subscription_id = _STEPS[ChangeKind(change.kind)](change)
    except PaymentRefused as refused:
        _close(change_id=change.pk, status=ChangeStatus.REFUSED, refused=refused)
        raise
    except UnknownToProvider as unknown:
        _close(change_id=change.pk, status=ChangeStatus.GIVEN_UP)
        refresh(membership_id=change.membership_id)
        raise (CardNeeded if change.kind in CHARGING else MembershipNotRunning) from unknown
    hear(subscription_id=subscription_id)
    _close(change_id=change.pk, status=ChangeStatus.DONE)
    return _membership(change)


def settle(*, change_id: int) -> MembershipChange:
    """Bring a change to its end of which nothing was heard: after a crash, or a lost answer.

    What charges a card is only looked for, since nobody waits for it any more: done is written
    down, and not done is given up. The rest is carried out. Raises PaymentsUnavailable.
    """
    change = _read(change_id)
    if change.status != ChangeStatus.PLANNED:
        return change
    if change.kind not in CHARGING:
        carry_out(change_id=change.pk)
    elif found := _done_at_provider(change):
        hear(subscription_id=found)
        _close(change_id=change.pk, status=ChangeStatus.DONE)
    else:
        if change.membership.is_at_provider:
            refresh(membership_id=change.membership_id)
        _close(change_id=change.pk, status=ChangeStatus.GIVEN_UP)
    return _read(change_id)


def _begin(change: MembershipChange) -> str:
    membership, version = change.membership, _version(change)
    customer = customer_of(membership.practitioner.user, attempt=change.attempt)
    for found in _of_membership(customer, membership):
        if found.status != MembershipStatus.INCOMPLETE or _is_of(found, change):
            return found.id
        # An earlier try that its owner did not finish with the bank: this one is instead.
        gateway().end_now(subscription_id=found.id, key=f"{change.key}:end:{found.id}")
        hear(subscription_id=found.id)

    def subscribe(*, bank_may_ask: bool, key: str) -> str:
        return gateway().subscribe(
            customer=customer,
            price_id=plans.price_id(version, change.interval),
            card_id=change.card_id,
            bank_may_ask=bank_may_ask,
            metadata={"membership": str(membership.public_id), "change": str(change.public_id)},
            key=key,
        )

    try:
        return subscribe(bank_may_ask=False, key=change.key)
    except PaymentRefused as refused:
        if refused.reason != BANK_ASKS:
            raise
    return subscribe(bank_may_ask=True, key=f"{change.key}:asks")


def _upgrade(change: MembershipChange) -> str:
    subscription_id = _subscription_id(change)
    price_id = plans.price_id(_version(change), change.interval)
    if gateway().fetch(subscription_id=subscription_id).price_id != price_id:
        gateway().change_now(
            subscription_id=subscription_id,
            price_id=price_id,
            card_id=change.card_id,
            key=change.key,
        )
    return subscription_id


def _downgrade(change: MembershipChange) -> str:
    subscription_id = _subscription_id(change)
    price_id = plans.price_id(_version(change), change.interval)
    if gateway().fetch(subscription_id=subscription_id).next_price_id != price_id:
        gateway().change_later(
            subscription_id=subscription_id,
            price_id=price_id,
            interval=change.interval,
            key=change.key,
        )
    return subscription_id


def _end(change: MembershipChange) -> str:
    subscription_id = _subscription_id(change)
    if not gateway().fetch(subscription_id=subscription_id).is_ending:
        gateway().end_later(subscription_id=subscription_id, key=change.key)
    return subscription_id


def _resume(change: MembershipChange) -> str:
    subscription_id = _subscription_id(change)
    found = gateway().fetch(subscription_id=subscription_id)
    if found.next_price_id or found.is_ending:
        gateway().resume(subscription_id=subscription_id, key=change.key)
    return subscription_id


def _card(change: MembershipChange) -> str:
    subscription_id = _subscription_id(change)
    gateway().use_card(
        subscription_id=subscription_id, card_id=change.card_id, key=f"{change.key}:card"
    )
    for invoice in gateway().fetch(subscription_id=subscription_id).invoices:
        if invoice.status == InvoiceStatus.OPEN:
            gateway().pay(
                invoice_id=invoice.id,
                card_id=change.card_id,
                key=f"{change.key}:pay:{invoice.id}",
            )
    return subscription_id


_STEPS = {
    ChangeKind.BEGIN: _begin,
    ChangeKind.UPGRADE: _upgrade,
    ChangeKind.DOWNGRADE: _downgrade,
    ChangeKind.END: _end,
    ChangeKind.RESUME: _resume,
    ChangeKind.CARD: _card,
}


def _done_at_provider(change: MembershipChange) -> str:
    """The subscription to which a change that charges has been made; empty when it was not."""
    if change.kind == ChangeKind.BEGIN:
        customer = known_customer(change.membership.practitioner.user)
        found = _of_membership(customer, change.membership) if customer else []
        return next((one.id for one in found if _is_of(one, change)), "")
    subscription_id = _subscription_id(change)
    now = gateway().fetch(subscription_id=subscription_id)
    if change.kind == ChangeKind.CARD:
        is_done = now.card_id == change.card_id and now.status == MembershipStatus.ACTIVE
    else:
        is_done = now.price_id == plans.price_id(_version(change), change.interval)
    return subscription_id if is_done else ""


def _of_membership(customer: str, membership: Membership) -> list[Subscription]:
    """Those that run, and then those that wait for the bank."""
    ours = [
        one
        for one in gateway().living(customer=customer)
        if one.metadata.get("membership") == str(membership.public_id)
    ]
    return sorted(ours, key=lambda one: one.status == MembershipStatus.INCOMPLETE)


def _is_of(found: Subscription, change: MembershipChange) -> bool:
    return found.metadata.get("change") == str(change.public_id)


def _read(change_id: int) -> MembershipChange:
    return MembershipChange.objects.select_related(
        "membership__practitioner__user", "version__plan"
    ).get(pk=change_id)


def _membership(change: MembershipChange) -> Membership:
    return Membership.objects.with_plans().get(pk=change.membership_id)


def _version(change: MembershipChange) -> PlanVersion:
    assert change.version is not None
    return change.version


def _subscription_id(change: MembershipChange) -> str:
    return change.membership.subscription_id or ""


def _raise_if_it_failed(change: MembershipChange) -> None:
    if change.status == ChangeStatus.REFUSED:
        raise PaymentRefused(change.failure_message, reason=change.failure_code)
    if change.status == ChangeStatus.GIVEN_UP:
        raise ChangeGivenUp


@db.transaction
def _close(*, change_id: int, status: ChangeStatus, refused: PaymentRefused | None = None) -> None:
    """Write down the end of a change; one that has ended stays as it ended."""
    MembershipChange.objects.open().filter(pk=change_id).update(
        status=status,
        failure_code=refused.reason[:64] if refused else "",
        failure_message=refused.message[:300] if refused else "",
    )
