"""Seats at planned dates: of a workshop on one of them, of a course on all that are to come."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings

from commerce.bookings import holds, line, policies
from commerce.bookings.holds import Participant, SessionNotOpen
from commerce.bookings.models import Booking, Session
from commerce.checkout.buying import (
    CARD_ALONE,
    Means,
    NotSoldThisWay,
    ServiceQuote,
    TermsChanged,
    amounts,
    on_sale,
    price_of,
    refuse_own,
    sell,
    try_to_open,
)
from commerce.checkout.models import Order
from commerce.checkout.quotes import Quote
from estuary.kernel import db, idempotency
from estuary.kernel.errors import DomainError, Kind
from estuary.kernel.idempotency import Claim
from estuary.kernel.money import split
from marketplace.catalogue.models import Service
from marketplace.catalogue.states import PLANNED, ServiceType
from marketplace.models import User


class SessionNotFound(DomainError):
    """There is no such date of this service."""

    kind = Kind.MISSING
    message = "There is no such date."


class CourseHasBegun(DomainError):
    """Its terms do not let one join late."""

    kind = Kind.CONFLICT
    message = "This course has begun, and cannot be joined any more."


class NotItsFirstSession(DomainError):
    """A course is bought from the first session that is to come."""

    kind = Kind.CONFLICT
    message = "A course is bought with all its sessions to come: name the first of them."


@dataclass(frozen=True)
class Guests:
    """How many seats, for whom as far as that is known, and which terms were shown.

    `only_offered` takes what the waitlist keeps for the client, or nothing.
    """

    seats: int = 1
    named: tuple[Participant, ...] = ()
    terms_version: int | None = None
    only_offered: bool = False


def book_seats(
    *,
    client: User,
    service_id: UUID,
    session_id: UUID,
    guests: Guests,
    notes: str,
    claim: Claim | None,
    now: datetime,
    means: Means = CARD_ALONE,
) -> Booking:
    """Hold seats of a workshop or a course for `client`, and open what is needed to pay for them.

    As `book` does for a slot; one order and one booking for all seats. Of a course `session_id`
    is the first session that is to come, and what is bought are all from there on. Raises
    ServiceNotOnSale, SessionNotFound, OwnService, NotSoldThisWay, TermsChanged, SessionFull,
    SessionNotOpen, CourseHasBegun, NotItsFirstSession, TooManyParticipants and what promotions
    and credits refuse.
    """
    booking = _place_seats(
        client=client,
        service_id=service_id,
        session_id=session_id,
        guests=guests,
        notes=notes,
        means=means,
        claim=claim,
        now=now,
    )
    try_to_open(Order.objects.get(lines__booking=booking))
    return booking


@db.transaction
def _place_seats(
    *,
    client: User,
    service_id: UUID,
    session_id: UUID,
    guests: Guests,
    notes: str,
    means: Means,
    claim: Claim | None,
    now: datetime,
) -> Booking:
    if made := idempotency.claim(claim):
        return Booking.objects.get(public_id=made)
    service = on_sale(service_id)
    assert service.terms
    refuse_own(client, service)
    dates = _dates(service, session_id, now=now)
    price, promotion = price_of(
        service,
        client=client,
        means=means,
        seats=guests.seats,
        unit_price_cents=sum(dates.values()),
        now=now,
    )
    if guests.terms_version not in (None, service.terms.version):
        told = {"terms_version": service.terms.version}
        raise TermsChanged(details={"quote": [told | amounts(price)]})
    if guests.only_offered:
        [session] = dates
        line.require_offer_of_seats(client=client, session_id=session.pk, now=now)
    until = now + timedelta(minutes=settings.HOLD_MINUTES)
    booking = _hold(client, service, dates, price, guests, notes=notes, now=now, until=until)
    booking.credits_applied_cents = price.credits_applied_cents
    booking.save(update_fields=["credits_applied_cents", "updated_at"])
    sell(booking, price, promotion, expires_at=booking.expires_at or until, now=now)
    idempotency.made(claim, reference=str(booking.public_id))
    return booking


def quote_seats(
    *,
    service_id: UUID,
    session_id: UUID,
    seats: int,
    client: User | None,
    means: Means,
    now: datetime,
) -> ServiceQuote:
    """The price that `book_seats` would take now; the same functions, and nothing is claimed.

    Raises ServiceNotOnSale, SessionNotFound, NotSoldThisWay, SessionNotOpen, CourseHasBegun,
    NotItsFirstSession, PromotionUnknown, PromotionNotForThis, PromotionUsedUp.
    """
    service = on_sale(service_id)
    assert service.terms
    dates = _dates(service, session_id, now=now)
    price, promotion = price_of(
        service,
        client=client,
        means=means,
        seats=seats,
        unit_price_cents=sum(dates.values()),
        now=now,
    )
    worth = _worth(dates, price)
    parts = [policies.CoursePart(one.starts_at, cents) for one, cents in worth.items()]
    first = min(part.starts_at for part in parts)
    policy = service.terms.cancellation_policy
    if service.service_type == ServiceType.COURSE:
        steps = policies.course_refund_steps(policy=policy, parts=parts)
    else:
        steps = policies.refund_steps(policy=policy, price_cents=price.total_cents, starts_at=first)
    ends = [promotion.ends_at] if promotion and promotion.ends_at else []
    return ServiceQuote(price, service.terms, min([first, *ends]), steps, tuple(worth.items()))


def _dates(service: Service, session_id: UUID, *, now: datetime) -> dict[Session, int]:
    """The sessions that are sold with this one, and what a seat in each costs."""
    if service.service_type not in PLANNED:
        raise NotSoldThisWay
    assert service.terms
    session = Session.objects.planned().filter(service=service, public_id=session_id).first()
    if session is None:
        raise SessionNotFound
    if session.starts_at <= now:
        raise SessionNotOpen
    if service.service_type == ServiceType.WORKSHOP:
        return {session: service.terms.price_cents}
    return _rest_of_course(service, session, now=now)


def _rest_of_course(service: Service, first: Session, *, now: datetime) -> dict[Session, int]:
    """What is to come of a course that is joined with `first`.

    Each session is worth its part of the price among all that were planned, so that neither
    joining late nor a session that was called off changes what another one costs.
    """
    assert service.terms
    run = list(Session.objects.filter(series=first.series).order_by("number"))
    worth = split(service.terms.price_cents, [1] * len(run))
    standing = {one: cents for one, cents in zip(run, worth, strict=True) if not one.called_off_at}
    to_come = {one: cents for one, cents in standing.items() if one.starts_at > now}
    if len(to_come) < len(standing) and not service.terms.joins_late:
        raise CourseHasBegun
    if first != (named := next(iter(to_come))):
        raise NotItsFirstSession(details={"session": [str(named.public_id)]})
    return to_come


def _worth(dates: dict[Session, int], price: Quote) -> dict[Session, int]:
    """What is paid in the end, by session."""
    return dict(zip(dates, split(price.total_cents, list(dates.values())), strict=True))


def _hold(
    client: User,
    service: Service,
    dates: dict[Session, int],
    price: Quote,
    guests: Guests,
    *,
    notes: str,
    now: datetime,
    until: datetime,
) -> Booking:
    assert service.terms
    if service.service_type == ServiceType.COURSE:
        return holds.take_course(
            sessions=_worth(dates, price),
            client=client,
            service=service,
            terms=service.terms,
            seats=guests.seats,
            participants=guests.named,
            notes=notes,
            now=now,
            until=until,
        )
    [session] = dates
    return holds.take_seats(
        session=session,
        client=client,
        service=service,
        terms=service.terms,
        seats=guests.seats,
        participants=guests.named,
        notes=notes,
        now=now,
        until=until,
        price_cents=price.total_cents,
    )
