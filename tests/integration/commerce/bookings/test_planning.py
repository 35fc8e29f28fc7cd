from datetime import timedelta

import pytest
from django.db import IntegrityError

from commerce.bookings import holds, operations, planning
from commerce.bookings.states import BookingStatus
from commerce.models import Booking, Session
from estuary.kernel import db, idempotency
from estuary.kernel.models import OutboxEvent
from marketplace.catalogue.operations import ServiceNotFound, ServiceWithoutTerms
from marketplace.models import Service, TimeAway
from tests.factories import (
    BookingFactory,
    PlannedSessionFactory,
    PractitionerFactory,
    ServiceFactory,
    SessionFactory,
)
from tests.factories.bookings import NOON

pytestmark = pytest.mark.django_db

NOW = NOON - timedelta(days=30)
WEEK = timedelta(days=7)


@pytest.fixture
def workshop() -> Service:
    return ServiceFactory(service_type="workshop", terms__capacity=20)


def planned(service, *starts, by=None, now=NOW, **given):
    return planning.plan_sessions(
        service=service,
        starts=starts or [NOON],
        by=by or service.practitioner.user,
        now=now,
        **{"claim": None, **given},
    )


def told():
    return list(OutboxEvent.objects.order_by("recorded_at").values_list("name", flat=True))


def test_planned_dates_have_the_length_and_the_seats_of_the_terms(workshop):
    made = planned(workshop, NOON + WEEK, NOON)

    assert [(one.starts_at, one.ends_at) for one in made] == [
        (NOON, NOON + timedelta(hours=1)),
        (NOON + WEEK, NOON + WEEK + timedelta(hours=1)),
    ]
    assert {(one.capacity, one.seats_taken, one.number, one.is_planned) for one in made} == {
        (20, 0, None, True)
    }
    assert made[0].blocked.upper == made[0].ends_at + timedelta(minutes=15)
    assert {one.series for one in made} == {made[0].series}
    assert told() == ["commerce.session.planned"]


def test_dates_may_be_longer_and_smaller_than_the_terms_say(workshop):
    made = planned(workshop, duration=timedelta(hours=3), capacity=8)

    assert [(one.ends_at - one.starts_at, one.capacity) for one in made] == [
        (timedelta(hours=3), 8)
    ]


def test_the_sessions_of_a_course_are_numbered_in_their_order():
    course = ServiceFactory(service_type="course", terms__capacity=6)

    made = planned(course, NOON + 2 * WEEK, NOON, NOON + WEEK)

    assert [(one.number, one.starts_at) for one in made] == [
        (1, NOON),
        (2, NOON + WEEK),
        (3, NOON + 2 * WEEK),
    ]


def test_one_date_that_collides_is_named_and_none_is_planned(workshop):
    other = ServiceFactory(practitioner=workshop.practitioner)
    SessionFactory(service=other, starts_at=NOON + WEEK - timedelta(minutes=74))  # its buffer

    with pytest.raises(planning.SessionsCollide) as refusal:
        planned(workshop, NOON, NOON + WEEK, NOON + 2 * WEEK)

    assert refusal.value.details == {"starts": ["2027-03-08T12:00:00Z"]}
    assert not Session.objects.filter(is_planned=True).exists()
    assert told() == []


def test_a_date_may_begin_where_the_buffer_of_another_session_ends(workshop):
    SessionFactory(
        service=ServiceFactory(practitioner=workshop.practitioner),
        starts_at=NOON - timedelta(minutes=75),
    )

    assert len(planned(workshop)) == 1


def test_dates_planned_together_may_not_overlap_each_other(workshop):
    with pytest.raises(planning.SessionsCollide) as refusal:
        planned(workshop, NOON, NOON + timedelta(minutes=70))

    assert refusal.value.details == {"starts": ["2027-03-01T13:10:00Z"]}


def test_a_hold_that_was_not_paid_in_time_gives_way_to_a_date(workshop):
    held = BookingFactory(
        status=BookingStatus.PENDING,
        expires_at=NOW,
        session__held_until=NOW,
        session__service=ServiceFactory(practitioner=workshop.practitioner),
    )

    planned(workshop)

    held.refresh_from_db()
    assert (held.status, held.cancelled_by) == ("cancelled", "lapsed")


def test_other_practitioners_are_not_in_the_way(workshop):
    SessionFactory()

    assert len(planned(workshop)) == 1


def test_a_date_in_time_away_is_named(workshop):
    TimeAway.objects.create(
        practitioner=workshop.practitioner,
        period=(NOON + WEEK + timedelta(minutes=59), NOON + 2 * WEEK),
    )

    with pytest.raises(planning.PractitionerAway) as refusal:
        planned(workshop, NOON, NOON + WEEK, NOON + 2 * WEEK)

    assert refusal.value.details == {"starts": ["2027-03-08T12:00:00Z"]}
    assert not Session.objects.exists()


def test_a_date_needs_no_weekly_hours(workshop):
    assert not workshop.practitioner.weekly_hours.exists()

    assert len(planned(workshop)) == 1


@pytest.mark.parametrize(
    "starts",
    [
        [],
        [NOW],
        [NOW - WEEK],
        [NOON, NOON],
        [NOW + planning.FARTHEST + timedelta(seconds=1)],
        [NOON + n * WEEK for n in range(53)],
    ],
    ids=["none", "now", "past", "twice", "too far", "too many"],
)
def test_dates_that_make_no_sense_are_refused(workshop, starts):
    with pytest.raises(planning.BadDates):
        planning.plan_sessions(
            service=workshop, starts=starts, by=workshop.practitioner.user, claim=None, now=NOW
        )


def test_a_year_of_dates_is_planned_in_few_queries(workshop, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        made = planned(workshop, *[NOON + n * WEEK for n in range(52)])

    assert len(made) == 52


@pytest.mark.parametrize("given", [{"service_type": "session"}, {"status": "archived"}], ids=str)
def test_what_is_booked_by_slot_or_archived_has_no_dates(workshop, given):
    Service.objects.filter(pk=workshop.pk).update(**given)

    with pytest.raises(planning.NotPlanned):
        planned(workshop)


def test_dates_need_terms():
    with pytest.raises(ServiceWithoutTerms):
        planned(ServiceFactory(service_type="workshop", terms=False))


def test_nobody_plans_for_another(workshop):
    with pytest.raises(ServiceNotFound):
        planned(workshop, by=PractitionerFactory().user)


def test_the_same_claim_plans_once(workshop):
    claim = idempotency.Claim(caller="user:1", key="k", fingerprint="f")

    first = planned(workshop, NOON, NOON + WEEK, claim=claim)
    again = planned(workshop, NOON, NOON + WEEK, claim=claim)

    assert first == again
    assert Session.objects.count() == 2


# --- other sizes ---


def changed(session, capacity, *, by=None, now=NOW):
    return planning.change_session(
        service=session.service,
        public_id=session.public_id,
        by=by or session.practitioner.user,
        capacity=capacity,
        now=now,
    )


def test_a_session_may_shrink_to_the_seats_that_are_taken():
    session = PlannedSessionFactory()
    BookingFactory(session=session, seats=3)

    assert changed(session, 3).capacity == 3
    with pytest.raises(planning.SeatsTaken):
        changed(session, 2)
    session.refresh_from_db()
    assert session.capacity == 3


def test_seats_that_were_not_paid_in_time_do_not_keep_a_session_large():
    session = PlannedSessionFactory()
    BookingFactory(session=session, seats=3, status="pending", expires_at=NOW)

    assert changed(session, 1).capacity == 1


@pytest.mark.parametrize("step", ["change", "call off"])
def test_what_has_begun_or_was_called_off_stays_as_it_is(step):
    begun, off = PlannedSessionFactory(), PlannedSessionFactory(called_off_at=NOW)

    for session, now in ((begun, NOON), (off, NOW)):
        with pytest.raises(holds.SessionNotOpen):
            changed(session, 5, now=now) if step == "change" else called_off(session, now=now)


def test_a_session_made_for_one_booking_is_not_planned_and_cannot_be_changed():
    session = SessionFactory()

    with pytest.raises(planning.SessionNotFound):
        changed(session, 2)


@pytest.mark.parametrize("step", ["change", "call off"])
def test_another_s_session_does_not_exist(step):
    session, stranger = PlannedSessionFactory(), PractitionerFactory().user

    with pytest.raises(ServiceNotFound):
        changed(session, 5, by=stranger) if step == "change" else called_off(session, by=stranger)


# --- calling off ---


def called_off(session, *, by=None, reason="", now=NOW):
    planning.call_off_session(
        service=session.service,
        public_id=session.public_id,
        by=by or session.practitioner.user,
        reason=reason,
        now=now,
    )
    session.refresh_from_db()


def test_a_session_without_anybody_in_it_is_called_off_and_frees_the_time():
    session = PlannedSessionFactory()

    called_off(session)

    assert session.called_off_at == NOW
    assert told() == ["commerce.session.called_off"]
    assert len(planned(session.service)) == 1


def test_who_sits_in_a_session_that_is_called_off_is_seen_to_by_the_fact_of_it():
    session = PlannedSessionFactory()
    BookingFactory(session=session)

    called_off(session, reason="I have the flu.")

    assert (session.called_off_at, session.called_off_because) == (NOW, "I have the flu.")
    assert told() == ["commerce.session.called_off"]
    assert Booking.objects.get().status == "confirmed"


def test_staff_call_off_for_the_practitioner():
    session = PlannedSessionFactory()

    planning.call_off_for_practitioner(session_id=session.pk, reason="Ill", now=NOW)

    session.refresh_from_db()
    assert (session.called_off_at, session.called_off_because) == (NOW, "Ill")
    with pytest.raises(holds.SessionNotOpen):
        planning.call_off_for_practitioner(session_id=session.pk, reason="", now=NOW)
    with pytest.raises(planning.SessionNotFound):
        planning.call_off_for_practitioner(session_id=0, reason="", now=NOW)


def test_seats_held_in_a_session_that_was_called_off_do_not_become_firm():
    booking = BookingFactory(
        session=PlannedSessionFactory(called_off_at=NOW), status="pending", expires_at=NOON
    )

    with db.in_transaction():
        assert not holds.confirm(booking=operations.lock(pk=booking.pk), now=NOW)


def test_the_database_refuses_two_sessions_of_one_number_in_a_series():
    first = PlannedSessionFactory(number=1)

    with pytest.raises(IntegrityError, match="session_number_once_in_its_series"):
        PlannedSessionFactory(series=first.series, number=1)


def test_the_database_refuses_a_planned_session_that_could_lapse():
    with pytest.raises(IntegrityError, match="session_planned_is_never_held"):
        PlannedSessionFactory(held_until=NOON)
