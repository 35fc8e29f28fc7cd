from datetime import timedelta

import pytest
from django.db import IntegrityError

from commerce.bookings import availability, holds, operations
from commerce.bookings.holds import Participant
from commerce.bookings.states import CancelledBy
from commerce.models import Booking, BookingParticipant, Session
from estuary.kernel import db
from estuary.kernel.models import OutboxEvent
from marketplace.models import Service
from tests.factories import (
    BookingFactory,
    PlannedSessionFactory,
    ServiceFactory,
    SessionFactory,
    UserFactory,
)
from tests.factories.bookings import NOON
from tests.factories.schedules import open_all_week

pytestmark = pytest.mark.django_db

NOW = NOON - timedelta(days=3)
UNTIL = NOW + timedelta(minutes=15)
LATER = UNTIL + timedelta(seconds=1)


@pytest.fixture
def session() -> Session:
    return PlannedSessionFactory(capacity=5)


def taken(session, seats=1, *, client=None, participants=(), now=NOW, until=None, **given):
    with db.in_transaction():
        return holds.take_seats(
            session=session,
            client=client or UserFactory(),
            service=session.service,
            terms=session.service.terms,
            seats=seats,
            participants=participants,
            notes="",
            now=now,
            until=until or now + timedelta(minutes=15),
            **given,
        )


def cancelled(booking, by=CancelledBy.CLIENT, now=NOW):
    with db.in_transaction():
        locked = operations.lock(pk=booking.pk)
        operations.cancel(booking=locked, by=by, reason="", refund_cents=0, now=now)


def confirmed(booking, now=NOW) -> bool:
    with db.in_transaction():
        return holds.confirm(booking=operations.lock(pk=booking.pk), now=now)


def count(session) -> int:
    session.refresh_from_db()
    assert not Session.objects.miscounted().exists()
    return session.seats_taken


def test_several_seats_are_one_booking_with_a_row_for_each(session):
    client = UserFactory()

    booking = taken(
        session, 3, client=client, participants=[Participant(name="Ana", email="ana@example.test")]
    )

    assert (booking.status, booking.seats, booking.price_cents) == ("pending", 3, 24000)
    rows = BookingParticipant.objects.values_list("seat", "name", "email", "user")
    assert list(rows) == [
        (1, "Ana", "ana@example.test", None),
        (2, "", "", None),
        (3, "", "", None),
    ]
    assert count(session) == 3


def test_without_names_the_first_seat_is_the_client_s_own(session):
    client = UserFactory()

    booking = taken(session, 2, client=client)

    assert [row.user for row in booking.participants.all()] == [client, None]


def test_a_part_of_a_course_has_its_own_part_of_the_price(session):
    whole = BookingFactory()

    booking = taken(session, 2, price_cents=1234, parent=whole)

    assert (booking.price_cents, booking.parent_booking) == (1234, whole)


def test_more_names_than_seats_are_refused(session):
    with pytest.raises(holds.TooManyParticipants):
        taken(session, 1, participants=[Participant(name="Ana"), Participant(name="Rui")])

    assert count(session) == 0


def test_the_last_seats_can_be_had_and_not_one_more(session):
    taken(session, 3)

    with pytest.raises(holds.SessionFull) as refusal:
        taken(session, 3)
    assert refusal.value.details == {"available_spots": [2]}
    assert (refusal.value.code, refusal.value.message) == ("session_full", "2 seats are left.")
    assert count(session) == 3

    taken(session, 2)
    assert count(session) == 5


@pytest.mark.parametrize("given", [{"called_off_at": NOW}, {"is_planned": False, "series": None}])
def test_no_seat_can_be_had_in_what_is_called_off_or_another_s_slot(session, given):
    Session.objects.filter(pk=session.pk).update(**given)

    with pytest.raises(holds.SessionNotOpen):
        taken(session)


def test_no_seat_can_be_had_once_it_has_begun(session):
    with pytest.raises(holds.SessionNotOpen):
        taken(session, now=NOON)

    assert taken(session, now=NOON - timedelta(seconds=1))


def test_seats_given_up_come_back_once_and_the_session_stands(session):
    booking = taken(session, 3)
    confirmed(booking)

    cancelled(booking)
    with pytest.raises(operations.BookingClosed):
        cancelled(booking)

    assert count(session) == 0
    assert session.called_off_at is None


def test_a_hold_that_was_not_paid_in_time_lets_the_next_client_in_at_once(session):
    held = taken(session, 5)

    with pytest.raises(holds.SessionFull):
        taken(session, now=UNTIL - timedelta(seconds=1))
    taken(session, 4, now=UNTIL)

    held.refresh_from_db()
    assert (held.status, held.cancelled_by) == ("cancelled", "lapsed")
    assert count(session) == 4
    facts = OutboxEvent.objects.filter(name="commerce.booking.lapsed")
    assert [fact.payload for fact in facts] == [{"booking_id": held.pk}]


def test_holds_stay_while_there_is_room_for_all(session):
    held = taken(session, 2)

    taken(session, 3, now=LATER)

    held.refresh_from_db()
    assert held.status == "pending"
    assert confirmed(held, now=LATER)
    assert count(session) == 5


def test_a_firm_seat_never_gives_way(session):
    confirmed(taken(session, 5))

    with pytest.raises(holds.SessionFull):
        taken(session, now=LATER)


def test_a_late_payment_takes_the_same_seats_again(session):
    booking = taken(session, 3)
    cancelled(booking, by=CancelledBy.LAPSED, now=LATER)

    assert confirmed(booking, now=LATER)

    booking.refresh_from_db()
    assert (booking.status, booking.session, count(session)) == ("confirmed", session, 3)


@pytest.mark.parametrize("gone", ["full", "called off", "begun", "given up"])
def test_a_late_payment_for_what_is_gone_takes_nothing(session, gone):
    booking, now = taken(session, 3), LATER
    by = CancelledBy.CLIENT if gone == "given up" else CancelledBy.LAPSED
    cancelled(booking, by=by, now=LATER)
    if gone == "full":
        confirmed(taken(session, 3, now=LATER))
    elif gone == "called off":
        Session.objects.update(called_off_at=LATER)
    elif gone == "begun":
        now = NOON

    assert not confirmed(booking, now=now)

    booking.refresh_from_db()
    assert booking.status == "cancelled"
    assert count(session) == (3 if gone == "full" else 0)


def test_everybody_s_booking_is_completed_when_the_session_is_over(session):
    for _ in range(3):
        confirmed(taken(session))
    taken(session)

    done = operations.complete_past(now=NOON + timedelta(hours=1))

    assert done == 3
    assert Booking.objects.filter(status="completed").count() == 3
    assert OutboxEvent.objects.filter(name="commerce.booking.completed").count() == 3
    assert count(session) == 4


def test_the_database_itself_refuses_one_seat_too_many(session):
    with pytest.raises(IntegrityError, match="session_never_oversold"):
        Session.objects.filter(pk=session.pk).update(seats_taken=6)


@pytest.mark.parametrize(
    ("given", "name"),
    [({"seats": 0}, "booking_has_a_seat")],
)
def test_the_database_refuses_a_booking_without_a_seat(session, given, name):
    with pytest.raises(IntegrityError, match=name):
        BookingFactory(session=session, **given)


def test_the_database_refuses_two_people_in_one_seat(session):
    booking = taken(session)

    with pytest.raises(IntegrityError, match="booking_seat_once"):
        BookingParticipant.objects.create(booking=booking, seat=1, name="Rui")


def test_the_database_refuses_a_seat_that_is_not_counted(session):
    booking = taken(session)

    with pytest.raises(IntegrityError, match="booking_seat_is_counted"):
        BookingParticipant.objects.create(booking=booking, seat=0, name="Rui")


# --- what it means for slots and lists ---


def test_a_planned_session_takes_the_slots_it_touches_with_its_buffer():
    own = ServiceFactory(practitioner__timezone="UTC", minimum_notice_hours=0)
    open_all_week(own.practitioner)
    workshop = ServiceFactory(practitioner=own.practitioner, service_type="workshop")
    PlannedSessionFactory(service=workshop)
    PlannedSessionFactory(starts_at=NOON + timedelta(hours=2))  # somebody else's

    free = availability.slots(
        service=own,
        terms=own.terms,
        now=NOW,
        start=NOON - timedelta(hours=1, minutes=15),
        end=NOON + timedelta(hours=2, minutes=16),
    )

    assert [slot.start - NOON for slot in free] == [
        timedelta(minutes=minutes) for minutes in (-75, 75, 90, 105, 120, 135)
    ]


def test_a_workshop_is_not_sold_by_slot():
    workshop = ServiceFactory(service_type="workshop")
    open_all_week(workshop.practitioner)

    found = availability.slots(
        service=workshop, terms=workshop.terms, now=NOW, start=NOW, end=NOON + timedelta(days=3)
    )

    assert found == []


def next_of(service, now=NOW):
    operations.refresh_next_available(practitioner_id=service.practitioner_id, now=now)
    return Service.objects.get(pk=service.pk).next_available_at


def test_the_next_time_of_a_workshop_is_its_next_date_with_a_free_seat(session):
    workshop = session.service
    for day in (1, 2, 3):
        PlannedSessionFactory(service=workshop, starts_at=NOON + timedelta(days=day), capacity=1)
    BookingFactory(session=session, seats=5)
    held = Session.objects.get(period__startswith=NOON + timedelta(days=1))
    BookingFactory(session=held, status="pending", expires_at=UNTIL)

    assert next_of(workshop) == NOON + timedelta(days=2)
    assert next_of(workshop, now=UNTIL) == NOON + timedelta(days=1)
    assert next_of(workshop, now=NOON + timedelta(days=2)) == NOON + timedelta(days=3)
    assert next_of(workshop, now=NOON + timedelta(days=3)) is None


@pytest.mark.parametrize(("late", "expected"), [(True, 1), (False, 14)])
def test_a_course_that_has_begun_is_next_open_only_when_its_terms_let_one_join(late, expected):
    course = ServiceFactory(service_type="course", terms__capacity=5, terms__joins_late=late)
    first = PlannedSessionFactory(service=course, number=1, starts_at=NOON - timedelta(days=6))
    PlannedSessionFactory(
        service=course, number=2, series=first.series, starts_at=NOON + timedelta(days=1)
    )
    PlannedSessionFactory(service=course, number=1, starts_at=NOON + timedelta(days=14))

    assert next_of(course) == NOON + timedelta(days=expected)


def test_a_course_begins_with_the_first_session_that_was_not_called_off():
    course = ServiceFactory(service_type="course", terms__capacity=5)
    off = PlannedSessionFactory(service=course, number=1, called_off_at=NOW)
    PlannedSessionFactory(
        service=course, number=2, series=off.series, starts_at=NOON + timedelta(days=7)
    )

    assert next_of(course) == NOON + timedelta(days=7)


def test_a_date_that_has_begun_is_found_by_the_clock(session):
    next_of(session.service)

    stale = {
        now: operations.with_stale_next_available(now=now)
        for now in (NOON - timedelta(seconds=1), NOON)
    }

    assert list(stale.values()) == [[], [session.practitioner_id]]


@pytest.mark.parametrize("count", [1, 3])
def test_looking_for_dates_costs_one_query_more(session, count, django_assert_num_queries):
    for day in range(1, count):
        PlannedSessionFactory(service=session.service, starts_at=NOON + timedelta(days=day))

    with django_assert_num_queries(6):  # services, dates; 4 to write it down
        operations.refresh_next_available(practitioner_id=session.practitioner_id, now=NOW)


def test_a_miscounted_session_is_found():
    session = PlannedSessionFactory(seats_taken=1)
    SessionFactory()

    assert list(Session.objects.miscounted()) == [session]
