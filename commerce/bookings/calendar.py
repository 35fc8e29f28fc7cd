"""Bookings as iCalendar (RFC 5545); values in, bytes out, the same bytes for the same values.

Times are written in UTC. A wall time with a TZID that the clock shows twice always means the first
(RFC 5545, 3.3.5), and we offer both; nor may a zone whose rules change move what was agreed on as
an instant. Every calendar shows them in its reader's zone; the zone of the offer stands in words.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

import icalendar

PRODUCT = "-//Estuary//Bookings//EN"
REFRESHED_EVERY = timedelta(hours=1)


class Method(StrEnum):
    """What is to be done with it (RFC 5546): files publish, letters ask or take back."""

    PUBLISH = "PUBLISH"
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


class Status(StrEnum):
    """How firm it is."""

    TENTATIVE = "TENTATIVE"
    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One booking, as one of its two people reads it.

    `uid` stays for ever; `sequence` rises with every change of time and every cancellation, and
    of two versions calendars believe the higher. `zone` is the one it was offered in.
    """

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    zone: str
    title: str
    place: str
    people: Sequence[str]
    notes: str
    status: Status
    url: str
    modified_at: datetime


def invitation(entry: Entry, *, method: Method, organizer: str, attendee: str = "") -> bytes:
    """One entry, as a file to keep or as a part of a letter to `attendee`.

    `organizer` is our own address: the two people do not learn each other's.
    """
    event = _event(entry)
    event.add("organizer", f"mailto:{organizer}")
    if method != Method.PUBLISH:
        # Asked for no answer: who booked comes, and who does not cancels with us.
        answer = {"PARTSTAT": "ACCEPTED", "ROLE": "REQ-PARTICIPANT", "RSVP": "FALSE"}
        event.add("attendee", f"mailto:{attendee}", parameters=answer)
    return _written(_calendar(method), [event])


def published(entries: Sequence[Entry], *, organizer: str) -> bytes:
    """Several entries as one file, such as the sessions of a course.

    They are published and not asked for: an invitation is of one event only (RFC 5546, 3.2.2).
    """
    events = [_event(entry) for entry in entries]
    for event in events:
        event.add("organizer", f"mailto:{organizer}")
    return _written(_calendar(Method.PUBLISH), events)


def feed(entries: Sequence[Entry], *, name: str, organizer: str) -> bytes:
    """A whole calendar to subscribe to."""
    calendar = _calendar(Method.PUBLISH)
    calendar.add("name", _line(name))
    calendar.add("x-wr-calname", _line(name))
    calendar.add("refresh-interval", REFRESHED_EVERY, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    events = [_event(entry) for entry in entries]
    for event in events:
        event.add("organizer", f"mailto:{organizer}")
    return _written(calendar, events)


def _calendar(method: Method) -> icalendar.Calendar:
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method.value)
    return calendar


def _written(calendar: icalendar.Calendar, events: Sequence[icalendar.Event]) -> bytes:
    for event in events:
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _event(entry: Entry) -> icalendar.Event:
    event = icalendar.Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    # When this version came to be: what was not changed is answered byte for byte again.
    event.add("dtstamp", _utc(entry.modified_at))
    event.add("last-modified", _utc(entry.modified_at))
    event.add("dtstart", _utc(entry.starts_at))
    event.add("dtend", _utc(entry.ends_at))
    event.add("summary", _line(entry.title))
    event.add("status", entry.status.value)
    event.add("transp", "TRANSPARENT" if entry.status == Status.CANCELLED else "OPAQUE")
    event.add("description", _text(_description(entry)))
    if entry.place:
        event.add("location", _line(entry.place))
    event.add("url", entry.url)
    return event


def _description(entry: Entry) -> str:
    said = [_span(entry.starts_at, entry.ends_at, entry.zone), *map(_line, entry.people)]
    return "\n".join(part for part in (*said, entry.notes.strip(), entry.url) if part)


def _span(start: datetime, end: datetime, zone: str) -> str:
    """`Monday 1 March 2027, 12:00 (UTC+0000) to 13:00 (UTC+0000), Europe/Lisbon`."""
    first, last = (moment.astimezone(ZoneInfo(zone)) for moment in (start, end))
    day = f"{first:%A} {first.day} {first:%B %Y}"
    return f"{day}, {first:%H:%M} (UTC{first:%z}) to {last:%H:%M} (UTC{last:%z}), {zone}"


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)


def _line(text: str) -> str:
    """On one line."""
    return " ".join(_text(text).split())


def _text(text: str) -> str:
    """Without anything a calendar might take for the end of a line, but for our own breaks."""
    lines = "\n".join(text.splitlines())
    return "".join(c for c in lines if c == "\n" or unicodedata.category(c) not in ("Cc", "Cs"))
