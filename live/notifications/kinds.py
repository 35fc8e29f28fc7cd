"""Every kind of news: by which roads it goes, and what it says to its reader.

The builder is called twice: when the person is told (for the screen) and when the mail is written.
Rows keep ids only, so a mail never carries a stale amount, and no link with a token is ever stored.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings

from commerce.bookings import agenda, policies
from commerce.bookings.models import Booking, Reschedule, WaitlistEntry
from commerce.bookings.states import CancelledBy
from commerce.entitlements import operations as entitlements
from commerce.entitlements.models import Entitlement
from commerce.payments.models import Payment, Refund
from estuary.kernel.money import display
from live.notifications import wording
from live.notifications.states import Road
from marketplace.accounts import operations as accounts
from marketplace.accounts.models import User
from marketplace.catalogue.states import LocationType

SCREEN_AND_MAIL = (Road.IN_APP, Road.EMAIL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """Who is told, where their mail goes, and the ids of what happened."""

    reader: User
    address: str
    ids: Mapping[str, Any]
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What is said: title to data on a screen; title, link and `mail` in the mail's templates.

    `event` goes with the mail for the reader's calendar: iCalendar, with its method before it.
    """

    title: str
    body: str = ""
    link: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    mail: dict[str, Any] = field(default_factory=dict)
    event: tuple[str, bytes] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of news. Its three mail templates are called as it is."""

    key: str
    roads: tuple[Road, ...]
    words: Callable[[Occasion], Words]


def _verify_email(told: Occasion) -> Words:
    token = accounts.verification_token(told.reader, email=told.address, now=told.now)
    return Words(
        title="Verify your e-mail address",
        link=f"/verify-email?{urlencode({'token': token})}",
        mail={"days": settings.EMAIL_VERIFICATION_TIMEOUT // 86400},
    )


def _password_reset(told: Occasion) -> Words:
    token = accounts.reset_token(told.reader, email=told.address, now=told.now)
    return Words(
        title="Choose a new password",
        link=f"/reset-password?{urlencode({'token': token})}",
        mail={"minutes": settings.PASSWORD_RESET_TIMEOUT // 60},
    )


def _booking_confirmed(told: Occasion) -> Words:
    booking = _booking(told)
    zone = _zone(told.reader)
    service, practitioner = booking.service, booking.service.practitioner
    when = _when(booking, zone)
    there = _when(booking, practitioner.timezone)
    bought = entitlements.entitlement_of(booking)
    price = display(booking.price_cents, booking.currency)
    facts = [
        ("When", when),
        ("There", there if _is_away(booking) and there != when else ""),
        ("With", practitioner.display_name),
        ("Where", _where(booking)),
        ("Paid with", bought.title) if bought else ("Price", price),
    ]
    return Words(
        title=f"Confirmed: {service.title}",
        body=f"{when}, with {practitioner.display_name}.",
        link=f"/bookings/{booking.public_id}",
        data={"booking": str(booking.public_id)},
        mail={
            "service": service.title,
            "practitioner": practitioner.display_name,
            "facts": [(label, value) for label, value in facts if value],
            "rule": _rule(booking, zone, bought),
        },
        event=_event(booking, told),
    )


def _practice_booking_confirmed(told: Occasion) -> Words:
    booking = _booking(told)
    zone, client = booking.service.practitioner.timezone, _client(booking)
    when = _when(booking, zone)
    return Words(
        title=f"New booking: {booking.service.title}",
        body=f"{when}, with {client}.",
        link=f"/practice/bookings/{booking.public_id}",
        data={"booking": str(booking.public_id)},
        mail={
            "service": booking.service.title,
            "client": client,
            "notes": booking.notes,
            "facts": [("When", when), ("Client", client), ("Where", _where(booking))],
        },
        event=_event(booking, told),
    )


def _booking_cancelled(told: Occasion) -> Words:
    booking = _booking(told)
    practitioner = booking.service.practitioner.display_name
    when = _when(booking, _zone(told.reader))
    is_paid = booking.confirmed_at is not None
    refund = display(booking.refund_cents, booking.currency) if booking.refund_cents else ""
    to_credits = booking.refund_credits_cents
    to_card = booking.refund_cents - to_credits
    bought = entitlements.entitlement_of(booking)
    return Words(
        title=f"Cancelled: {booking.service.title}",
        body=f"{when}, with {practitioner}." + (f" {refund} comes back to you." if refund else ""),
        link=f"/bookings/{booking.public_id}",
        data={"booking": str(booking.public_id), "refund_cents": booking.refund_cents},
        mail={
            "service": booking.service.title,
            "practitioner": practitioner,
            "by_reader": booking.cancelled_by == CancelledBy.CLIENT,
            "by_practitioner": booking.cancelled_by == CancelledBy.PRACTITIONER,
            "reason": "" if booking.cancelled_by == CancelledBy.CLIENT else _reason(booking),
            "is_paid": is_paid,
            "to_card": display(to_card, booking.currency) if to_card else "",
            "to_credits": display(to_credits, booking.currency) if to_credits else "",
            "package": bought.title if bought else "",
            "is_back": hasattr(booking, "unit_return"),
            "facts": [("When", when), ("With", practitioner)],
        },
        event=_event(booking, told),
    )


def _practice_booking_cancelled(told: Occasion) -> Words:
    booking = _booking(told)
    client = _client(booking)
    when = _when(booking, booking.service.practitioner.timezone)
    return Words(
        title=f"Booking cancelled: {booking.service.title}",
        body=f"{when}, with {client}.",
        link=f"/practice/bookings/{booking.public_id}",
        data={"booking": str(booking.public_id)},
        mail={
            "service": booking.service.title,
            "client": client,
            "by_reader": booking.cancelled_by == CancelledBy.PRACTITIONER,
            "by_client": booking.cancelled_by == CancelledBy.CLIENT,
            "reason": _reason(booking),
            "facts": [("When", when), ("Client", client)],
        },
        event=_event(booking, told),
    )


def _booking_rescheduled(told: Occasion) -> Words:
    booking, before = _moved(told, zone=_zone(told.reader))
    when = _when(booking, _zone(told.reader))
    practitioner = booking.service.practitioner.display_name
    return Words(
        title=f"New time: {booking.service.title}",
        body=f"{when}, with {practitioner}.",
        link=f"/bookings/{booking.public_id}",
        data={"booking": str(booking.public_id)},
        event=_event(booking, told),
        mail={
            "service": booking.service.title,
            "practitioner": practitioner,
            "facts": [("Now", when), ("Before", before), ("With", practitioner)],
            "rule": _rule(booking, _zone(told.reader), entitlements.entitlement_of(booking)),
        },
    )


def _practice_booking_rescheduled(told: Occasion) -> Words:
    zone = _booking(told).service.practitioner.timezone
    booking, before = _moved(told, zone=zone)
    when, client = _when(booking, zone), _client(booking)
    return Words(
        title=f"Booking moved: {booking.service.title}",
        body=f"{when}, with {client}.",
        link=f"/practice/bookings/{booking.public_id}",
        data={"booking": str(booking.public_id)},
        event=_event(booking, told),
        mail={
            "service": booking.service.title,
            "client": client,
            "facts": [("Now", when), ("Before", before), ("Client", client)],
        },
    )


def _reschedule_requested(told: Occasion) -> Words:
    booking = _booking(told)
    practitioner = booking.service.practitioner.display_name
    return Words(
        title=f"Please choose another time: {booking.service.title}",
        body=booking.reschedule_reason or f"{practitioner} asks you to choose another time.",
        link=f"/bookings/{booking.public_id}",
        data={"booking": str(booking.public_id)},
        mail={
            "service": booking.service.title,
            "practitioner": practitioner,
            "reason": booking.reschedule_reason,
            "facts": [("When", _when(booking, _zone(told.reader))), ("With", practitioner)],
        },
    )


def _waitlist_offered(told: Occasion) -> Words:
    entry, when = _place(told)
    practitioner = entry.service.practitioner.display_name
    until = wording.moment(entry.offered_until or told.now, _zone(told.reader))
    booked = entry.booking
    return Words(
        title=f"Kept for you: {entry.service.title}",
        body=f"{when}, with {practitioner}. Until {until}.",
        link=f"/bookings/{booked.public_id}" if booked else f"/services/{entry.service.slug}",
        data={"waitlist_entry": str(entry.public_id)},
        mail={
            "service": entry.service.title,
            "practitioner": practitioner,
            "until": until,
            "was_automatic": entry.is_automatic,
            "is_booked": booked is not None,
            "facts": [
                ("When", when),
                ("With", practitioner),
                ("Seats", str(entry.seats)),
                ("Kept until", until),
            ],
        },
    )


def _waitlist_lapsed(told: Occasion) -> Words:
    entry, when = _place(told)
    practitioner = entry.service.practitioner.display_name
    return Words(
        title=f"No longer kept for you: {entry.service.title}",
        body=f"{when}, with {practitioner}.",
        link=f"/services/{entry.service.slug}",
        data={"waitlist_entry": str(entry.public_id)},
        mail={
            "service": entry.service.title,
            "practitioner": practitioner,
            "facts": [("When", when), ("With", practitioner)],
        },
    )


def _payment_refunded(told: Occasion) -> Words:
    refund = Refund.objects.select_related("payment").get(pk=told.ids["refund_id"])
    payment = refund.payment
    amount = display(refund.amount_cents, payment.currency)
    return Words(
        title=f"{amount} is on its way back to you",
        body=payment.description,
        link="/payments",
        data={"payment": str(payment.public_id), "refund": str(refund.public_id)},
        mail={"amount": amount, "facts": _payment_facts(payment, amount)},
    )


def _payment_returned(told: Occasion) -> Words:
    payment = Payment.objects.get(pk=told.ids["payment_id"])
    amount = display(payment.amount_cents, payment.currency)
    return Words(
        title="Your payment came too late, and comes back in full",
        body=payment.description,
        link="/payments",
        data={"payment": str(payment.public_id)},
        mail={"amount": amount, "facts": _payment_facts(payment, amount)},
    )


KINDS: dict[str, Kind] = {
    kind.key: kind
    for kind in (
        Kind(key="verify_email", roads=(Road.EMAIL,), words=_verify_email),
        Kind(key="password_reset", roads=(Road.EMAIL,), words=_password_reset),
        Kind(key="booking_confirmed", roads=SCREEN_AND_MAIL, words=_booking_confirmed),
        Kind(
            key="practice_booking_confirmed",
            roads=SCREEN_AND_MAIL,
            words=_practice_booking_confirmed,
        ),
        Kind(key="booking_cancelled", roads=SCREEN_AND_MAIL, words=_booking_cancelled),
        Kind(
            key="practice_booking_cancelled",
            roads=SCREEN_AND_MAIL,
            words=_practice_booking_cancelled,
        ),
        Kind(key="booking_rescheduled", roads=SCREEN_AND_MAIL, words=_booking_rescheduled),
        Kind(
            key="practice_booking_rescheduled",
            roads=SCREEN_AND_MAIL,
            words=_practice_booking_rescheduled,
        ),
        Kind(key="reschedule_requested", roads=SCREEN_AND_MAIL, words=_reschedule_requested),
        Kind(key="waitlist_offered", roads=SCREEN_AND_MAIL, words=_waitlist_offered),
        Kind(key="waitlist_lapsed", roads=SCREEN_AND_MAIL, words=_waitlist_lapsed),
        Kind(key="payment_refunded", roads=SCREEN_AND_MAIL, words=_payment_refunded),
        Kind(key="payment_returned", roads=SCREEN_AND_MAIL, words=_payment_returned),
    )
}


def _booking(told: Occasion) -> Booking:
    return Booking.objects.select_related(
        "client", "session", "terms", "service__practitioner", "service__place"
    ).get(pk=told.ids["booking_id"])


def _moved(told: Occasion, *, zone: str) -> tuple[Booking, str]:
    """The booking, and when it was to take place before it was moved."""
    moved = Reschedule.objects.get(pk=told.ids["reschedule_id"])
    before = moved.period_before
    return _booking(told), wording.span(before.lower, before.upper, zone)


def _place(told: Occasion) -> tuple[WaitlistEntry, str]:
    """Somebody's place in a line, and when what was offered takes place."""
    entries = WaitlistEntry.objects.with_details()
    entry = entries.get(pk=told.ids["entry_id"])
    assert entry.session
    zone = _zone(told.reader)
    return entry, wording.span(entry.session.starts_at, entry.session.ends_at, zone)


def _event(booking: Booking, told: Occasion) -> tuple[str, bytes] | None:
    """For the reader's calendar; nothing for a seat that has no time, or never was firm."""
    if booking.session is None or booking.confirmed_at is None:
        return None
    return agenda.letter(booking, reader=told.reader, address=told.address)


def _zone(reader: User) -> str:
    profile = getattr(reader, "profile", None)
    return profile.timezone if profile else "UTC"


def _when(booking: Booking, zone: str) -> str:
    if booking.session is None:
        return "A time still to be chosen"
    return wording.span(booking.session.starts_at, booking.session.ends_at, zone)


def _is_away(booking: Booking) -> bool:
    """Whether the client goes somewhere: the clock on the wall there is what counts then."""
    return booking.service.location_type != LocationType.VIRTUAL


def _where(booking: Booking) -> str:
    place = booking.service.place
    if place is None:
        return str(booking.service.get_location_type_display())
    named = ", ".join(part for part in (place.name, place.address, place.city) if part)
    return f"{booking.service.get_location_type_display()}: {named}"


def _client(booking: Booking) -> str:
    """The client's name; never the address, which is not the practitioner's to know."""
    return booking.client.get_full_name() or "A client"


def _reason(booking: Booking) -> str:
    return booking.cancellation_reason


def _rule(booking: Booking, zone: str, bought: Entitlement | None) -> list[str]:
    if booking.session is None or not (booking.price_cents or bought):
        return []
    steps = policies.refund_steps(
        policy=booking.terms.cancellation_policy,
        price_cents=booking.price_cents,
        starts_at=booking.session.starts_at,
    )
    if bought:
        return wording.unit_rule(steps, title=bought.title, zone=zone)
    return wording.cancellation_rule(steps, currency=booking.currency, zone=zone)


def _payment_facts(payment: Payment, amount: str) -> list[tuple[str, str]]:
    facts = [("Amount", amount), ("For", payment.description), ("To", _card(payment))]
    return [(label, value) for label, value in facts if value]


def _card(payment: Payment) -> str:
    method = payment.method or {}
    brand, digits = method.get("brand"), method.get("last4")
    return f"{str(brand).title()} ending in {digits}" if brand and digits else ""
