"""What was sold, shared between practitioner and platform: accrued, released, given back.

What a sale puts into SALES is taken out again here, in the same transaction. Locks are taken
after those on orders, credits and entitlements: the practitioner's turnover of the month, then
earnings, then the ledger's.
"""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime

from commerce.bookings.models import Booking
from commerce.earnings import commission
from commerce.earnings.commission import Bracket, Rate
from commerce.earnings.events import EarningAccrued, EarningReleased, EarningReversed
from commerce.earnings.models import (
    AgreedCommission,
    CommissionSchedule,
    Earning,
    Sale,
    SaleHold,
)
from commerce.earnings.states import EarningStatus
from commerce.entitlements import operations as entitlements
from commerce.entitlements.models import EntitlementUnit
from commerce.entitlements.states import UnitStatus
from commerce.ledger import operations as ledger
from commerce.ledger.operations import Leg
from commerce.ledger.states import AccountKind
from commerce.memberships import operations as memberships
from estuary.kernel import db, events, locks
from estuary.kernel.errors import DomainError, Kind
from estuary.kernel.money import percent_of, split
from marketplace.models import Practitioner, User

ACCOUNTS = {
    EarningStatus.PENDING: AccountKind.EARNINGS_PENDING,
    EarningStatus.AVAILABLE: AccountKind.EARNINGS_AVAILABLE,
}


class EarningNotFound(DomainError):
    """There is no such earning for this person."""

    kind = Kind.MISSING
    message = "There is no such earning."


class MoreThanEarned(DomainError):
    """More would be given back of a booking than its practitioner was credited for."""

    kind = Kind.CONFLICT
    message = "More cannot be given back than was paid for it."


class _NoSchedule(RuntimeError):
    """No rates apply. A bug: the first schedule is there from the beginning."""


# --- what the platform takes ---


def next_rate(*, practitioner: Practitioner, currency: str, now: datetime) -> Rate:
    """The rate that the practitioner's next sale gets, as things stand."""
    schedule = CommissionSchedule.objects.at(now).prefetch_related("brackets").first()
    if schedule is None:
        raise _NoSchedule
    agreed = AgreedCommission.objects.at(now).filter(practitioner=practitioner).first()
    return commission.rate(
        brackets=[Bracket(row.over_cents, row.basis_points) for row in schedule.brackets.all()],
        floor_basis_points=schedule.floor_basis_points,
        sold_cents=sold_cents(practitioner=practitioner, currency=currency, now=now),
        currency=currency,
        month=now.astimezone(UTC).date(),
        reduction=memberships.reduction_points(practitioner_id=practitioner.pk, at=now),
        agreed_basis_points=agreed.basis_points if agreed else None,
    )


def sold_cents(*, practitioner: Practitioner, currency: str, now: datetime) -> int:
    """What was sold for a practitioner in the calendar month (UTC) so far.

    Packages count when they are sold. What was given back later counts all the same: it was sold.
    """
    sales = Sale.objects.filter(practitioner=practitioner, currency=currency)
    return sales.in_month_of(now).gross_cents()


@db.transaction_required
def sell(
    *, practitioner: Practitioner, gross_cents: int, currency: str, reference: str, now: datetime
) -> Sale:
    """Write down a sale with the rate that applies to it; once for each `reference`.

    Sales of one practitioner take their turns, so that each sees all those before it: two at
    once do not both get the rate of the first.
    """
    locks.take(f"sales:{practitioner.pk}")
    made = Sale.objects.filter(reference=reference).first()
    if made is not None:
        return made
    rate = next_rate(practitioner=practitioner, currency=currency, now=now)
    return Sale.objects.create(
        practitioner=practitioner,
        reference=reference,
        gross_cents=gross_cents,
        currency=currency,
        commission_basis_points=rate.basis_points,
        commission_cents=percent_of(gross_cents, basis_points=rate.basis_points),
        commission_reason=rate.reason,
        sold_at=now,
    )


# --- what the practitioner gets ---


@db.transaction_required
def accrue(*, sale: Sale, bookings: Sequence[Booking], now: datetime) -> None:
    """Share what `bookings`, which are all of the sale, have put into SALES; each once.

    The commission of the sale is shared as the prices are.
    """
    prices = [booking.price_cents for booking in bookings]
    shares = split(sale.commission_cents, prices)
    for booking, gross_cents, commission_cents in zip(bookings, prices, shares, strict=True):
        _accrue(sale, booking, gross_cents, commission_cents, now=now)


@db.transaction
def earn_unit(*, booking_id: int, now: datetime) -> None:
    """Earn the unit of a package whose session was held, and share it out; once."""
    if entitlements.recognise(booking_id=booking_id, now=now):
        accrue_unit(booking_id=booking_id, now=now)


@db.transaction_required
def accrue_unit(*, booking_id: int, now: datetime) -> None:
    """Share what the used unit of a booking has put into SALES, once; no unit, nothing.

    A unit bears its part of the commission that was frozen when its package was sold.
    """
    used = EntitlementUnit.objects.filter(booking=booking_id, status=UnitStatus.USED)
    unit = used.select_related("booking", "entitlement__terms__package__practitioner__user").first()
    if unit is None:
        return
    bought = unit.entitlement
    sale = sell(
        practitioner=bought.terms.package.practitioner,
        gross_cents=bought.price_cents,
        currency=bought.currency,
        reference=bought.reference,
        now=now,
    )
    units = {row.pk: row.price_cents for row in bought.units.all()}
    shares = dict(zip(units, split(sale.commission_cents, list(units.values())), strict=True))
    assert unit.booking
    _accrue(sale, unit.booking, unit.price_cents, shares[unit.pk], now=now)


def _accrue(
    sale: Sale, booking: Booking, gross_cents: int, commission_cents: int, *, now: datetime
) -> None:
    """Nothing is earned where nothing was paid."""
    if not gross_cents or Earning.objects.filter(booking=booking).exists():
        return
    hold = SaleHold.objects.filter(reference=sale.reference).first()
    is_held = hold is not None and hold.ended_at is None
    earning = Earning.objects.create(
        practitioner=sale.practitioner,
        booking=booking,
        sale=sale,
        reference=sale.reference,
        currency=sale.currency,
        gross_cents=gross_cents,
        commission_basis_points=sale.commission_basis_points,
        commission_cents=commission_cents,
        net_cents=gross_cents - commission_cents,
        reason=sale.commission_reason,
        accrued_at=now,
        hold=hold,
        frozen_at=now if is_held else None,
    )
    party = sale.practitioner.user
    ledger.post(
        key=f"earning:{earning.public_id}:accrued",
        description=f"Sold: {booking.service.title}"[:200],
        at=now,
        legs=[
            Leg(AccountKind.SALES, gross_cents, earning.currency),
            Leg(AccountKind.EARNINGS_PENDING, -earning.net_cents, earning.currency, party),
            Leg(AccountKind.COMMISSION, -commission_cents, earning.currency),
        ],
    )
    events.record(EarningAccrued(earning_id=earning.pk))


def left_cents(*, booking: Booking) -> int:
    """What of a booking's gross was not given back; nothing where nothing was earned."""
    earning = Earning.objects.filter(booking=booking).first()
    return earning.gross_cents - earning.reversed_cents if earning else 0


@db.transaction_required
def reverse(*, booking: Booking, cents: int, now: datetime, because: str = "Given back") -> None:
    """Put `cents` of a booking's gross back into SALES, from where they go to the client.

    Taken from practitioner and platform in the proportion in which they share it. What was paid
    out already, or is on its way, is carried: the practitioner owes it. `because` is what the
    practitioner reads. Raises EarningNotFound, MoreThanEarned.
    """
    earning = Earning.objects.filter(booking=booking).lock().first()
    if earning is None:
        raise EarningNotFound
    if cents > earning.gross_cents - earning.reversed_cents:
        raise MoreThanEarned
    if not cents:
        return
    own = commission.reversed_commission(
        commission_cents=earning.commission_cents,
        net_cents=earning.net_cents,
        before_cents=earning.reversed_cents,
        cents=cents,
    )
    account = ACCOUNTS.get(EarningStatus(earning.status), AccountKind.CARRY)
    earning.reversed_cents += cents
    earning.reversed_commission_cents += own
    if account == AccountKind.CARRY:
        earning.carried_cents += cents - own
    elif earning.standing_cents == 0 and earning.reversed_cents == earning.gross_cents:
        earning.status = EarningStatus.REVERSED
    earning.save()
    ledger.post(
        # What was given back before is never the same twice, so each time has its own name.
        key=f"earning:{earning.public_id}:reversed:{earning.reversed_cents}",
        description=f"{because}: {booking.service.title}"[:200],
        at=now,
        legs=[
            Leg(AccountKind.SALES, -cents, earning.currency),
            Leg(account, cents - own, earning.currency, _party(earning)),
            Leg(AccountKind.COMMISSION, own, earning.currency),
        ],
    )
    events.record(EarningReversed(earning_id=earning.pk, gross_cents=cents))


def left_of(bookings: Collection[Booking]) -> list[tuple[Booking, int]]:
    """Those of `bookings` that earned something, and how much of each one's gross is left."""
    found = Earning.objects.filter(booking__in=bookings).select_related("booking__service")
    return [(row.booking, row.gross_cents - row.reversed_cents) for row in found.order_by("pk")]


@db.transaction
def release(*, now: datetime, limit: int = 200) -> int:
    """Make available what has been held for long enough; answers how many.

    Chosen by being due and not done, so that a missed run is made up by the next.
    """
    due = Earning.objects.releasable(now).select_for_update(
        of=("self",), no_key=True, skip_locked=True
    )
    rows = list(due.select_related("practitioner__user", "booking__service").order_by("pk")[:limit])
    for earning in rows:
        earning.status, earning.available_at = EarningStatus.AVAILABLE, now
        earning.save(update_fields=["status", "available_at", "updated_at"])
        party = earning.practitioner.user
        ledger.post(
            key=f"earning:{earning.public_id}:released",
            description=f"Can be paid out: {earning.booking.service.title}"[:200],
            at=now,
            legs=[
                Leg(AccountKind.EARNINGS_PENDING, earning.standing_cents, earning.currency, party),
                Leg(
                    AccountKind.EARNINGS_AVAILABLE,
                    -earning.standing_cents,
                    earning.currency,
                    party,
                ),
            ],
        )
        events.record(EarningReleased(earning_id=earning.pk))
    return len(rows)


def _party(earning: Earning) -> User:
    return User.objects.get(practitioner=earning.practitioner_id)


# --- held back ---


@db.transaction_required
def freeze(
    *, practitioner: Practitioner, reference: str, reason: str, state: str, now: datetime
) -> None:
    """Hold back what an order earned, and whatever it earns later, until it is let go.

    What is frozen is not released, and not put into a payout. `reason` and `state` are what the
    practitioner reads. Repeating it says how it stands now. Takes its turn with sales, so that
    what is earned at the same time is frozen too.
    """
    locks.take(f"sales:{practitioner.pk}")
    hold, is_new = SaleHold.objects.get_or_create(
        reference=reference, defaults={"reason": reason, "state": state, "since": now}
    )
    if not is_new:
        hold.reason, hold.state = reason, state
        hold.since, hold.ended_at = (now, None) if hold.ended_at else (hold.since, None)
        hold.save()
    for earning in Earning.objects.filter(reference=reference, frozen_at=None).lock():
        earning.frozen_at, earning.hold = now, hold
        earning.save(update_fields=["frozen_at", "hold", "updated_at"])


@db.transaction_required
def unfreeze(*, practitioner: Practitioner, reference: str, state: str, now: datetime) -> None:
    """Let what an order earned go its way again; `state` is how it ended.

    What was due meanwhile is released by the next run.
    """
    locks.take(f"sales:{practitioner.pk}")
    standing = SaleHold.objects.filter(reference=reference, ended_at=None)
    standing.update(state=state, ended_at=now)
    for earning in Earning.objects.filter(reference=reference, frozen_at__isnull=False).lock():
        earning.frozen_at = None
        earning.save(update_fields=["frozen_at", "updated_at"])


# --- on the way out; who calls these posts what moves, in the same transaction ---


@db.transaction_required
def put_in_payout(*, practitioner: Practitioner, currency: str) -> list[Earning]:
    """Take all that can be paid out to a practitioner; answers it, locked.

    It comes to the sum of `standing_cents`, which the caller moves from EARNINGS_AVAILABLE.
    """
    rows = list(
        Earning.objects.available().filter(practitioner=practitioner, currency=currency).lock()
    )
    _restate(rows, EarningStatus.IN_PAYOUT)
    return rows


@db.transaction_required
def mark_paid(*, earning_ids: Collection[int]) -> None:
    """Say that the payout they are in was sent."""
    rows = Earning.objects.filter(pk__in=earning_ids, status=EarningStatus.IN_PAYOUT).lock()
    _restate(list(rows), EarningStatus.PAID)


@db.transaction_required
def take_out_of_payout(*, earning_ids: Collection[int]) -> list[Earning]:
    """Say that the payout they are in, or were paid by, failed; answers those open again, locked.

    They stand for the sum of `standing_cents`, which the caller moves to EARNINGS_AVAILABLE. What
    was given back meanwhile stays carried.
    """
    gone = (EarningStatus.IN_PAYOUT, EarningStatus.PAID)
    rows = list(Earning.objects.filter(pk__in=earning_ids, status__in=gone).lock())
    _restate(rows, EarningStatus.AVAILABLE)
    return rows


def _restate(rows: list[Earning], status: EarningStatus) -> None:
    for earning in rows:
        earning.status = status
    Earning.objects.bulk_update(rows, ["status"])
