"""The line for seats of a workshop."""

from datetime import timedelta

import pytest
from django.db import IntegrityError

from commerce.bookings import holds, line, planning, waitlist
from commerce.bookings.states import CancelledBy
from commerce.models import Session, WaitlistEntry
from estuary.kernel import db
from tests.factories import (
    BookingFactory,
    PlannedSessionFactory,
    UserFactory,
    WaitlistEntryFactory,
)
from tests.factories.bookings import NOON
from tests.integration.commerce.bookings import waits

pytestmark = pytest.mark.django_db

NOW = NOON - timedelta(days=3)
HOUR = timedelta(hours=1)


@pytest.fixture
def session() -> Session:
    return PlannedSessionFactory(capacity=2)


@pytest.fixture
def bookings(session):
    """Both seats are taken."""
    return waits.full(session)


def spots(session, now=NOW) -> int:
    return Session.objects.with_available_spots(now).get(pk=session.pk).available_spots


def swept(session, now) -> None:
    waitlist.serve_session(session_id=session.pk, now=now)


# --- offering ---


def test_a_seat_given_up_is_offered_to_the_first_in_line_at_once(session, bookings):
    first, second = waits.in_line(session, now=NOW), waits.in_line(session, now=NOW)

    waits.cancelled(bookings[0], now=NOW)

    assert waits.statuses(first, second) == ["offered", "waiting"]
    assert (first.offered_at, first.offered_until) == (NOW, NOW + 12 * HOUR)
    assert waits.facts("offered") == [first.pk]
    assert spots(session) == 0


def test_nobody_else_can_have_a_seat_that_is_offered(session, bookings):
    waits.in_line(session, now=NOW)
    waits.cancelled(bookings[0], now=NOW)

    with pytest.raises(holds.SessionFull) as refusal:
        waits.bought(session, UserFactory(), now=NOW)

    assert refusal.value.details == {"available_spots": [0]}


def test_a_hold_that_lapsed_goes_to_the_line_and_not_to_whoever_asks_first(session, bookings):
    entry = waits.in_line(session, now=NOW)
    bookings[0].status, bookings[0].expires_at = "pending", NOW + HOUR
    bookings[0].save()

    with pytest.raises(holds.SessionFull):
        waits.bought(session, UserFactory(), now=NOW + HOUR)
    waits.cancelled(bookings[0], now=NOW + HOUR, by=CancelledBy.LAPSED)

    assert waits.statuses(entry) == ["offered"]


def test_a_late_payment_does_not_jump_the_queue(session, bookings):
    late = bookings[0]
    entry = waits.in_line(session, now=NOW)
    waits.cancelled(late, now=NOW, by=CancelledBy.LAPSED)

    with db.in_transaction():
        late.refresh_from_db()
        assert not holds.confirm(booking=late, now=NOW)

    assert waits.statuses(entry) == ["offered"]


def test_more_seats_are_offered_to_as_many_as_they_are_enough_for(session, bookings):
    entries = [waits.in_line(session, now=NOW) for _ in range(3)]

    planning.change_session(
        service=session.service,
        public_id=session.public_id,
        by=session.practitioner.user,
        capacity=4,
        now=NOW,
    )

    assert waits.statuses(*entries) == ["offered", "offered", "waiting"]


def test_who_wants_more_seats_than_are_free_is_passed_over_and_keeps_the_place(session, bookings):
    pair, alone = waits.in_line(session, now=NOW, seats=2), waits.in_line(session, now=NOW)

    waits.cancelled(bookings[0], now=NOW)
    assert waits.statuses(pair, alone) == ["waiting", "offered"]
    waits.cancelled(bookings[1], now=NOW)
    assert waits.statuses(pair, alone) == ["waiting", "offered"]
    waitlist.leave(public_id=alone.public_id, by=alone.client, now=NOW)

    assert waits.statuses(pair, alone) == ["offered", "left"]
    assert Session.objects.get(pk=session.pk).seats_taken == 2


def test_a_seat_that_nobody_in_line_can_use_is_anybody_s(session, bookings):
    pair = waits.in_line(session, now=NOW, seats=2)
    waits.cancelled(bookings[0], now=NOW)

    assert spots(session) == 1
    assert waits.bought(session, UserFactory(), now=NOW)
    assert waits.statuses(pair) == ["waiting"]


def test_what_is_not_sold_now_is_offered_to_nobody_and_nobody_loses_their_place(session, bookings):
    entry = waits.in_line(session, now=NOW)
    session.service.status = "paused"
    session.service.save()

    waits.cancelled(bookings[0], now=NOW)
    assert waits.statuses(entry) == ["waiting"]

    session.service.status = "active"
    session.service.save()
    swept(session, NOW)
    assert waits.statuses(entry) == ["offered"]


@pytest.mark.parametrize(
    ("before_start", "until_before_start"),
    [(timedelta(hours=20), timedelta(hours=8)), (timedelta(hours=10), timedelta(hours=2))],
)
def test_an_offer_stands_for_twelve_hours_but_at_most_until_two_before_the_start(
    session, bookings, before_start, until_before_start
):
    entry = waits.in_line(session, now=NOW)

    waits.cancelled(bookings[0], now=NOON - before_start)

    assert waits.statuses(entry) == ["offered"]
    assert entry.offered_until == NOON - until_before_start


def test_so_close_to_the_start_nothing_is_offered_and_the_line_ends(session, bookings):
    entry = waits.in_line(session, now=NOW)

    waits.cancelled(bookings[0], now=NOON - 2 * HOUR)

    assert waits.statuses(entry) == ["ended"]
    assert waits.bought(session, UserFactory(), now=NOON - 2 * HOUR)


def test_the_line_for_what_is_called_off_ends_and_so_do_its_offers(session, bookings):
    first, second = waits.in_line(session, now=NOW), waits.in_line(session, now=NOW)
    waits.cancelled(bookings[0], now=NOW)

    planning.call_off_for_practitioner(session_id=session.pk, reason="", now=NOW)

    assert waits.statuses(first, second) == ["ended", "ended"]
    assert Session.objects.get(pk=session.pk).seats_taken == 1


# --- lapsing ---


def test_offers_lapse_in_order_each_to_the_next(session, bookings):
    entries = [waits.in_line(session, now=NOW) for _ in range(3)]
    waits.cancelled(bookings[0], now=NOW)
    seen = []

    for hours in (12, 24, 36):
        swept(session, NOW + hours * HOUR - timedelta(seconds=1))
        seen.append(waits.statuses(*entries))
        swept(session, NOW + hours * HOUR)
        seen.append(waits.statuses(*entries))

    assert seen == [
        ["offered", "waiting", "waiting"],
        ["lapsed", "offered", "waiting"],
        ["lapsed", "offered", "waiting"],
        ["lapsed", "lapsed", "offered"],
        ["lapsed", "lapsed", "offered"],
        ["lapsed", "lapsed", "lapsed"],
    ]
    assert waits.facts("lapsed") == [entry.pk for entry in entries]
    assert spots(session, NOW + 36 * HOUR) == 1


def test_a_second_sweep_changes_nothing(session, bookings):
    first, second = waits.in_line(session, now=NOW), waits.in_line(session, now=NOW)
    waits.cancelled(bookings[0], now=NOW)

    for _ in range(2):
        swept(session, NOW + 12 * HOUR)

    assert waits.statuses(first, second) == ["lapsed", "offered"]
    assert waits.facts("offered") == [first.pk, second.pk]


def test_what_was_not_taken_in_time_counts_as_free_before_any_sweep(session, bookings):
    waits.in_line(session, now=NOW)
    waits.cancelled(bookings[0], now=NOW)

    assert spots(session, NOW + 12 * HOUR) == 1
    assert waits.bought(session, UserFactory(), now=NOW + 12 * HOUR)
    assert not Session.objects.miscounted().exists()


def test_holds_and_offers_that_lapsed_are_counted_each_once():
    session = PlannedSessionFactory(capacity=9)
    for _ in range(2):
        BookingFactory(session=session, seats=2, status="pending", expires_at=NOW)
    for _ in range(2):
        WaitlistEntryFactory(
            session=session,
            status="offered",
            offered_at=NOW - HOUR,
            offered_until=NOW,
            seats=2,
        )
    Session.objects.update(seats_taken=8)

    assert spots(session) == 9
    assert Session.objects.with_room(NOW).count() == 1
    assert not Session.objects.miscounted().exists()


def test_an_offer_that_is_not_counted_is_found(session):
    WaitlistEntryFactory(
        session=session, status="offered", offered_at=NOW, offered_until=NOW + HOUR
    )

    assert list(Session.objects.miscounted()) == [session]


# --- taking ---


def test_booking_it_takes_the_offer_and_holds_the_seat_as_long(session, bookings):
    entry = waits.in_line(session, now=NOW)
    waits.cancelled(bookings[0], now=NOW)

    booking = waits.bought(session, entry.client, now=NOW + HOUR)

    assert waits.statuses(entry) == ["booked"]
    assert (entry.booking, booking.expires_at) == (booking, NOW + 12 * HOUR)
    assert Session.objects.get(pk=session.pk).seats_taken == 2


def test_an_offer_taken_in_its_last_minutes_is_held_as_long_as_any_other(session, bookings):
    entry = waits.in_line(session, now=NOW)
    waits.cancelled(bookings[0], now=NOW)
    late = NOW + 12 * HOUR - timedelta(minutes=1)

    booking = waits.bought(session, entry.client, now=late)

    assert booking.expires_at == late + timedelta(minutes=15)


def test_it_cannot_be_taken_after_its_deadline(session, bookings):
    first, second = waits.in_line(session, now=NOW), waits.in_line(session, now=NOW)
    waits.cancelled(bookings[0], now=NOW)

    with pytest.raises(holds.SessionFull):
        waits.bought(session, first.client, now=NOW + 12 * HOUR)

    swept(session, NOW + 12 * HOUR)
    assert waits.statuses(first, second) == ["lapsed", "offered"]


def test_seats_that_are_not_needed_after_all_go_to_the_next(session, bookings):
    pair, alone = waits.in_line(session, now=NOW, seats=2), waits.in_line(session, now=NOW)
    waitlist.leave(public_id=alone.public_id, by=alone.client, now=NOW)
    for booking in bookings:
        waits.cancelled(booking, now=NOW)
    assert waits.statuses(pair) == ["offered"]
    alone = waits.in_line(session, now=NOW)

    waits.bought(session, pair.client, now=NOW)

    assert waits.statuses(pair, alone) == ["booked", "offered"]


def test_more_seats_than_were_offered_are_had_only_if_there_are(session, bookings):
    entry = waits.in_line(session, now=NOW)
    waits.cancelled(bookings[0], now=NOW)

    with pytest.raises(holds.SessionFull) as refusal:
        waits.bought(session, entry.client, now=NOW, seats=2)
    assert refusal.value.details == {"available_spots": [1]}
    assert waits.statuses(entry) == ["offered"]

    waits.cancelled(bookings[1], now=NOW)
    waits.bought(session, entry.client, now=NOW, seats=2)
    assert waits.statuses(entry) == ["booked"]


def test_what_was_booked_and_not_paid_goes_to_the_next(session, bookings):
    first, second = waits.in_line(session, now=NOW), waits.in_line(session, now=NOW)
    waits.cancelled(bookings[0], now=NOW)
    booking = waits.bought(session, first.client, now=NOW)

    waits.cancelled(booking, now=NOW + 12 * HOUR, by=CancelledBy.LAPSED)

    assert waits.statuses(first, second) == ["booked", "offered"]


def test_who_asks_for_what_was_offered_and_nothing_else_gets_nothing_without_an_offer(session):
    with pytest.raises(line.OfferGone), db.in_transaction():
        line.require_offer_of_seats(client=UserFactory(), session_id=session.pk, now=NOW)


def test_leaving_with_an_offer_hands_it_on(session, bookings):
    first, second = waits.in_line(session, now=NOW), waits.in_line(session, now=NOW)
    waits.cancelled(bookings[0], now=NOW)

    waitlist.leave(public_id=first.public_id, by=first.client, now=NOW + HOUR)

    assert waits.statuses(first, second) == ["left", "offered"]
    assert second.offered_until == NOW + 13 * HOUR


# --- what the database refuses by itself ---


@pytest.mark.parametrize(
    ("given", "constraint"),
    [
        ({"seats": 0}, "waitlist_waits_for_a_seat"),
        ({"status": "offered"}, "waitlist_offers_something_until_a_deadline"),
        ({"offered_at": NOW}, "waitlist_offers_something_until_a_deadline"),
        (
            {"status": "offered", "offered_at": NOW, "offered_until": NOW},
            "waitlist_offers_something_until_a_deadline",
        ),
        (
            {"status": "booked", "offered_at": NOW, "offered_until": NOON},
            "waitlist_booked_exactly_with_its_booking",
        ),
        ({"day": NOW.date()}, "waitlist_waits_for_a_session_or_a_day"),
        ({"session": None}, "waitlist_waits_for_a_session_or_a_day"),
    ],
)
def test_a_place_in_line_makes_sense(given, constraint):
    entry = WaitlistEntryFactory()

    with pytest.raises(IntegrityError, match=constraint):
        WaitlistEntry.objects.filter(pk=entry.pk).update(**given)


def test_nobody_stands_twice_in_the_line_for_one_session():
    entry = WaitlistEntryFactory()
    WaitlistEntryFactory(client=entry.client)
    WaitlistEntryFactory(client=entry.client, session=entry.session, status="left")

    with pytest.raises(IntegrityError, match="waitlist_once_in_line_for_a_session"):
        WaitlistEntryFactory(client=entry.client, session=entry.session)


def test_a_place_that_was_booked_has_its_booking():
    booking = BookingFactory()
    WaitlistEntryFactory(status="booked", offered_at=NOW, offered_until=NOON, booking=booking)

    with pytest.raises(IntegrityError, match="booking_id"):
        WaitlistEntryFactory(status="booked", offered_at=NOW, offered_until=NOON, booking=booking)
