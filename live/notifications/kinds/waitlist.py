"""What a client is told of a place in a line."""

from commerce.bookings.models import WaitlistEntry
from live.notifications import wording
from live.notifications.kinds.telling import SCREEN_AND_MAIL, Kind, Occasion, Words, zone_of


def _offered(told: Occasion) -> Words:
    entry, when = _place(told)
    practitioner = entry.service.practitioner.display_name
    until = wording.moment(entry.offered_until or told.now, zone_of(told.reader))
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


def _lapsed(told: Occasion) -> Words:
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


KINDS = (
    Kind(key="waitlist_offered", roads=SCREEN_AND_MAIL, words=_offered),
    Kind(key="waitlist_lapsed", roads=SCREEN_AND_MAIL, words=_lapsed),
)


def _place(told: Occasion) -> tuple[WaitlistEntry, str]:
    """Somebody's place in a line, and when what was offered takes place."""
    entry = WaitlistEntry.objects.with_details().get(pk=told.ids["entry_id"])
    assert entry.session
    zone = zone_of(told.reader)
    return entry, wording.span(entry.session.starts_at, entry.session.ends_at, zone)
