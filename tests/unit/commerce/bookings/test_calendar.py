"""iCalendar as a calendar would read it: parsed again, and looked at as bytes."""

import unicodedata
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commerce.bookings import calendar
from commerce.bookings.calendar import Entry, Method, Status

NOON = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)
ENTRY = Entry(
    uid="8f5a1f0e-6a51-4c6f-9d0e-3a6f1c0b7a11",
    sequence=0,
    starts_at=NOON,
    ends_at=NOON + timedelta(hours=1),
    zone="Europe/Lisbon",
    title="Breathwork for sleep with Inês Duarte",
    place="Casa Clara, Rua das Flores 12, Lisbon",
    people=["With Inês Duarte"],
    notes="",
    status=Status.CONFIRMED,
    url="https://frontend.test/bookings/1",
    modified_at=NOON - timedelta(days=30),
)


def written(entry, method=Method.REQUEST):
    return calendar.invitation(
        entry, method=method, organizer="hello@estuary.test", attendee="clara@example.test"
    )


def unfolded(content):
    return content.replace(b"\r\n ", b"").decode().split("\r\n")


def test_a_letter_asks_with_everything_a_calendar_needs():
    assert unfolded(written(ENTRY)) == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Estuary//Bookings//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:REQUEST",
        "BEGIN:VEVENT",
        "SUMMARY:Breathwork for sleep with Inês Duarte",
        "DTSTART:20270301T120000Z",
        "DTEND:20270301T130000Z",
        "DTSTAMP:20270130T120000Z",
        "UID:8f5a1f0e-6a51-4c6f-9d0e-3a6f1c0b7a11",
        "SEQUENCE:0",
        "ATTENDEE;PARTSTAT=ACCEPTED;ROLE=REQ-PARTICIPANT;RSVP=FALSE:mailto:clara@example.test",
        "DESCRIPTION:Monday 1 March 2027\\, 12:00 (UTC+0000) to 13:00 (UTC+0000)\\, Europe/Lisbon"
        "\\nWith Inês Duarte\\nhttps://frontend.test/bookings/1",
        "LAST-MODIFIED:20270130T120000Z",
        "LOCATION:Casa Clara\\, Rua das Flores 12\\, Lisbon",
        "ORGANIZER:mailto:hello@estuary.test",
        "STATUS:CONFIRMED",
        "TRANSP:OPAQUE",
        "URL:https://frontend.test/bookings/1",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_a_file_to_keep_names_nobody_s_address():
    kept = written(ENTRY, Method.PUBLISH)

    assert b"METHOD:PUBLISH" in kept
    assert b"ATTENDEE" not in kept


def test_a_cancellation_takes_back_the_same_event():
    first = icalendar.Calendar.from_ical(written(ENTRY)).events[0]
    cancelled = replace(ENTRY, sequence=1, status=Status.CANCELLED)
    content = written(cancelled, Method.CANCEL)
    last = icalendar.Calendar.from_ical(content).events[0]

    assert b"METHOD:CANCEL" in content
    assert (last["UID"], last["SEQUENCE"], last["STATUS"]) == (first["UID"], 1, "CANCELLED")
    assert last["TRANSP"] == "TRANSPARENT"


@pytest.mark.parametrize(
    ("zone", "wall", "fold", "instant", "said"),
    [
        ("Europe/Lisbon", (2027, 3, 28, 0, 30), 0, "20270328T003000Z", "00:30 (UTC+0000)"),
        ("Europe/Lisbon", (2027, 3, 28, 2, 0), 0, "20270328T010000Z", "02:00 (UTC+0100)"),
        # The clock shows 01:30 twice; a TZID could only say the first.
        ("Europe/Lisbon", (2027, 10, 31, 1, 30), 0, "20271031T003000Z", "01:30 (UTC+0100)"),
        ("Europe/Lisbon", (2027, 10, 31, 1, 30), 1, "20271031T013000Z", "01:30 (UTC+0000)"),
        ("America/New_York", (2027, 11, 7, 1, 30), 1, "20271107T063000Z", "01:30 (UTC-0500)"),
        ("Asia/Kathmandu", (2027, 3, 1, 12, 0), 0, "20270301T061500Z", "12:00 (UTC+0545)"),
    ],
)
def test_days_on_which_the_clock_changes_keep_their_instant(zone, wall, fold, instant, said):
    starts_at = datetime(*wall, tzinfo=ZoneInfo(zone), fold=fold)
    entry = replace(ENTRY, zone=zone, starts_at=starts_at, ends_at=starts_at + timedelta(hours=1))

    lines = unfolded(written(entry))

    assert f"DTSTART:{instant}" in lines
    assert said in next(line for line in lines if line.startswith("DESCRIPTION:"))


def test_an_hour_over_the_change_of_the_clock_lasts_an_hour():
    starts_at = datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    entry = replace(ENTRY, starts_at=starts_at, ends_at=starts_at + timedelta(hours=1))

    event = icalendar.Calendar.from_ical(written(entry)).events[0]

    assert event.end - event.start == timedelta(hours=1)


def test_no_line_is_longer_than_75_octets_and_none_breaks_a_character():
    entry = replace(ENTRY, title="Schlaf-Übung für müde Köpfe 🧘 " * 20, notes="å" * 500)

    content = written(entry)

    lines = content.split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    assert all(line.decode() is not None for line in lines)
    assert icalendar.Calendar.from_ical(content).events[0]["SUMMARY"] == entry.title.strip()


EVIL = (
    "Sleep\r\nATTENDEE:mailto:all@example.test\nBEGIN:VALARM\rX:1; a, b\\n\u2028c\u0085d\x0be\x00f"
)


@pytest.mark.parametrize("field", ["title", "place", "notes", "people"])
def test_what_people_write_adds_no_property(field):
    entry = replace(ENTRY, **{field: [EVIL] if field == "people" else EVIL})

    content = written(entry)

    names = [line.partition(":")[0].partition(";")[0] for line in unfolded(content)]
    assert names == [line.partition(":")[0].partition(";")[0] for line in unfolded(written(ENTRY))]
    event = icalendar.Calendar.from_ical(content).events[0]
    shown = {"title": "SUMMARY", "place": "LOCATION"}.get(field, "DESCRIPTION")
    assert "X:1; a, b\\n c d ef" in " ".join(event[shown].split())
    strange = {c for c in content.decode() if unicodedata.category(c) in ("Cc", "Zl", "Zp")}
    assert strange == {"\r", "\n"}


@given(st.text(max_size=300))
def test_any_text_comes_back_as_one_event(text):
    content = written(replace(ENTRY, title=text, place=text, notes=text, people=[text]))

    parsed = icalendar.Calendar.from_ical(content)

    assert len(parsed.events) == 1
    assert len(content.splitlines()) == content.count(b"\r\n")
    assert parsed.events[0]["UID"] == ENTRY.uid


def test_a_feed_holds_every_entry_and_says_how_often_to_look():
    other = replace(ENTRY, uid="other", status=Status.CANCELLED, sequence=1)

    content = calendar.feed([ENTRY, other], name="Estuary, Clara", organizer="hello@estuary.test")

    parsed = icalendar.Calendar.from_ical(content)
    assert [event["UID"] for event in parsed.events] == [ENTRY.uid, "other"]
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H" in unfolded(content)
    assert parsed["X-WR-CALNAME"] == "Estuary, Clara"
    assert b"ATTENDEE" not in content


def test_a_feed_without_bookings_is_a_calendar_all_the_same():
    parsed = icalendar.Calendar.from_ical(
        calendar.feed([], name="Estuary", organizer="hello@estuary.test")
    )

    assert parsed.events == []


def test_the_same_values_make_the_same_bytes():
    assert written(ENTRY) == written(replace(ENTRY))
