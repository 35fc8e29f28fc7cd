"""A booking as an entry in the calendar of one of its two people."""

from email.utils import parseaddr

from django.conf import settings

from commerce.bookings import calendar
from commerce.bookings.calendar import Entry, Method, Status
from commerce.bookings.models import Booking
from commerce.bookings.states import FIRM, BookingStatus
from marketplace.models import User


def entry(booking: Booking, *, reader: User) -> Entry:
    """What `reader` sees of a booking that has a time; needs what `with_agenda` loads."""
    assert booking.session is not None
    practitioner = booking.service.practitioner
    gives = practitioner.user_id == reader.pk
    # The client's name and never the address, which is not the practitioner's to know.
    other = (booking.client.get_full_name() or "A client") if gives else practitioner.display_name
    desk = "practice/bookings" if gives else "bookings"
    return Entry(
        uid=str(booking.public_id),
        sequence=booking.calendar_sequence,
        starts_at=booking.session.starts_at,
        ends_at=booking.session.ends_at,
        zone=booking.session.timezone,
        title=f"{booking.service.title} with {other}",
        place=_place(booking),
        people=[f"With {other}"],
        notes=booking.notes,
        status=_status(booking),
        url=f"{settings.FRONTEND_URL}/{desk}/{booking.public_id}",
        modified_at=booking.updated_at,
    )


def letter(booking: Booking, *, reader: User, address: str) -> tuple[Method, bytes]:
    """What goes with a letter to `address`: it asks for the time, or takes it back.

    Of a course all its sessions, as they stand now.
    """
    if booking.series is not None:
        return Method.PUBLISH, file(booking, reader=reader)
    seen = entry(booking, reader=reader)
    method = Method.CANCEL if seen.status == Status.CANCELLED else Method.REQUEST
    return method, calendar.invitation(
        seen, method=method, organizer=_organizer(), attendee=address
    )


def file(booking: Booking, *, reader: User) -> bytes:
    """One booking as a file to keep; of a course all its sessions."""
    if booking.series is not None:
        parts = booking.parts.with_agenda().in_order()
        entries = [entry(part, reader=reader) for part in parts]
        return calendar.published(entries, organizer=_organizer())
    return calendar.invitation(
        entry(booking, reader=reader), method=Method.PUBLISH, organizer=_organizer()
    )


def feed(bookings: list[Booking], *, reader: User) -> bytes:
    """Many bookings as a calendar to subscribe to."""
    return calendar.feed(
        [entry(booking, reader=reader) for booking in bookings],
        name=settings.WAGTAIL_SITE_NAME,
        organizer=_organizer(),
    )


def _status(booking: Booking) -> Status:
    if booking.status == BookingStatus.CANCELLED:
        return Status.CANCELLED
    return Status.CONFIRMED if booking.status in FIRM else Status.TENTATIVE


def _place(booking: Booking) -> str:
    """Where it takes place; the street is told once the seat is firm."""
    place, kind = booking.service.place, str(booking.service.get_location_type_display())
    if place is None:
        return kind
    street = (place.name, place.address) if booking.status in FIRM else ()
    return ", ".join(part for part in (*street, place.city) if part)


def _organizer() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
