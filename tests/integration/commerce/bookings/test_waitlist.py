"""Joining and leaving, and the line for a day on which everything is taken."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError

from commerce.bookings import availability, holds, rescheduling, waitlist
from commerce.bookings.states import CancelledBy
from commerce.models import Session, WaitlistEntry
from estuary.kernel import db
from estuary.kernel.idempotency import Claim
from marketplace.models import Service
from tests.factories import (
    BookingFactory,
    PlannedSessionFactory,
    ServiceFactory,
    SessionFactory,
    TermsFactory,
    UserFactory,
    WaitlistEntryFactory,
    WeeklyHoursFactory,
)
from tests.factories.bookings import NOON
from tests.integration.commerce.bookings import waits

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
MONDAY = NOON.date()  # 1 March 2027; Lisbon has UTC then
NOW = NOON - timedelta(days=3)
NINE = NOON - 3 * HOUR


@pytest.fixture
def service() -> Service:
    """An hour, on Mondays from nine to five."""
    service = ServiceFactory()
    WeeklyHoursFactory(practitioner=service.practitioner)
    return service


@pytest.fixture
def taken(service):
    """All of Monday in two bookings, at nine and at one."""
    return [
        BookingFactory(
            session=SessionFactory(service=service, starts_at=starts_at, lasts=3.75 * HOUR)
        )
        for starts_at in (NINE, NINE + 4 * HOUR)
    ]


def served(service, day=MONDAY, now=NOW) -> None:
    waitlist.serve_day(practitioner_id=service.practitioner_id, day=day, now=now)


def starts(service, now=NOW) -> list[datetime]:
    start, end = waitlist.bounds(service, MONDAY)
    found = availability.slots(service=service, terms=service.terms, now=now, start=start, end=end)
    return [slot.start for slot in found]


# --- joining ---


def test_a_full_session_is_waited_for():
    session = PlannedSessionFactory(capacity=1)
    waits.full(session)

    entry = waits.in_line(session, now=NOW, is_automatic=True)

    assert (entry.status, entry.session, entry.day) == ("waiting", session, None)
    assert (entry.is_automatic, entry.terms) == (True, session.service.terms)


def test_what_can_be_booked_is_not_waited_for():
    session = PlannedSessionFactory(capacity=2)
    BookingFactory(session=session)

    with pytest.raises(waitlist.NotFull) as refusal:
        waits.in_line(session, now=NOW)
    assert refusal.value.details == {"available_spots": [1]}

    assert waits.in_line(session, now=NOW, seats=2)


def test_a_seat_whose_hold_lapsed_can_be_booked_so_it_is_not_waited_for():
    session = PlannedSessionFactory(capacity=1)
    BookingFactory(session=session, status="pending", expires_at=NOW)

    with pytest.raises(waitlist.NotFull):
        waits.in_line(session, now=NOW)


def test_nobody_waits_for_more_seats_than_there_are():
    session = PlannedSessionFactory(capacity=2)
    waits.full(session)

    with pytest.raises(waitlist.TooManySeats):
        waits.in_line(session, now=NOW, seats=3)


def test_nobody_waits_twice_for_the_same(service, taken):
    session = PlannedSessionFactory(capacity=1)
    waits.full(session)
    client = waits.in_line(session, now=NOW).client
    waits.in_line_for(service, MONDAY, now=NOW, client=client)

    with pytest.raises(waitlist.AlreadyWaiting):
        waits.in_line(session, now=NOW, client=client)
    with pytest.raises(waitlist.AlreadyWaiting):
        waits.in_line_for(service, MONDAY, now=NOW, client=client)


@pytest.mark.parametrize("before", [2 * HOUR, timedelta(0), -HOUR])
def test_nobody_waits_for_what_begins_too_soon_to_be_offered(before):
    session = PlannedSessionFactory(capacity=1)
    waits.full(session)

    with pytest.raises(waitlist.NothingToWaitFor):
        waits.in_line(session, now=NOON - before)


def test_nobody_waits_for_a_session_that_is_called_off_or_another_service_s():
    session = PlannedSessionFactory(capacity=1, called_off_at=NOW)
    other = PlannedSessionFactory(capacity=1)

    for named, of in ((session, session), (other, session)):
        with pytest.raises(waitlist.SessionNotFound):
            waitlist.join(
                client=UserFactory(),
                service=of.service,
                wish=waitlist.Wish(session_id=named.public_id),
                claim=None,
                now=NOW,
            )


def test_a_practitioner_does_not_wait_for_themselves(service):
    with pytest.raises(waitlist.OwnWaitlist):
        waits.in_line_for(service, MONDAY, now=NOW, client=service.practitioner.user)


@pytest.mark.parametrize("service_type", ["workshop", "course"])
def test_only_single_sessions_are_waited_for_by_day(service_type):
    service = ServiceFactory(service_type=service_type)

    with pytest.raises(waitlist.NotWaitedFor):
        waits.in_line_for(service, MONDAY, now=NOW)


def test_a_session_of_a_course_is_not_waited_for():
    session = PlannedSessionFactory(capacity=1, service__service_type="course")
    waits.full(session)

    with pytest.raises(waitlist.NotWaitedFor):
        waits.in_line(session, now=NOW)


def test_one_key_joins_once():
    session = PlannedSessionFactory(capacity=1)
    waits.full(session)
    client, claim = UserFactory(), Claim(caller="user:1", key="k", fingerprint="f")

    first, again = (
        waitlist.join(
            client=client,
            service=session.service,
            wish=waitlist.Wish(session_id=session.public_id),
            claim=claim,
            now=NOW,
        )
        for _ in range(2)
    )

    assert first == again
    assert WaitlistEntry.objects.count() == 1


def test_a_day_with_a_free_time_is_not_waited_for(service, taken):
    waits.cancelled(taken[0], now=NOW)

    with pytest.raises(waitlist.NotFull):
        waits.in_line_for(service, MONDAY, now=NOW)


@pytest.mark.parametrize(
    "day", [MONDAY - timedelta(days=7), NOW.date(), MONDAY + timedelta(days=63)]
)
def test_a_day_past_too_soon_or_beyond_the_horizon_is_not_waited_for(service, day):
    with pytest.raises(waitlist.NothingToWaitFor):
        waits.in_line_for(service, day, now=NOW)


def test_who_left_is_not_in_line_and_may_join_again_at_its_end(service, taken):
    entry, other = (waits.in_line_for(service, MONDAY, now=NOW) for _ in range(2))

    with pytest.raises(waitlist.WaitlistEntryNotFound):
        waitlist.leave(public_id=entry.public_id, by=other.client, now=NOW)
    waitlist.leave(public_id=entry.public_id, by=entry.client, now=NOW)
    with pytest.raises(waitlist.WaitlistEntryNotFound):
        waitlist.leave(public_id=entry.public_id, by=entry.client, now=NOW)
    waits.in_line_for(service, MONDAY, now=NOW, client=entry.client)

    line = WaitlistEntry.objects.with_position().in_order()
    assert [(one.client, one.position) for one in line] == [
        (entry.client, None),
        (other.client, 1),
        (entry.client, 2),
    ]


# --- a time on a full day ---


def test_the_first_free_time_is_kept_for_the_first_in_line(service, taken):
    first, second = (waits.in_line_for(service, MONDAY, now=NOW) for _ in range(2))
    waits.cancelled(taken[1], now=NOW)

    served(service)

    assert waits.statuses(first, second) == ["offered", "offered"]
    assert first.session.starts_at == NINE + 4 * HOUR
    assert (first.session.held_until, first.offered_until) == (NOW + 12 * HOUR, NOW + 12 * HOUR)
    assert second.session.starts_at == NINE + 5.25 * HOUR
    assert waits.facts("offered") == [first.pk, second.pk]


def test_nobody_else_can_have_a_time_that_is_offered(service, taken):
    entry = waits.in_line_for(service, MONDAY, now=NOW)
    waits.cancelled(taken[1], now=NOW)
    served(service)
    waits.statuses(entry)

    with pytest.raises(holds.SlotTaken):
        waits.held(service, UserFactory(), entry.session.starts_at, now=NOW)
    assert entry.session.starts_at not in starts(service)


def test_a_time_just_freed_is_not_had_by_whoever_asks_before_the_line(service, taken):
    waits.in_line_for(service, MONDAY, now=NOW)
    waits.cancelled(taken[1], now=NOW)

    with pytest.raises(holds.SlotTaken):
        waits.held(service, UserFactory(), NINE + 4 * HOUR, now=NOW)

    served(service)
    assert waits.held(service, UserFactory(), NINE + 6 * HOUR, now=NOW)


def test_nor_by_one_who_moves_a_booking_there(service, taken):
    waits.in_line_for(service, MONDAY, now=NOW)
    waits.cancelled(taken[1], now=NOW)
    elsewhere = NINE + timedelta(days=7)
    booking = BookingFactory(session=SessionFactory(service=service, starts_at=elsewhere))

    with pytest.raises(holds.SlotTaken):
        rescheduling.reschedule(
            public_id=booking.public_id,
            by=booking.client,
            slot=waits.word(service, NINE + 4 * HOUR),
            claim=None,
            now=NOW,
        )


def test_nor_by_one_who_pays_too_late(service, taken):
    late = taken[1]
    waits.in_line_for(service, MONDAY, now=NOW)
    waits.cancelled(late, now=NOW, by=CancelledBy.LAPSED)

    with db.in_transaction():
        late.refresh_from_db()
        assert not holds.confirm(booking=late, now=NOW)


def test_what_begins_too_soon_to_be_offered_is_anybody_s(service, taken):
    service.minimum_notice_hours = 0
    service.save()
    entry = waits.in_line_for(service, MONDAY, now=NOW)
    waits.cancelled(taken[0], now=NOW)
    late = NINE + HOUR / 2

    assert waits.held(service, UserFactory(), late + HOUR / 4, now=late)
    served(service, now=late)

    assert waits.statuses(entry) == ["offered"]
    assert entry.session.starts_at == NINE + 2.75 * HOUR


def test_booking_the_offered_time_turns_its_hold_into_the_booking_s(service, taken):
    entry = waits.in_line_for(service, MONDAY, now=NOW)
    waits.cancelled(taken[1], now=NOW)
    served(service)
    kept = WaitlistEntry.objects.get(pk=entry.pk).session

    booking = waits.held(service, entry.client, kept.starts_at, now=NOW + HOUR)

    assert waits.statuses(entry) == ["booked"]
    assert (booking.session, booking.expires_at) == (kept, NOW + 12 * HOUR)
    with db.in_transaction():
        assert holds.confirm(booking=booking, now=NOW + HOUR)
    kept.refresh_from_db()
    assert (kept.held_until, kept.seats_taken, kept.called_off_at) == (None, 1, None)


def test_it_can_be_taken_although_the_notice_is_over_meanwhile(service, taken):
    entry = waits.in_line_for(service, MONDAY, now=NOW)
    waits.cancelled(taken[0], now=NOW)
    before = NINE - 25 * HOUR
    served(service, now=before)
    waits.statuses(entry)
    assert entry.session.starts_at == NINE

    assert waits.held(service, entry.client, NINE, now=before + 3 * HOUR)


def test_a_time_sold_for_another_length_meanwhile_gives_way_to_the_booking(service, taken):
    entry = waits.in_line_for(service, MONDAY, now=NOW)
    waits.cancelled(taken[1], now=NOW)
    served(service)
    waits.statuses(entry)
    longer = TermsFactory(service=service, duration_minutes=90)

    booking = waits.held(service, entry.client, entry.session.starts_at, now=NOW, terms=longer)

    assert waits.statuses(entry) == ["booked"]
    assert booking.session.ends_at - booking.session.starts_at == 1.5 * HOUR
    assert Session.objects.standing().count() == 2


def test_another_time_is_booked_as_by_anybody_and_the_offer_stands(service, taken):
    entry = waits.in_line_for(service, MONDAY, now=NOW)
    waits.cancelled(taken[1], now=NOW)
    served(service)

    assert waits.held(service, entry.client, NINE + 6 * HOUR, now=NOW)

    assert waits.statuses(entry) == ["offered"]


def test_offers_for_a_day_lapse_in_order_each_to_the_next(service, taken):
    taken[1].session.period = type(taken[1].session.period)(NINE + 4 * HOUR, NINE + 6.75 * HOUR)
    taken[1].session.blocked = type(taken[1].session.period)(NINE + 4 * HOUR, NINE + 7 * HOUR)
    entries = [waits.in_line_for(service, MONDAY, now=NOW) for _ in range(3)]
    taken[1].session.save()  # exactly one more hour fits

    served(service)
    assert waits.statuses(*entries) == ["offered", "waiting", "waiting"]
    for _ in range(2):
        served(service, now=NOW + 12 * HOUR)
        assert waits.statuses(*entries) == ["lapsed", "offered", "waiting"]
    served(service, now=NOW + 24 * HOUR)

    assert waits.statuses(*entries) == ["lapsed", "lapsed", "offered"]
    assert waits.facts("offered") == [entry.pk for entry in entries]
    assert waits.facts("lapsed") == [entry.pk for entry in entries[:2]]
    assert Session.objects.standing().count() == 3


def test_killed_between_two_steps_the_next_sweep_goes_on_from_there(service, taken, monkeypatch):
    first = waits.in_line_for(service, MONDAY, now=NOW)
    waits.cancelled(taken[1], now=NOW)
    served(service)
    second = WaitlistEntryFactory(service=service, day=MONDAY)

    def killed(**given):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(waitlist, "_offer_next", killed)
        with pytest.raises(KeyboardInterrupt):
            served(service, now=NOW + 12 * HOUR)
    assert waits.statuses(first, second) == ["lapsed", "waiting"]
    assert waits.facts("lapsed") == [first.pk]

    served(service, now=NOW + 12 * HOUR)
    assert waits.statuses(first, second) == ["lapsed", "offered"]


def test_a_hold_that_gave_way_already_lapses_without_harm(service, taken):
    entry = waits.in_line_for(service, MONDAY, now=NOW)
    waits.cancelled(taken[1], now=NOW)
    served(service)
    waits.statuses(entry)
    late = NOW + 12 * HOUR

    assert waits.held(service, UserFactory(), entry.session.starts_at, now=late)
    served(service, now=late)

    assert waits.statuses(entry) == ["lapsed"]


def test_leaving_with_an_offered_time_hands_it_on(service, taken):
    first = waits.in_line_for(service, MONDAY, now=NOW)
    waits.cancelled(taken[1], now=NOW)
    served(service)
    waits.statuses(first)
    kept = first.session
    while free := starts(service):
        BookingFactory(session=SessionFactory(service=service, starts_at=free[0]))
    second = waits.in_line_for(service, MONDAY, now=NOW)

    waitlist.leave(public_id=first.public_id, by=first.client, now=NOW)

    assert waits.statuses(first, second) == ["left", "offered"]
    assert (second.session.starts_at, second.session != kept) == (kept.starts_at, True)


def test_the_line_for_a_day_ends_when_nothing_on_it_can_be_booked_any_more(service, taken):
    entry = waits.in_line_for(service, MONDAY, now=NOW)
    midnight = datetime(2027, 3, 2, tzinfo=UTC)

    served(service, now=midnight - 24 * HOUR - timedelta(seconds=1))
    assert waits.statuses(entry) == ["waiting"]
    served(service, now=midnight - 24 * HOUR)

    assert waits.statuses(entry) == ["ended"]


def test_of_two_services_whoever_came_first_is_served_first(service, taken):
    other = ServiceFactory(practitioner=service.practitioner)
    entries = [waits.in_line_for(one, MONDAY, now=NOW) for one in (other, service)]
    taken[1].session.called_off_at = NOW
    taken[1].session.save()
    SessionFactory(service=service, starts_at=NINE + 5.25 * HOUR, lasts=2.5 * HOUR)

    served(service)

    assert waits.statuses(*entries) == ["offered", "waiting"]


def test_a_service_that_is_not_sold_now_is_passed_over(service, taken):
    entry = waits.in_line_for(service, MONDAY, now=NOW)
    waits.cancelled(taken[1], now=NOW)
    service.status = "paused"
    service.save()

    served(service)

    assert waits.statuses(entry) == ["waiting"]


@pytest.mark.parametrize(
    ("day", "length", "offset"),
    [(date(2027, 3, 28), 23, 1), (date(2027, 10, 31), 25, 0), (date(2027, 3, 29), 24, 1)],
)
def test_a_day_is_the_practitioner_s_own_also_when_clocks_change(day, length, offset):
    """Lisbon puts its clocks forward on 28 March 2027 and back on 31 October."""
    service = ServiceFactory()
    WeeklyHoursFactory(practitioner=service.practitioner, weekday=day.weekday(), end_time="10:00")
    now = datetime.combine(day, datetime.min.time(), UTC) - timedelta(days=3)
    nine = datetime.combine(day, datetime.min.time(), UTC) + (9 - offset) * HOUR
    booking = BookingFactory(session=SessionFactory(service=service, starts_at=nine))
    entry = waits.in_line_for(service, day, now=now)
    waits.cancelled(booking, now=now)

    start, end = waitlist.bounds(service, day)
    served(service, day=day, now=now)

    assert end - start == length * HOUR
    assert waits.statuses(entry) == ["offered"]
    assert entry.session.starts_at == nine
    assert entry.offered_until == now + 12 * HOUR


def test_the_last_hour_of_a_long_day_belongs_to_it():
    """On 31 October 2027 Lisbon's day ends at 24:00 UTC, an hour after it would by summer time."""
    day = date(2027, 10, 31)
    service = ServiceFactory()
    WeeklyHoursFactory(
        practitioner=service.practitioner, weekday=6, start_time="23:00", end_time="00:00"
    )
    now = datetime(2027, 10, 28, tzinfo=UTC)
    eleven = datetime(2027, 10, 31, 23, tzinfo=UTC)
    booking = BookingFactory(session=SessionFactory(service=service, starts_at=eleven))
    entry = waits.in_line_for(service, day, now=now)
    waits.cancelled(booking, now=now)

    served(service, day=day, now=now)

    assert waits.statuses(entry) == ["offered"]
    assert entry.session.starts_at == eleven


# --- what the database refuses by itself ---


def test_nobody_stands_twice_in_the_line_for_one_day(service):
    entry = WaitlistEntryFactory(service=service, day=MONDAY)

    with pytest.raises(IntegrityError, match="waitlist_once_in_line_for_a_day"):
        WaitlistEntryFactory(service=service, day=MONDAY, client=entry.client)


def test_one_time_is_not_offered_to_two(service):
    kept = SessionFactory(service=service)
    offered = {"status": "offered", "offered_at": NOW, "offered_until": NOON}
    one, two = (WaitlistEntryFactory(service=service, day=MONDAY) for _ in range(2))
    WaitlistEntry.objects.filter(pk=one.pk).update(session=kept, **offered)

    with pytest.raises(IntegrityError, match="waitlist_time_of_a_day_offered_once"):
        WaitlistEntry.objects.filter(pk=two.pk).update(session=kept, **offered)
