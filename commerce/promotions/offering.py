"""Codes that practitioners make for what they offer; staff make others in the back office."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError
from django.db.models import Count

from commerce.promotions.models import Promotion, PromotionUse
from commerce.promotions.values import Offer
from estuary.kernel import db
from estuary.kernel.errors import DomainError, Kind
from marketplace.catalogue.models import Service
from marketplace.models import User
from marketplace.practitioners.models import Practitioner


class PromotionNotFound(DomainError):
    """There is no such promotion of this practitioner's."""

    kind, message = Kind.MISSING, "There is no such promotion of yours."


class CodeTaken(DomainError):
    """Codes are there once, in capitals or not, whoever made them."""

    kind = Kind.CONFLICT

    def __init__(self) -> None:
        message = "There is such a code already. Choose another."
        super().__init__(message, details={"code": [message]})


class ServiceNotYours(DomainError):
    """A code is for one's own services only."""

    def __init__(self) -> None:
        message = "A code can be for your own services only."
        super().__init__(message, details={"services": [message]})


class PromotionEndsTooSoon(DomainError):
    """Its end is past, or not after its start."""

    def __init__(self) -> None:
        message = "It must end in the future, and after it starts."
        super().__init__(message, details={"ends_at": [message]})


class PromotionEnded(DomainError):
    """One that was ended stays so."""

    kind, message = Kind.CONFLICT, "This promotion has been ended. Make another."


class PromotionInUse(DomainError):
    """Somebody was promised this price under this code."""

    kind = Kind.CONFLICT
    message = "It has been used: what it takes off stays as it is. End it, and make another."


class LimitUnderUse(DomainError):
    """It has been used more often than that."""

    kind, message = Kind.CONFLICT, "It has been used more often than that already."


@db.transaction
def create_promotion(*, by: User, offer: Offer, now: datetime) -> Promotion:
    """A code for the services of the practitioner `by`, good from now on or from its start.

    Raises PromotionNotFound for one who is no practitioner, CodeTaken, ServiceNotYours,
    PromotionEndsTooSoon.
    """
    practitioner = Practitioner.objects.of(by).first()
    if practitioner is None:
        raise PromotionNotFound
    _require_a_future(offer, now=now)
    row = Promotion(practitioner=practitioner, currency=settings.CURRENCY)
    _say(row, offer)
    _store(row)
    row.services.set(_own_services(practitioner, offer))
    return row


@db.transaction
def change_promotion(*, public_id: UUID, by: User, offer: Offer, now: datetime) -> Promotion:
    """Offer it otherwise from now on; what was claimed already stays as it is.

    Once it was used, its code and what it takes off stay, and no limit goes under what was
    used. Raises PromotionEnded, PromotionInUse, LimitUnderUse, and as `create_promotion` does.
    """
    row = _own(public_id, by)
    if not row.is_active:
        raise PromotionEnded
    if (offer.starts_at, offer.ends_at) != (row.starts_at, row.ends_at):
        _require_a_future(offer, now=now)
    _refuse_against_use(row, offer)
    _say(row, offer)
    _store(row)
    assert row.practitioner
    row.services.set(_own_services(row.practitioner, offer))
    return row


@db.transaction
def end_promotion(*, public_id: UUID, by: User) -> None:
    """Nobody uses it from now on; what was claimed stays. Raises PromotionNotFound."""
    row = _own(public_id, by)
    row.is_active = False
    row.save(update_fields=["is_active", "updated_at"])


def _own(public_id: UUID, by: User) -> Promotion:
    """One's own, locked, so that nobody claims it meanwhile; others' are not there."""
    mine = Promotion.objects.of(by).filter(public_id=public_id)
    row = mine.lock().select_related("practitioner").first()
    if row is None:
        raise PromotionNotFound
    return row


def _say(row: Promotion, offer: Offer) -> None:
    row.code = offer.code.upper()
    row.percent, row.amount_cents = offer.percent, offer.amount_cents
    row.description, row.minimum_cents = offer.description, offer.minimum_cents
    row.is_stackable = offer.is_stackable
    row.starts_at, row.ends_at = offer.starts_at, offer.ends_at
    row.total_limit, row.client_limit = offer.total_limit, offer.client_limit


def _store(row: Promotion) -> None:
    """Of two with one code at once the second waits, and is told."""
    try:
        with db.savepoint():
            row.save()
    except IntegrityError as error:
        raise CodeTaken from error


def _require_a_future(offer: Offer, *, now: datetime) -> None:
    if offer.ends_at is not None and offer.ends_at <= max(offer.starts_at or now, now):
        raise PromotionEndsTooSoon


def _refuse_against_use(row: Promotion, offer: Offer) -> None:
    uses = PromotionUse.objects.filter(promotion=row)
    said = (offer.code.upper(), offer.percent, offer.amount_cents)
    if said != (row.code, row.percent, row.amount_cents) and uses.exists():
        raise PromotionInUse
    if offer.total_limit is not None and offer.total_limit < row.used_count:
        raise LimitUnderUse
    if offer.client_limit is not None:
        by_client = uses.standing().values("user").annotate(times=Count("pk"))
        if by_client.filter(times__gt=offer.client_limit).exists():
            raise LimitUnderUse


def _own_services(practitioner: Practitioner, offer: Offer) -> list[Service]:
    wanted = set(offer.service_ids)
    found = list(Service.objects.of(practitioner).filter(public_id__in=wanted))
    if len(found) < len(wanted):
        raise ServiceNotYours
    return found
