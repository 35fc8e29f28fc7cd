"""Cards kept for later: shown, chosen, let go, and kept true by asking the provider.

The number of a card never comes here. A card belongs to the person's customer at the provider;
our row is what we last heard of it. How one comes to be is in `setups`. Locks are taken in one
order: PaymentProfile, CardSetup, SavedCard.
"""

from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from commerce.payments.asking import new_key_if_spent
from commerce.payments.events import CardDetached, CardSaved
from commerce.payments.gateway import Card, PaymentsUnavailable, UnknownToProvider, gateway
from commerce.payments.models import PaymentProfile, SavedCard
from commerce.payments.querysets import SavedCardQuerySet
from estuary.kernel import db, events, idempotency
from estuary.kernel.errors import DomainError, Kind
from estuary.kernel.idempotency import Claim
from marketplace.models import User


class CardNotFound(DomainError):
    """There is no such card for this person, or not any more."""

    kind = Kind.MISSING
    message = "There is no such card."


def usable(*, user: User, named: str) -> str:
    """The provider's name of what a person wants to pay with, if they may.

    `named` is the id of a saved card of theirs, or the provider's own; one that we do not know
    is new, from the browser, and goes on as it is, as does nothing. Raises CardNotFound
    for another's card and for one that was detached.
    """
    if not named:
        return named
    public_id = as_uuid(named)
    by_name = Q(public_id=public_id) if public_id else Q(provider_id=named)
    card = SavedCard.objects.filter(by_name).first()
    if card is None and public_id is None:
        return named
    if card is None or card.user_id != user.pk or card.detached_at is not None:
        raise CardNotFound
    return card.provider_id


@db.transaction
def make_default(*, user: User, card_id: UUID, claim: Claim | None) -> SavedCard:
    """Let this card be the one that is charged when nobody chooses. Raises CardNotFound."""
    if made := idempotency.claim(claim):
        return SavedCard.objects.get(public_id=made)
    lock_all_of(user)
    card = _own(user, card_id, among=SavedCard.objects.lock())
    SavedCard.objects.of(user).exclude(pk=card.pk).filter(is_default=True).update(is_default=False)
    card.is_default = True
    card.save(update_fields=["is_default", "updated_at"])
    idempotency.made(claim, reference=str(card.public_id))
    return card


def detach(*, user: User, card_id: UUID, now: datetime) -> None:
    """Take a card away, for good; the default is then none until another is chosen.

    The provider is asked first: only when it has let go is the card gone here. Raises
    CardNotFound, and PaymentsUnavailable, upon which the card stands as before.
    """
    card = _own(user, card_id, among=SavedCard.objects.all())
    try:
        with new_key_if_spent(card):
            gateway().detach_card(
                card_id=card.provider_id, key=f"card:{card.public_id}:detach:{card.attempt}"
            )
    except UnknownToProvider:
        pass
    _let_go(provider_id=card.provider_id, now=now)


def refresh(*, provider_id: str) -> SavedCard | None:
    """Ask the provider about a card, and write it down; None when it is nobody's of ours."""
    known = SavedCard.objects.filter(provider_id=provider_id).exists()
    asked_at = timezone.now()
    try:
        card = gateway().fetch_card(card_id=provider_id)
    except UnknownToProvider:
        return _let_go(provider_id=provider_id, now=asked_at)
    row = apply(card=card, asked_at=asked_at) if card else None
    if row is not None and not known:
        look_again(row)
    return row


def look_again(card: SavedCard) -> None:
    """Ask once more about a card whose row is new.

    News that it was detached, heard before the row was there, found nothing to change.
    """
    try:
        refresh(provider_id=card.provider_id)
    except PaymentsUnavailable:
        return  # it is asked about by the clock as well


@db.transaction
def apply(*, card: Card, asked_at: datetime) -> SavedCard | None:
    """Write down what the provider has of a card; None when it is nobody's of ours.

    Only forward: what is detached stays so, and older news does not replace newer.
    """
    owner = User.objects.filter(saved_cards__provider_id=card.id).first()
    if owner is None and card.customer:
        owner = User.objects.filter(payment_profile__customer_id=card.customer).first()
    if owner is None:
        return None
    lock_all_of(owner)
    return keep(owner, card, asked_at=asked_at)


@db.transaction_required
def keep(owner: User, card: Card, *, asked_at: datetime) -> SavedCard | None:
    """The row of a card as it is now; the cards of `owner` must be locked."""
    row = SavedCard.objects.lock().filter(provider_id=card.id).first()
    if not card.customer:
        return _detached(row, now=asked_at)
    is_new = row is None
    if row is None:
        first = not SavedCard.objects.of(owner).filter(is_default=True).exists()
        row = SavedCard(user=owner, provider_id=card.id, is_default=first, asked_at=asked_at)
    if row.detached_at is not None or row.asked_at > asked_at:
        return row
    row.brand, row.last4 = card.brand, card.last4
    row.exp_month, row.exp_year = card.exp_month, card.exp_year
    row.asked_at = asked_at
    row.save()
    if is_new:
        events.record(CardSaved(card_id=row.pk))
    return row


@db.transaction
def _let_go(*, provider_id: str, now: datetime) -> SavedCard | None:
    return _detached(SavedCard.objects.lock().filter(provider_id=provider_id).first(), now=now)


@db.transaction_required
def _detached(row: SavedCard | None, *, now: datetime) -> SavedCard | None:
    if row is not None and row.detached_at is None:
        row.detached_at, row.is_default = now, False
        row.save()
        events.record(CardDetached(card_id=row.pk))
    return row


def _own(user: User, card_id: UUID, *, among: SavedCardQuerySet) -> SavedCard:
    card = among.of(user).standing().filter(public_id=card_id).first()
    if card is None:
        raise CardNotFound
    return card


@db.transaction_required
def lock_all_of(user: User) -> None:
    """One change at a time: which card is the default is a matter of all of them."""
    PaymentProfile.objects.select_for_update(no_key=True).filter(user=user).first()


def as_uuid(text: str) -> UUID | None:
    """The text as one of our ids, or None."""
    try:
        return UUID(text)
    except ValueError:
        return None
