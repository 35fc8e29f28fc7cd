"""What was bought to be used later: sold, booked, given back, refunded, expired.

A unit is the right to one session; its booking is made when a time is chosen. Its price is owed
(UNITS_OWED) from the sale until it is used, refunded or expired. Locks are taken on Session,
Booking, Order, then Entitlement, which stands for its units.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from commerce.bookings import holds, tokens
from commerce.bookings.models import Booking, Session
from commerce.bookings.states import BookingStatus, CancelledBy
from commerce.entitlements import policies
from commerce.entitlements.events import (
    EntitlementExpired,
    EntitlementRefunded,
    EntitlementSold,
    UnitUsed,
)
from commerce.entitlements.models import Entitlement, EntitlementUnit, UnitReturn
from commerce.entitlements.querysets import UnitQuerySet
from commerce.entitlements.states import UnitStatus
from commerce.ledger import operations as ledger
from commerce.ledger.operations import Leg
from commerce.ledger.states import AccountKind
from estuary.kernel import db, events, idempotency
from estuary.kernel.errors import DomainError, Kind
from estuary.kernel.idempotency import Claim
from marketplace.models import PackageItem, PackageTerms, ServiceTerms, User
from marketplace.packages import pricing
from marketplace.practitioners.states import PractitionerStatus


class EntitlementNotFound(DomainError):
    """There is no such entitlement, or unit of one, for this person."""

    kind, message = Kind.MISSING, "There is no such package of yours."


class NothingLeft(DomainError):
    """No unit of this service can be booked: all are used, refunded or expired."""

    kind, message = Kind.CONFLICT, "There is nothing left to book of this service."


class AfterExpiry(DomainError):
    """The session would begin when the units have expired."""

    kind, message = Kind.CONFLICT, "The session must begin before the package expires."


class SlotNotOurs(DomainError):
    """The word sent as a slot is not one we gave, or belongs to another service or length."""

    code, message = "slot_invalid", "This is not a slot of this service. Ask for its times again."


class SessionNotFound(DomainError):
    """It is not a date of anything that is in the package."""

    kind, message = Kind.MISSING, "There is no such date of what you bought."


class PractitionerAway(DomainError):
    """The practitioner is suspended."""

    kind = Kind.CONFLICT
    message = "This practitioner takes no bookings now. What is not used can be refunded."


class NothingToRefund(DomainError):
    """No unit is open, or the time is over."""

    kind, message = Kind.CONFLICT, "There is nothing left to refund."


class _WrongAllocation(ValueError):
    """Units that do not add up to what they were sold for. A bug, never caught."""


@dataclass(frozen=True, kw_only=True)
class Seat:
    """Which unit is to be booked: of a service; from one entitlement, or one unit, if named."""

    service_id: UUID | None = None
    entitlement_id: UUID | None = None
    unit_id: UUID | None = None


# --- selling ---


@db.transaction_required
def sell(
    *,
    client: User,
    terms: PackageTerms,
    reference: str,
    now: datetime,
    price_cents: int | None = None,
) -> Entitlement:
    """Give `client` the units of `terms`, open from now on; once for each `reference`.

    `price_cents` is what they were sold for, where that is not the price of the terms. Nothing
    is posted: whoever took the money credits UNITS_OWED with it.
    """
    sold = Entitlement(
        client=client,
        terms=terms,
        reference=reference,
        kind=terms.package.kind,
        title=terms.package.title,
        price_cents=terms.price_cents if price_cents is None else price_cents,
        currency=terms.currency,
        expires_at=expiry(terms=terms, sold_at=now),
    )
    # A repeat waits for the first, and then finds what it made.
    Entitlement.objects.bulk_create([sold], ignore_conflicts=True)
    stored = Entitlement.objects.get(reference=reference)
    if stored.public_id == sold.public_id:
        _make_units(stored)
        events.record(EntitlementSold(entitlement_id=stored.pk))
    return stored


def expiry(*, terms: PackageTerms, sold_at: datetime) -> datetime:
    """Until when units of `terms` can be used that are sold then."""
    return sold_at + timedelta(days=terms.valid_for_days)


def allocated(*, terms: PackageTerms, price_cents: int) -> list[tuple[PackageItem, int]]:
    """The units that a sale of `terms` for `price_cents` makes, and the price of each."""
    items = list(terms.items.select_related("service", "service_terms"))
    shares = pricing.allocate(price_cents=price_cents, lines=[item.line for item in items])
    return [(item, cents) for item, line in zip(items, shares, strict=True) for cents in line]


def _make_units(sold: Entitlement) -> None:
    priced = allocated(terms=sold.terms, price_cents=sold.price_cents)
    if sum(cents for _, cents in priced) != sold.price_cents:
        raise _WrongAllocation(sold.reference)
    EntitlementUnit.objects.bulk_create(
        EntitlementUnit(
            entitlement=sold,
            position=position,
            service_id=item.service_id,
            terms_id=item.service_terms_id,
            price_cents=cents,
        )
        for position, (item, cents) in enumerate(priced)
    )


# --- using ---


@db.transaction
def redeem(
    *,
    by: User,
    seat: Seat,
    slot: str = "",
    session_id: UUID | None = None,
    notes: str = "",
    claim: Claim | None,
    now: datetime,
) -> Booking:
    """Book a slot, or a seat on a workshop's date, with an open unit; the booking is firm at once.

    Of several entitlements the one that expires first is used, as long as it is valid when the
    session begins. The session is held under the terms that were bought. Under a repeated
    `claim` the first booking is answered. Raises EntitlementNotFound, NothingLeft, AfterExpiry,
    SlotNotOurs, PractitionerAway, SlotTaken; for a date SessionNotFound, SessionFull,
    SessionNotOpen.
    """
    if made := idempotency.claim(claim):
        return Booking.objects.get(public_id=made)
    if session_id is not None:
        wanted = _wanted(by, seat)
        booking, starts_at = _sit_in(session_id, wanted, by=by, notes=notes, now=now)
    else:
        offer, wanted = _offer(slot, seat), _wanted(by, seat)
        booking, starts_at = _take_slot(offer, wanted, by=by, notes=notes, now=now)
    # Seen without a lock it may be gone; chosen under one, it is ours.
    alike = wanted.filter(service=booking.service_id, terms=booking.terms_id)
    list(Entitlement.objects.usable(now).with_open(alike).lock())
    unit = _choose(alike, starts_at=starts_at, now=now)
    booking.price_cents = unit.price_cents
    holds.confirm(booking=booking, now=now)
    unit.status, unit.booking = UnitStatus.REDEEMED, booking
    unit.save(update_fields=["status", "booking", "updated_at"])
    _restate(unit.entitlement)
    idempotency.made(claim, reference=str(booking.public_id))
    return booking


def _take_slot(
    offer: tokens.SlotOffer, wanted: UnitQuerySet, *, by: User, notes: str, now: datetime
) -> tuple[Booking, datetime]:
    unit = _choose(wanted, starts_at=offer.starts_at, now=now)
    _refuse_impossible(offer, unit)
    booking = holds.hold_seat(
        client=by,
        service=unit.service,
        terms=unit.terms,
        price_cents=unit.price_cents,
        starts_at=offer.starts_at,
        notes=notes,
        now=now,
        until=now,
    )
    return booking, offer.starts_at


def _sit_in(
    session_id: UUID, wanted: UnitQuerySet, *, by: User, notes: str, now: datetime
) -> tuple[Booking, datetime]:
    session = Session.objects.planned().filter(public_id=session_id, number=None).first()
    units = wanted.filter(service=session.service_id) if session else wanted.none()
    if session is None or not units.exists():
        raise SessionNotFound
    unit = _choose(units, starts_at=session.starts_at, now=now)
    _refuse_away(unit)
    booking = holds.take_seats(
        session=session,
        client=by,
        service=unit.service,
        terms=unit.terms,
        seats=1,
        participants=(),
        notes=notes,
        now=now,
        until=now,
        price_cents=unit.price_cents,
    )
    return booking, session.starts_at


def _offer(slot: str, seat: Seat) -> tokens.SlotOffer:
    try:
        offer = tokens.unseal(slot)
    except tokens.BadSlot as error:
        raise SlotNotOurs from error
    if seat.service_id not in (None, offer.service_id):
        raise SlotNotOurs
    return offer


def _wanted(by: User, seat: Seat) -> UnitQuerySet:
    """The units that may be meant, whatever has become of them."""
    named = {
        "public_id": seat.unit_id,
        "entitlement__public_id": seat.entitlement_id,
        "service__public_id": seat.service_id,
    }
    said = {path: value for path, value in named.items() if value is not None}
    wanted = EntitlementUnit.objects.filter(entitlement__client=by, **said)
    if not wanted.exists():
        raise EntitlementNotFound
    return wanted


def _choose(wanted: UnitQuerySet, *, starts_at: datetime, now: datetime) -> EntitlementUnit:
    """The open unit among `wanted` that expires first, but not before the session begins."""
    usable = list(wanted.open().usable(now).soonest_first().with_details())
    if not usable:
        raise NothingLeft
    for unit in usable:
        if starts_at < unit.entitlement.expires_at:
            return unit
    raise AfterExpiry


def _refuse_impossible(offer: tokens.SlotOffer, unit: EntitlementUnit) -> None:
    """A slot is bought as it was shown: of this service, and as long as what was bought."""
    alike = ServiceTerms.objects.filter(
        pk=offer.terms_id,
        service=unit.service_id,
        duration_minutes=unit.terms.duration_minutes,
    )
    if not alike.exists():
        raise SlotNotOurs
    _refuse_away(unit)


def _refuse_away(unit: EntitlementUnit) -> None:
    if unit.service.practitioner.status != PractitionerStatus.VERIFIED:
        raise PractitionerAway


@db.transaction_required
def give_back(*, booking: Booking, now: datetime) -> bool:
    """Say what becomes of the unit of a cancelled booking; answers whether it is open again.

    It is when the practitioner or the platform cancelled, or the client in time by the policy;
    otherwise it counts as used, and its price is in SALES, from where the caller shares it out. A
    booking without a unit answers False, and so does a repeat. `booking` must be locked, and
    cancelled.
    """
    unit = _locked_unit_of(booking.pk)
    if unit is None or booking.status != BookingStatus.CANCELLED or booking.cancelled_at is None:
        return False
    side = CancelledBy(booking.cancelled_by)
    if not would_come_back(booking=booking, by=side, at=booking.cancelled_at):
        _use(unit, now=now)
        return False
    unit.status, unit.booking = UnitStatus.OPEN, None
    unit.save(update_fields=["status", "booking", "updated_at"])
    UnitReturn.objects.create(unit=unit, booking=booking)
    bought = unit.entitlement
    bought.expires_at = policies.valid_until(
        valid_until=bought.expires_at, cancelled_at=booking.cancelled_at, by=side
    )
    bought.save(update_fields=["expires_at", "updated_at"])
    _restate(bought)
    return True


def would_come_back(*, booking: Booking, by: CancelledBy, at: datetime) -> bool:
    """Whether the unit of a booking is open again when `by` cancels it then."""
    assert booking.session
    return policies.comes_back(
        policy=booking.terms.cancellation_policy,
        starts_at=booking.session.starts_at,
        cancelled_at=at,
        by=by,
    )


def is_redeemed(booking: Booking) -> bool:
    """Whether a booking was made with a unit, so that no money comes back for it."""
    return EntitlementUnit.objects.filter(booking=booking).exists()


def entitlement_of(booking: Booking) -> Entitlement | None:
    """What a booking was made with, if it was; also when its unit came back since."""
    made = Q(units__booking=booking) | Q(units__returns__booking=booking)
    return Entitlement.objects.filter(made).first()


@db.transaction_required
def recognise(*, booking_id: int, now: datetime) -> bool:
    """Earn the unit whose session was held, once; answers whether it was now.

    UNITS_OWED becomes SALES, from where the caller shares it out.
    """
    completed = Booking.objects.filter(pk=booking_id, status=BookingStatus.COMPLETED)
    if not completed.exists():
        return False
    unit = _locked_unit_of(booking_id)
    if unit is None:
        return False
    _use(unit, now=now)
    return True


@db.transaction_required
def use_begun(*, booking: Booking, now: datetime) -> None:
    """Earn the unit of a session that has begun, before it is over; nothing where it is earned.

    As with `recognise` its price is in SALES then, from where the caller shares it out.
    """
    unit = _locked_unit_of(booking.pk)
    if unit is not None and booking.has_begun(now):
        _use(unit, now=now)


# --- ending ---


@db.transaction_required
def revoke(*, unit: EntitlementUnit, now: datetime) -> None:
    """End an unused unit whose payment a bank took back: UNITS_OWED becomes DISPUTED.

    Its entitlement must be locked, and its booking cancelled, if it had one.
    """
    unit.booking = None
    _settle(unit, UnitStatus.REVOKED, to=AccountKind.DISPUTED, now=now)
    _restate(unit.entitlement)


def refundable(*, entitlement: Entitlement, now: datetime) -> int:
    """Cents that `refund` would give back now."""
    if not entitlement.is_usable(at=now):
        return 0
    return entitlement.units.open().worth_cents()


@db.transaction_required
def refund(*, entitlement: Entitlement, now: datetime) -> int:
    """Take back the open units; answers what the client is owed for them.

    Booked units stay booked. The money is the caller's, and so is who may: it moves the answered
    cents from UNITS_OWED to where they are due. Raises NothingToRefund.
    """
    row = Entitlement.objects.filter(pk=entitlement.pk).lock().get()
    cents = refundable(entitlement=row, now=now)
    if cents == 0:
        raise NothingToRefund
    row.units.open().update(status=UnitStatus.REFUNDED, settled_at=now)
    row.refunded_cents += cents
    row.save(update_fields=["refunded_cents", "updated_at"])
    _restate(row)
    events.record(EntitlementRefunded(entitlement_id=row.pk, amount_cents=cents))
    return cents


@db.transaction
def expire(*, now: datetime, limit: int = 200) -> int:
    """Write off what was not used in time: UNITS_OWED becomes BREAKAGE; answers how many.

    Units that are booked stay booked. Chosen by being due and not done, so that a missed night
    is made up by the next.
    """
    due = Entitlement.objects.expired(now).select_for_update(
        of=("self",), no_key=True, skip_locked=True
    )
    rows = list(due.order_by("pk")[:limit])
    for row in rows:
        lost = list(row.units.open())
        for unit in lost:
            _settle(unit, UnitStatus.EXPIRED, to=AccountKind.BREAKAGE, now=now)
        _restate(row)
        cents = sum(unit.price_cents for unit in lost)
        events.record(EntitlementExpired(entitlement_id=row.pk, amount_cents=cents))
    return len(rows)


def _locked_unit_of(booking_id: int) -> EntitlementUnit | None:
    """The unit a booking stands for, its entitlement locked and both read under the lock."""
    redeemed = EntitlementUnit.objects.filter(booking=booking_id, status=UnitStatus.REDEEMED)
    list(Entitlement.objects.filter(units__in=redeemed).lock())
    return redeemed.select_related("entitlement").first()


def _use(unit: EntitlementUnit, *, now: datetime) -> None:
    _settle(unit, UnitStatus.USED, to=AccountKind.SALES, now=now)
    assert unit.booking_id
    events.record(UnitUsed(unit_id=unit.pk, booking_id=unit.booking_id))
    _restate(unit.entitlement)


def _settle(unit: EntitlementUnit, status: UnitStatus, *, to: AccountKind, now: datetime) -> None:
    """End a unit, and move what it was sold for from what is owed."""
    unit.status, unit.settled_at = status, now
    unit.save(update_fields=["status", "settled_at", "booking", "updated_at"])
    if unit.price_cents:
        currency = unit.entitlement.currency
        ledger.post(
            key=f"unit:{unit.public_id}:{status}",
            description=f"{status.label}: a unit of {unit.entitlement.title}"[:200],
            legs=[
                Leg(AccountKind.UNITS_OWED, unit.price_cents, currency),
                Leg(to, -unit.price_cents, currency),
            ],
        )


def _restate(row: Entitlement) -> None:
    """Write down how an entitlement stands, after its units have changed."""
    row.status = policies.standing(set(row.units.values_list("status", flat=True)))
    row.save(update_fields=["status", "updated_at"])
