"""What client and practitioner are told of a booking."""

from commerce.bookings import agenda, policies
from commerce.bookings.models import Booking, Reschedule
from commerce.bookings.states import CancelledBy
from commerce.checkout import operations as orders
from commerce.entitlements import operations as entitlements
from commerce.entitlements.models import Entitlement
from estuary.kernel.money import display
from live.notifications import wording
from live.notifications.kinds.money import receipt_number
from live.notifications.kinds.telling import SCREEN_AND_MAIL, Kind, Occasion, Words, zone_of
from marketplace.catalogue.states import LocationType


def _booking_confirmed(told: Occasion) -> Words:
    booking = _booking(told)
    zone = zone_of(told.reader)
    service, practitioner = booking.service, booking.service.practitioner
    when = _when(booking, zone)
    there = _when(booking, practitioner.timezone)
    bought = entitlements.entitlement_of(booking)
    price = display(booking.price_cents, booking.currency)
    facts = [
        *_times(booking, zone),
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
            "receipt": _receipt_number(booking),
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
            "facts": [*_times(booking, zone), ("Client", client), ("Where", _where(booking))],
        },
        event=_event(booking, told),
    )


def _booking_cancelled(told: Occasion) -> Words:
    booking = _booking(told)
    practitioner = booking.service.practitioner.display_name
    when = _when(booking, zone_of(told.reader))
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
            "facts": [*_times(booking, zone_of(told.reader)), ("With", practitioner)],
        },
        event=_event(booking, told),
    )


def _practice_booking_cancelled(told: Occasion) -> Words:
    booking = _booking(told)
    zone, client = booking.service.practitioner.timezone, _client(booking)
    when = _when(booking, zone)
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
            "facts": [*_times(booking, zone), ("Client", client)],
        },
        event=_event(booking, told),
    )


def _practice_booking_given_back(told: Occasion) -> Words:
    booking = _booking(told)
    zone, client = booking.service.practitioner.timezone, _client(booking)
    amount = display(told.ids["amount_cents"], booking.currency)
    return Words(
        title=f"{amount} was given back: {booking.service.title}",
        body=f"{_when(booking, zone)}, with {client}.",
        link="/practice/transactions",
        data={"booking": str(booking.public_id)},
        mail={
            "amount": amount,
            "client": client,
            "reason": told.ids["why"],
            "facts": [*_times(booking, zone), ("Client", client)],
        },
    )


def _booking_rescheduled(told: Occasion) -> Words:
    booking, before = _moved(told, zone=zone_of(told.reader))
    when = _when(booking, zone_of(told.reader))
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
            "rule": _rule(booking, zone_of(told.reader), entitlements.entitlement_of(booking)),
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
            "facts": [("When", _when(booking, zone_of(told.reader))), ("With", practitioner)],
        },
    )


def _booking(told: Occasion) -> Booking:
    return Booking.objects.select_related(
        "client", "session", "terms", "service__practitioner", "service__place", "order_line__order"
    ).get(pk=told.ids["booking_id"])


def _moved(told: Occasion, *, zone: str) -> tuple[Booking, str]:
    """The booking, and when it was to take place before it was moved."""
    moved = Reschedule.objects.get(pk=told.ids["reschedule_id"])
    before = moved.period_before
    return _booking(told), wording.span(before.lower, before.upper, zone)


def _receipt_number(booking: Booking) -> str:
    """Of its order; nothing where a package paid, or before it is issued."""
    line = getattr(booking, "order_line", None)
    return receipt_number(orders.reference(line.order)) if line else ""


def _event(booking: Booking, told: Occasion) -> tuple[str, bytes] | None:
    """For the reader's calendar; nothing for a seat that has no time, or never was firm."""
    has_time = booking.session is not None or booking.series is not None
    if not has_time or booking.confirmed_at is None:
        return None
    return agenda.letter(booking, reader=told.reader, address=told.address)


def _when(booking: Booking, zone: str) -> str:
    if booking.series is not None:
        spans = _spans(booking, zone)
        return f"{len(spans)} sessions, the first {spans[0][1]}"
    if booking.session is None:
        return "A time still to be chosen"
    return wording.span(booking.session.starts_at, booking.session.ends_at, zone)


def _times(booking: Booking, zone: str) -> list[tuple[str, str]]:
    """When it takes place, or would have; of a course each session, by its number."""
    if booking.series is not None:
        return _spans(booking, zone)
    return [("When", _when(booking, zone))]


def _spans(booking: Booking, zone: str) -> list[tuple[str, str]]:
    return [
        (
            f"Session {part.session.number}",
            wording.span(part.session.starts_at, part.session.ends_at, zone),
        )
        for part in _told_parts(booking)
        if part.session
    ]


def _told_parts(booking: Booking) -> list[Booking]:
    """The sessions of a course that go with it: those given up with it, once it is."""
    parts = list(booking.parts.in_order())
    if booking.cancelled_at is not None:
        return [part for part in parts if part.cancelled_at == booking.cancelled_at] or parts
    return [part for part in parts if part.cancelled_at is None] or parts


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
    if booking.series is not None:
        return _course_rule(booking, zone)
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


def _course_rule(booking: Booking, zone: str) -> list[str]:
    parts = [
        policies.CoursePart(part.session.starts_at, part.price_cents)
        for part in _told_parts(booking)
        if part.session
    ]
    if not booking.price_cents:
        return []
    steps = policies.course_refund_steps(policy=booking.terms.cancellation_policy, parts=parts)
    return wording.cancellation_rule(steps, currency=booking.currency, zone=zone)


KINDS = (
    Kind(key="booking_confirmed", roads=SCREEN_AND_MAIL, words=_booking_confirmed),
    Kind(
        key="practice_booking_confirmed", roads=SCREEN_AND_MAIL, words=_practice_booking_confirmed
    ),
    Kind(key="booking_cancelled", roads=SCREEN_AND_MAIL, words=_booking_cancelled),
    Kind(
        key="practice_booking_given_back", roads=SCREEN_AND_MAIL, words=_practice_booking_given_back
    ),
    Kind(
        key="practice_booking_cancelled", roads=SCREEN_AND_MAIL, words=_practice_booking_cancelled
    ),
    Kind(key="booking_rescheduled", roads=SCREEN_AND_MAIL, words=_booking_rescheduled),
    Kind(
        key="practice_booking_rescheduled",
        roads=SCREEN_AND_MAIL,
        words=_practice_booking_rescheduled,
    ),
    Kind(key="reschedule_requested", roads=SCREEN_AND_MAIL, words=_reschedule_requested),
)
