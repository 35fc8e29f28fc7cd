"""What those who wait are told."""

from datetime import timedelta

import pytest
from django.core import mail

from live.notifications import operations
from tests.factories import BookingFactory, WaitlistEntryFactory
from tests.factories.bookings import NOON

pytestmark = pytest.mark.django_db

NOW = NOON - timedelta(days=3)


def offered(**given):
    return WaitlistEntryFactory(
        **{
            "status": "offered",
            "offered_at": NOW,
            "offered_until": NOW + timedelta(hours=12),
            "client__profile__timezone": "Pacific/Auckland",
        }
        | given
    )


def letter(kind, entry):
    context = {"entry_id": entry.pk}
    told = operations.tell(kind=kind, to=entry.client_id, key="k", context=context, now=NOW)
    assert operations.deliver(delivery_id=told.deliveries.get().pk, now=NOW)
    sent = mail.outbox[-1]
    [(html, _)] = sent.alternatives
    return sent.subject, sent.body, html


def test_an_offer_tells_its_deadline_in_the_reader_s_zone_and_where_to_book():
    entry = offered(seats=2)

    subject, *contents = letter("waitlist_offered", entry)

    assert subject == "Kept for you: Breathing together with Inês Duarte"
    for said in contents:
        assert (
            "It is kept for you until Saturday 27 February 2027, 13:00 (Pacific/Auckland)" in said
        )
        assert "Tuesday 2 March 2027, 01:00 to 02:00 (Pacific/Auckland)" in said
        assert f"http://frontend.test/services/{entry.service.slug}" in said
        assert "could not" not in said


def test_what_could_not_be_bought_says_so():
    _, *contents = letter("waitlist_offered", offered(is_automatic=True))

    for said in contents:
        assert "could not be bought for you" in said
        assert "Book it" in said


def test_what_was_booked_and_not_paid_leads_to_its_payment():
    booking = BookingFactory(status="pending", expires_at=NOON)
    entry = offered(is_automatic=True, status="booked", booking=booking)

    _, *contents = letter("waitlist_offered", entry)

    for said in contents:
        assert "could not be paid with your card" in said
        assert f"http://frontend.test/bookings/{booking.public_id}" in said


def test_whoever_was_too_late_is_told_that_they_are_out_of_the_line():
    subject, *contents = letter("waitlist_lapsed", offered(status="lapsed"))

    assert subject == "No longer kept for you: Breathing together with Inês Duarte"
    for said in contents:
        assert "You are not on the waitlist any more" in said
