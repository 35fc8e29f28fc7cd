"""The saving of a card: begun here, finished in the browser with the provider.

The number of the card never comes here. As everywhere in this room, a row says what we are
about to do, the provider is asked between transactions, and repeating finds the truth.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from commerce.payments import cards
from commerce.payments.asking import (
    customer_of,
    keys_may_be_gone,
    known_customer,
    new_key_if_spent,
    number_of_attempt,
)
from commerce.payments.gateway import (
    PaymentRefused,
    PaymentsUnavailable,
    Setup,
    UnknownToProvider,
    gateway,
)
from commerce.payments.models import CardSetup, SavedCard
from commerce.payments.states import SETUP_FINAL, SetupStatus
from estuary.kernel import db, idempotency
from estuary.kernel.errors import DomainError, Kind
from estuary.kernel.idempotency import Claim
from marketplace.models import User

# A form that was left open longer must be begun again.
SETUP_LIVES_FOR = timedelta(hours=1)


class CardSetupNotFound(DomainError):
    """This person began nothing of the kind."""

    kind = Kind.MISSING
    message = "There is no such card to save."


class CardSetupExpired(DomainError):
    """It was cancelled, or left open too long."""

    kind = Kind.CONFLICT
    message = "This took too long. Begin saving the card again."


class CardRefused(DomainError):
    """The bank does not let this card be saved."""

    kind = Kind.PAYMENT
    message = "The card was refused."

    def __init__(self, message: str = "", *, reason: str = "") -> None:
        super().__init__(message, details={"card": [reason]} if reason else None)


def begin(*, user: User, claim: Claim | None) -> CardSetup:
    """Begin saving a card; answers the secret with which the browser goes on.

    Under a repeated `claim` the same one is answered. Raises PaymentsUnavailable.
    """
    return open_at_provider(setup_id=_plan(user=user, claim=claim).pk)


@db.transaction
def _plan(*, user: User, claim: Claim | None) -> CardSetup:
    if made := idempotency.claim(claim):
        return CardSetup.objects.get(public_id=made)
    # One whose key the provider spoilt goes on under another; a new one would meet the old key.
    spoilt = CardSetup.objects.of(user).filter(
        status=SetupStatus.PLANNED,
        attempt__gt=1,
        created_at__gt=timezone.now() - SETUP_LIVES_FOR / 2,
    )
    setup = spoilt.first() or CardSetup.objects.create(user=user)
    idempotency.made(claim, reference=str(setup.public_id))
    return setup


def open_at_provider(*, setup_id: int) -> CardSetup:
    """Make it known to the provider, once. Raises PaymentsUnavailable: call again."""
    setup = CardSetup.objects.select_related("user").get(pk=setup_id)
    if setup.provider_id or setup.status in SETUP_FINAL:
        return setup
    with new_key_if_spent(setup):
        asked_at = timezone.now()
        return _applied(_found(setup) or _opened(setup), setup, asked_at=asked_at)


def _found(setup: CardSetup) -> Setup | None:
    """What the provider has of it, where our key would not find it any more."""
    if setup.attempt == 1 and not keys_may_be_gone(setup.created_at):
        return None
    customer = customer_of(setup.user, attempt=setup.attempt)
    return gateway().find_setup(customer=customer, reference=setup.reference)


def _opened(setup: CardSetup) -> Setup:
    return gateway().create_setup(
        customer=customer_of(setup.user, attempt=setup.attempt),
        metadata={"reference": setup.reference, "setup": str(setup.public_id)},
        key=f"{setup.reference}:open:{setup.attempt}",
    )


def settle(
    *,
    user: User,
    setup_id: UUID,
    payment_method: str,
    return_url: str,
    claim: Claim | None,
    now: datetime,
) -> CardSetup:
    """Bring the saving of a card as far as it goes; safe to call any number of times.

    The provider is asked how it stands. With a `payment_method` one that is open is tried with
    it, once under one `claim`. Raises CardSetupNotFound, CardNotFound, CardSetupExpired,
    CardRefused, PaymentsUnavailable.
    """
    setup = CardSetup.objects.of(user).filter(public_id=setup_id).first()
    if setup is None:
        raise CardSetupNotFound
    method = cards.usable(user=user, named=payment_method)
    setup = refresh(setup_id=setup.pk)
    if not method or setup.status in (SetupStatus.SUCCEEDED, SetupStatus.PROCESSING):
        return setup
    if setup.status == SetupStatus.CANCELLED or setup.created_at + SETUP_LIVES_FOR <= now:
        raise CardSetupExpired
    return _tried(setup, method, return_url=return_url, claim=claim)


def _tried(setup: CardSetup, method: str, *, return_url: str, claim: Claim | None) -> CardSetup:
    attempt, asked_at = number_of_attempt(setup, claim=claim), timezone.now()
    try:
        answer = gateway().confirm_setup(
            setup_id=setup.provider_id or "",
            payment_method=method,
            return_url=return_url,
            key=f"{setup.reference}:confirm:{attempt}",
        )
    except PaymentsUnavailable as unavailable:
        if unavailable.key_is_spent:
            idempotency.forget(claim)
        raise
    except UnknownToProvider as unknown:
        raise cards.CardNotFound from unknown
    except PaymentRefused as refused:
        raise CardRefused(reason=refused.reason) from refused
    setup = _applied(answer, setup, asked_at=asked_at)
    if setup.status == SetupStatus.OPEN and setup.failure_code:
        raise CardRefused(setup.failure_message, reason=setup.failure_code)
    return setup


def refresh(*, setup_id: int) -> CardSetup:
    """Ask the provider how it stands, and write it down. Raises PaymentsUnavailable."""
    setup = open_at_provider(setup_id=setup_id)
    if setup.status in SETUP_FINAL:
        return setup
    asked_at = timezone.now()
    answer = gateway().fetch_setup(setup_id=setup.provider_id or "")
    return _applied(answer, setup, asked_at=asked_at)


def give_up(*, setup_id: int) -> CardSetup:
    """End one that nobody waits for; answers the truth when it was too late.

    One the provider may have heard of without our knowing is looked for first.
    """
    setup = CardSetup.objects.select_related("user").get(pk=setup_id)
    if setup.status in SETUP_FINAL:
        return setup
    asked_at = timezone.now()
    with new_key_if_spent(setup):
        provider_id = setup.provider_id
        if not provider_id:
            # Whom the provider does not know, it has no card of.
            customer = known_customer(setup.user)
            found = customer and gateway().find_setup(customer=customer, reference=setup.reference)
            if not found:
                return _cancel_unknown(setup_id=setup.pk)
            provider_id = found.id
        answer = gateway().cancel_setup(
            setup_id=provider_id, key=f"{setup.reference}:cancel:{setup.attempt}"
        )
    return _applied(answer, setup, asked_at=asked_at)


@db.transaction
def _cancel_unknown(*, setup_id: int) -> CardSetup:
    setup = CardSetup.objects.lock().get(pk=setup_id)
    if setup.status == SetupStatus.PLANNED:
        setup.status = SetupStatus.CANCELLED
        setup.save(update_fields=["status", "updated_at"])
    return setup


def hear(*, provider_id: str) -> CardSetup | None:
    """The provider says that something changed: ask, and write it down; None if not ours."""
    asked_at = timezone.now()
    return _heard(gateway().fetch_setup(setup_id=provider_id), asked_at=asked_at)


def _applied(answer: Setup, setup: CardSetup, *, asked_at: datetime) -> CardSetup:
    return _heard(answer, asked_at=asked_at) or setup


def _heard(answer: Setup, *, asked_at: datetime) -> CardSetup | None:
    is_new = answer.card and not SavedCard.objects.filter(provider_id=answer.card.id).exists()
    setup = apply(setup=answer, asked_at=asked_at)
    if setup is not None and setup.card is not None and is_new:
        cards.look_again(setup.card)
    return setup


@db.transaction
def apply(*, setup: Setup, asked_at: datetime) -> CardSetup | None:
    """Write down what the provider has; the one function for its answers, events and polls.

    Only forward: one that has ended stays as it ended. The card comes with the success, in
    the same transaction. None when it is not ours.
    """
    known = Q(provider_id=setup.id)
    if (public_id := cards.as_uuid(setup.metadata.get("setup", ""))) is not None:
        known |= Q(public_id=public_id, provider_id=None)
    owner = User.objects.filter(pk__in=CardSetup.objects.filter(known).values("user")).first()
    if owner is None:
        return None
    cards.lock_all_of(owner)
    row = CardSetup.objects.lock().filter(known).get()
    if row.status in SETUP_FINAL:
        return row
    row.provider_id, row.status = setup.id, setup.status
    row.client_secret = setup.client_secret or row.client_secret
    row.next_action = dict(setup.next_action) if setup.next_action else None
    row.failure_code, row.failure_message = setup.failure_code, setup.failure_message[:300]
    if setup.status == SetupStatus.SUCCEEDED and setup.card:
        row.card = cards.keep(owner, setup.card, asked_at=asked_at)
    row.save()
    return row
