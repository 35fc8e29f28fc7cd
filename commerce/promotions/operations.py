"""Codes that make things cheaper: looked up for a quote, claimed for an order, given back."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import F

from commerce.promotions.models import Promotion, PromotionUse
from estuary.kernel import db
from estuary.kernel.errors import DomainError, Kind
from marketplace.catalogue.models import Service
from marketplace.models import User


class PromotionUnknown(DomainError):
    """There is no such code, or it is not running."""

    kind = Kind.INVALID
    message = "This code is not valid."


class PromotionNotForThis(DomainError):
    """The code is for other things, or for larger orders."""

    kind = Kind.CONFLICT
    message = "This code is not for what you chose."


class PromotionUsedUp(DomainError):
    """As many as there may be have used it, or this client has."""

    kind = Kind.CONFLICT
    message = "This code has been used as often as it may be."


def find(
    *,
    code: str,
    user: User | None,
    services: Sequence[Service],
    amount_cents: int,
    currency: str,
    is_reduced: bool,
    now: datetime,
) -> Promotion:
    """The promotion behind `code`, for an order of `services` that costs `amount_cents`.

    `is_reduced` says that the price is lower than the sum of its parts already. Finding claims
    nothing. Raises PromotionUnknown, PromotionNotForThis, PromotionUsedUp.
    """
    promotion = Promotion.objects.called(code).running(now).first()
    if promotion is None:
        raise PromotionUnknown
    if not _fits(promotion, services, amount_cents, currency, is_reduced=is_reduced):
        raise PromotionNotForThis
    if not Promotion.objects.not_used_up().filter(pk=promotion.pk).exists():
        raise PromotionUsedUp
    if user is not None and _is_used_up_by(promotion, user):
        raise PromotionUsedUp
    return promotion


def _fits(
    promotion: Promotion,
    services: Sequence[Service],
    amount_cents: int,
    currency: str,
    *,
    is_reduced: bool,
) -> bool:
    if is_reduced and not promotion.is_stackable:
        return False
    if promotion.amount_cents and promotion.currency != currency:
        return False
    if amount_cents < promotion.minimum_cents or not services:
        return False
    owner = promotion.practitioner_id
    if owner is not None and any(service.practitioner_id != owner for service in services):
        return False
    only = set(promotion.services.values_list("pk", flat=True))
    return not only or all(service.pk in only for service in services)


def _is_used_up_by(promotion: Promotion, user: User) -> bool:
    if promotion.client_limit is None:
        return False
    used = PromotionUse.objects.standing().filter(promotion=promotion, user=user)
    return used.count() >= promotion.client_limit


@db.transaction_required
def claim(
    *, promotion: Promotion, user: User, reference: str, discount_cents: int, now: datetime
) -> None:
    """Take one use of `promotion` for an order; the database counts, so no two take the last.

    The row stays locked until the order is there, so that a client's own limit holds as well.
    Raises PromotionUsedUp.
    """
    taken = (
        Promotion.objects.running(now)
        .not_used_up()
        .filter(pk=promotion.pk)
        .update(used_count=F("used_count") + 1)
    )
    if not taken or _is_used_up_by(promotion, user):
        raise PromotionUsedUp
    PromotionUse.objects.create(
        promotion=promotion, user=user, reference=reference, discount_cents=discount_cents
    )


@db.transaction_required
def release(*, reference: str, now: datetime) -> None:
    """Give back the use of an order that came to nothing; once, however often asked."""
    use = PromotionUse.objects.standing().filter(reference=reference).first()
    if use is None:
        return
    if PromotionUse.objects.standing().filter(pk=use.pk).update(released_at=now):
        Promotion.objects.filter(pk=use.promotion_id).update(used_count=F("used_count") - 1)


@db.transaction_required
def claim_again(*, reference: str) -> None:
    """Take the use of an order again that was given up and paid after all.

    The client was shown this price, so the limits do not count any more: they were kept when
    the code was claimed. A total limit is raised by one if it has been reached meanwhile.
    """
    use = PromotionUse.objects.exclude(released_at=None).filter(reference=reference).first()
    if use is None or not PromotionUse.objects.filter(pk=use.pk, released_at__isnull=False).update(
        released_at=None
    ):
        return
    row = Promotion.objects.select_for_update().get(pk=use.promotion_id)
    row.used_count += 1
    if row.total_limit is not None:
        row.total_limit = max(row.total_limit, row.used_count)
    row.save(update_fields=["used_count", "total_limit", "updated_at"])
