"""The weekly run: everybody who has earned enough, once each week, however often it is begun."""

import logging
from datetime import datetime

from django.conf import settings

from commerce.earnings.models import Earning
from commerce.payouts import operations, policies
from commerce.payouts.events import PayoutWithheld
from commerce.payouts.models import PayoutRun
from commerce.payouts.operations import PayoutAccountNotReady, PayoutBelowMinimum, PayoutOpen
from estuary.kernel import db, events
from marketplace.models import Practitioner

logger = logging.getLogger(__name__)


def run(*, now: datetime) -> PayoutRun:
    """Make the payouts of the run that was due last, those that are not made yet.

    A run that was missed is made up, one that was cut off is gone on with, and several at once
    pay everybody once. Whose payout fails by a fault of ours holds up nobody else: the run is
    then not finished, and is gone on with later.
    """
    weekly = _due(now=now)
    if weekly.finished_at is not None:
        return weekly
    made = [_pay(practitioner, weekly, now=now) for practitioner in _waiting(weekly)]
    return _finish(weekly, now=now) if all(made) else weekly


@db.transaction
def _due(*, now: datetime) -> PayoutRun:
    due_at = policies.latest_run(
        now, weekday=settings.PAYOUT_RUN_WEEKDAY, hour=settings.PAYOUT_RUN_HOUR
    )
    PayoutRun.objects.bulk_create([PayoutRun(due_at=due_at)], ignore_conflicts=True)
    return PayoutRun.objects.get(due_at=due_at)


def _waiting(weekly: PayoutRun) -> list[Practitioner]:
    """Everybody who has something to be paid, and was not in this run yet."""
    earned = Earning.objects.available().filter(currency=settings.CURRENCY)
    rows = Practitioner.objects.filter(pk__in=earned.values("practitioner"))
    return list(rows.exclude(payouts__run=weekly).select_related("user").order_by("pk"))


def _pay(practitioner: Practitioner, weekly: PayoutRun, *, now: datetime) -> bool:
    """Whether it is settled for this run what the practitioner gets."""
    ahead = operations.outlook(practitioner=practitioner, now=now)
    if ahead.amount_cents < ahead.least_cents:
        return True
    try:
        operations.pay_in_run(practitioner_id=practitioner.pk, run=weekly, now=now)
    except PayoutAccountNotReady:
        _withhold(practitioner=practitioner, weekly=weekly)
    except (PayoutOpen, PayoutBelowMinimum):
        return True
    except Exception:
        logger.exception("The payout of practitioner %s failed", practitioner.pk)
        return False
    return True


@db.transaction
def _withhold(*, practitioner: Practitioner, weekly: PayoutRun) -> None:
    events.record(PayoutWithheld(practitioner_id=practitioner.pk, run_id=weekly.pk))


@db.transaction
def _finish(weekly: PayoutRun, *, now: datetime) -> PayoutRun:
    PayoutRun.objects.filter(pk=weekly.pk, finished_at=None).update(finished_at=now)
    weekly.refresh_from_db()
    return weekly
