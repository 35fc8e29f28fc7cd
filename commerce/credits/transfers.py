"""Credits that one person passes on to another: held for an address until somebody accepts."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings

from commerce.credits import operations, policies
from commerce.credits.events import CreditsGranted, CreditsOffered
from commerce.credits.models import CreditLot, CreditTransfer, CreditUse
from commerce.credits.states import TRANSFERABLE, TransferStatus
from commerce.ledger.states import AccountKind
from estuary.kernel import db, events, idempotency
from estuary.kernel.errors import DomainError, Kind
from estuary.kernel.idempotency import Claim
from marketplace.accounts.querysets import normalise_email
from marketplace.models import User


class TransfersOff(DomainError):
    """Passing credits on is a setting, off unless somebody decides otherwise."""

    kind = Kind.FORBIDDEN
    message = "Credits cannot be passed on here."


class OwnTransfer(DomainError):
    """Nobody sends credits to themselves."""

    kind = Kind.CONFLICT
    message = "These credits are yours already."


class TransferNotFound(DomainError):
    """Nothing was sent to this person under this id."""

    kind = Kind.MISSING
    message = "There is no such transfer."


class TransferClosed(DomainError):
    """It was accepted, or its time ran out."""

    kind = Kind.CONFLICT
    message = "This transfer is not open any more."


@db.transaction
def transfer(
    *,
    sender: User,
    receiver_email: str,
    amount_cents: int,
    currency: str,
    claim: Claim | None,
    now: datetime,
) -> CreditTransfer:
    """Hold credits for whoever has `receiver_email`, until they accept or the time is over.

    Bought credits and gifts only. Nothing tells whether the address is somebody's or nobody's.
    Under a repeated `claim` the first transfer is answered. Raises TransfersOff, OwnTransfer,
    CreditsShort.
    """
    if not settings.CREDITS_TRANSFER:
        raise TransfersOff
    if made := idempotency.claim(claim):
        return CreditTransfer.objects.get(public_id=made)
    receiver_email = normalise_email(receiver_email)
    if receiver_email == sender.email:
        raise OwnTransfer
    offered = CreditTransfer(
        public_id=uuid4(),
        sender=sender,
        receiver_email=receiver_email,
        currency=currency,
        amount_cents=amount_cents,
    )
    uses = operations.hold(
        user=sender,
        amount_cents=amount_cents,
        currency=currency,
        reference=offered.reference,
        now=now,
        sources=TRANSFERABLE,
    )
    lapses_at = now + timedelta(days=settings.CREDITS_TRANSFER_DAYS)
    offered.expires_at = min(lapses_at, *(use.lot.expires_at or lapses_at for use in uses))
    offered.save()
    events.record(CreditsOffered(transfer_id=offered.pk))
    idempotency.made(claim, reference=str(offered.public_id))
    return offered


@db.transaction
def accept(*, public_id: UUID, by: User, claim: Claim | None, now: datetime) -> CreditTransfer:
    """Take over credits that were sent to one's verified address; they keep their dates.

    Each lot becomes one of the receiver's, of the same source, so that it may be passed on and
    expires as it would have before. Raises TransfersOff, TransferNotFound, TransferClosed.
    """
    if not settings.CREDITS_TRANSFER:
        raise TransfersOff
    again = idempotency.claim(claim)
    waiting = CreditTransfer.objects.lock().filter(public_id=public_id).first()
    if waiting is None or not by.is_verified or waiting.receiver_email != by.email:
        raise TransferNotFound
    if again:
        return waiting
    if waiting.status != TransferStatus.WAITING or waiting.expires_at <= now:
        raise TransferClosed
    operations.spend(
        reference=waiting.reference,
        counter=AccountKind.CLIENT_CREDITS,
        party=by,
        description=f"From {waiting.sender} to {by}"[:200],
        now=now,
    )
    _make_lots(waiting, by)
    waiting.status, waiting.accepted_at = TransferStatus.ACCEPTED, now
    waiting.save(update_fields=["status", "accepted_at", "updated_at"])
    idempotency.made(claim, reference=str(waiting.public_id))
    return waiting


def _make_lots(accepted: CreditTransfer, receiver: User) -> None:
    lots = [
        CreditLot(
            user=receiver,
            key=f"{policies.TRANSFER_KEY}{accepted.public_id}:{use.position}",
            source=use.lot.source,
            currency=use.lot.currency,
            amount_cents=use.amount_cents,
            remaining_cents=use.amount_cents,
            expires_at=use.lot.expires_at,
            given_away=use.lot.given_away,
            reason=f"From {accepted.sender}"[:200],
        )
        for use in CreditUse.objects.of_reference(accepted.reference)
    ]
    CreditLot.objects.bulk_create(lots)
    events.record(*(CreditsGranted(lot_id=lot.pk) for lot in lots))


@db.transaction
def let_lapse(*, transfer_id: int, now: datetime) -> None:
    """Give credits back that nobody accepted in time."""
    waiting = CreditTransfer.objects.overdue(now).lock().filter(pk=transfer_id).first()
    if waiting is None:
        return
    operations.release(reference=waiting.reference, now=now)
    waiting.status = TransferStatus.LAPSED
    waiting.save(update_fields=["status", "updated_at"])
