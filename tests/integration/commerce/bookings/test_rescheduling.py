"""Another time for the same seat: who may, until when, and that nothing is ever taken twice."""

import threading
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.db import OperationalError, connection
from django.utils import timezone

from commerce.bookings import rescheduling
from commerce.bookings.holds import SlotTaken
from commerce.models import Booking, Reschedule, Session
from estuary.kernel import db, locks
from tests.factories import BookingFactory, ServiceFactory, UserFactory
from tests.factories.bookings import RescheduleFactory
from tests.factories.schedules import open_all_week
from tests.integration.commerce.checkout import steps
from tests.threads import at_once

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def service(db):
    service = ServiceFactory()
    open_all_week(service.practitioner)
    return service


@pytest.fixture
def booking(service):
    """Confirmed, the first slot three days from now."""
    return book(service, starts_at=steps.first_start(service))


def book(service, *, starts_at):
    return BookingFactory(session__service=service, session__starts_at=starts_at)


def move(api, booking, starts_at, *, by=None, **headers):
    return api(by or booking.client).post(
        f"/api/v1/bookings/{booking.public_id}/reschedule/",
        {"slot": steps.word(booking.service, starts_at)},
        headers=headers,
    )


def moved(booking, starts_at, *, now=None):
    return rescheduling.reschedule(
        public_id=booking.public_id,
        by=booking.client,
        slot=steps.word(booking.service, starts_at),
        claim=None,
        now=now or timezone.now(),
    )


def ask(booking, *, by=None, now=None):
    return rescheduling.ask_for_another_time(
        public_id=booking.public_id,
        by=by or booking.service.practitioner.user,
        reason="I am ill.",
        claim=None,
        now=now or timezone.now(),
    )


def test_a_client_moves_to_a_free_slot_and_both_are_told(api, booking, relay):
    before, after = booking.session.starts_at, booking.session.starts_at + timedelta(days=1)

    answer = move(api, booking, after)
    relay()

    shown = answer.json()["data"]
    assert answer.status_code == 200, answer.json()
    assert shown["session"]["start_time"] == after.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert Session.objects.get().starts_at == after
    assert Reschedule.objects.get().period_before.lower == before
    assert sorted(letter.subject[:13] for letter in mail.outbox) == [
        "Booking moved",
        "New time: Bre",
    ]


def test_a_slot_that_overlaps_the_old_time_is_free_for_its_own_booking(booking):
    after = booking.session.starts_at + timedelta(minutes=30)

    assert moved(booking, after).session.starts_at == after


def test_the_old_time_is_free_again_and_the_new_one_is_not(service, booking):
    before, after = booking.session.starts_at, booking.session.starts_at + 2 * HOUR
    moved(booking, after)

    assert steps.first_start(service) == before
    with pytest.raises(SlotTaken):
        steps.booked(service, UserFactory(), starts_at=after)


def test_a_time_that_somebody_has_names_the_nearest_free_ones(api, service, booking):
    other = book(service, starts_at=booking.session.starts_at + 2 * HOUR)

    answer = move(api, booking, other.session.starts_at)

    assert (answer.status_code, answer.json()["code"]) == (409, "slot_taken")
    assert len(answer.json()["errors"]["slot"]) == 5


def test_a_hold_that_was_not_paid_gives_way(service, booking):
    starts_at = booking.session.starts_at + 2 * HOUR
    held = book(service, starts_at=starts_at)
    Booking.objects.filter(pk=held.pk).update(status="pending", expires_at=timezone.now())
    Session.objects.filter(pk=held.session_id).update(held_until=timezone.now())

    assert moved(booking, starts_at, now=timezone.now()).session.starts_at == starts_at
    held.refresh_from_db()
    assert held.cancelled_by == "lapsed"


def test_price_and_terms_stay_those_of_the_sale(booking):
    assert moved(booking, booking.session.starts_at + HOUR).terms == booking.terms


@pytest.mark.parametrize(
    ("before", "refused"), [(timedelta(hours=24), False), (timedelta(hours=23), True)]
)
def test_a_client_moves_until_a_day_before(booking, before, refused):
    later = booking.session.starts_at + timedelta(days=3)
    now = booking.session.starts_at - before

    if refused:
        with pytest.raises(rescheduling.TooLateToReschedule):
            moved(booking, later, now=now)
    else:
        assert moved(booking, later, now=now).times_moved == 1


def test_a_client_moves_three_times(booking):
    for hours in (1, 2, 3):
        moved(booking, booking.session.starts_at + hours * HOUR)

    with pytest.raises(rescheduling.RescheduledTooOften):
        moved(booking, booking.session.starts_at + 4 * HOUR)


def test_who_is_asked_to_choose_again_has_no_limits(booking, relay):
    Booking.objects.update(times_moved=3)
    now = booking.session.starts_at - HOUR
    later = booking.session.starts_at + timedelta(days=3)

    asked = ask(booking, now=now)
    relay()
    after = moved(booking, later, now=now)

    assert asked.reschedule_requested_at == now
    assert [letter.to for letter in mail.outbox] == [[booking.client.email]]
    assert (after.times_moved, after.reschedule_requested_at) == (3, None)
    assert Reschedule.objects.get().was_asked


def test_the_card_says_whether_one_may(api, booking):
    path = f"/api/v1/bookings/{booking.public_id}/"
    fresh = api(booking.client).get(path).json()["data"]
    ask(booking)
    asked = api(booking.client).get(path).json()["data"]
    Booking.objects.update(status="completed")
    over = api(booking.client).get(path).json()["data"]

    assert (fresh["can_reschedule"], fresh["reschedule_request"]) == (True, None)
    assert asked["reschedule_request"]["reason"] == "I am ill."
    assert over["can_reschedule"] is False


def test_the_same_key_moves_once(api, booking):
    first, second = booking.session.starts_at + HOUR, booking.session.starts_at + 2 * HOUR

    answers = [move(api, booking, first, **{"Idempotency-Key": "one"}) for _ in range(2)]
    other = move(api, booking, second, **{"Idempotency-Key": "one"})

    assert [answer.status_code for answer in answers] == [200, 200]
    assert (other.status_code, Reschedule.objects.count()) == (422, 1)


def test_each_side_does_what_is_theirs(api, booking):
    practitioner = booking.service.practitioner.user
    later = booking.session.starts_at + HOUR
    path = f"/api/v1/bookings/{booking.public_id}/request-reschedule/"

    by_practitioner = move(api, booking, later, by=practitioner)
    by_client = api(booking.client).post(path, {})
    by_stranger = [move(api, booking, later, by=UserFactory()), api(UserFactory()).post(path, {})]

    assert by_practitioner.json()["code"] == "not_for_practitioners"
    assert by_client.json()["code"] == "not_for_clients"
    assert [answer.status_code for answer in by_stranger] == [404, 404]


@pytest.mark.parametrize("status", ["cancelled", "completed"])
def test_what_is_over_is_not_moved(api, booking, status):
    cancelled = {"cancelled_at": timezone.now(), "cancelled_by": "client"}
    Booking.objects.update(status=status, **(cancelled if status == "cancelled" else {}))

    answer = move(api, booking, booking.session.starts_at + HOUR)

    assert (answer.status_code, answer.json()["code"]) == (409, "booking_closed")


def test_what_was_planned_for_many_is_not_moved_by_one(api, booking):
    booking.service.service_type = "workshop"
    booking.service.save()

    answer = move(api, booking, booking.session.starts_at + HOUR)

    assert (answer.status_code, answer.json()["code"]) == (409, "not_rescheduled")


def test_a_slot_of_another_service_is_refused(booking):
    other = ServiceFactory(practitioner=booking.service.practitioner)

    with pytest.raises(rescheduling.holds.SlotNotOurs):
        rescheduling.reschedule(
            public_id=booking.public_id,
            by=booking.client,
            slot=steps.word(other, booking.session.starts_at + HOUR),
            claim=None,
            now=timezone.now(),
        )


@pytest.mark.django_db(transaction=True)
def test_many_move_to_one_slot_and_one_gets_it(service):
    """Guards: the exclusion constraint; the lock on the practitioner's calendar."""
    first = steps.first_start(service)
    crowd = [book(service, starts_at=first + n * timedelta(days=1)) for n in range(6)]
    target = first + 3 * HOUR

    results = at_once(*[lambda b=b: moved(b, target) for b in crowd])

    lost = [result for result in results if isinstance(result, SlotTaken)]
    assert len(lost) == len(crowd) - 1, results
    assert Reschedule.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_who_moves_a_time_waits_for_others_who_move_one_of_the_same_practitioner(booking):
    """Guard: the lock on the calendar; two UPDATEs towards each other would deadlock."""
    is_held, is_tried = threading.Event(), threading.Event()

    def hold():
        with db.in_transaction():
            locks.take(f"calendar:{booking.service.practitioner_id}")
            is_held.set()
            is_tried.wait(10)

    def try_to_move():
        is_held.wait(10)
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '200ms'")
            return moved(booking, booking.session.starts_at + HOUR)
        finally:
            is_tried.set()

    _, result = at_once(hold, try_to_move)

    assert isinstance(result, OperationalError), result


@pytest.mark.django_db(transaction=True)
def test_moving_and_booking_race_for_one_slot_without_a_deadlock(service, stripe_sandbox):
    first = steps.first_start(service)
    target = first + 3 * HOUR
    movers = [book(service, starts_at=first + n * timedelta(days=1)) for n in range(4)]
    buyers = [UserFactory() for _ in range(4)]

    results = at_once(
        *[lambda b=b: moved(b, target) for b in movers],
        *[lambda u=u: steps.booked(service, u, starts_at=target) for u in buyers],
    )

    lost = [result for result in results if isinstance(result, SlotTaken)]
    assert len(lost) == 7, results
    assert Session.objects.standing().filter(period__startswith=target).count() == 1


def test_the_detail_tells_every_move_first_to_last(api, booking):
    other = RescheduleFactory(booking=booking, by=booking.service.practitioner.user)
    first = RescheduleFactory(booking=booking)
    Reschedule.objects.filter(pk=first.pk).update(created_at=other.created_at - timedelta(days=1))

    shown = api(booking.client).get(f"/api/v1/bookings/{booking.public_id}/").json()["data"]

    assert [list(move) for move in shown["reschedules"]] == [["at", "by", "from", "to"]] * 2
    assert [move["by"] for move in shown["reschedules"]] == ["client", "practitioner"]
    assert [datetime.fromisoformat(shown["reschedules"][0][key]) for key in ("from", "to")] == [
        first.period_before.lower,
        first.period_after.lower,
    ]


def test_a_move_shows_in_the_detail_and_not_in_the_card(api, booking):
    url = f"/api/v1/bookings/{booking.public_id}/"
    assert api(booking.client).get(url).json()["data"]["reschedules"] == []

    answer = move(api, booking, booking.session.starts_at + timedelta(days=1))

    [told] = api(booking.client).get(url).json()["data"]["reschedules"]
    assert told["to"] == answer.json()["data"]["session"]["start_time"]
    assert "reschedules" not in answer.json()["data"]
    assert (
        "reschedules"
        not in api(booking.client).get("/api/v1/bookings/").json()["data"]["results"][0]
    )


@pytest.mark.parametrize("count", [1, 3])
def test_the_detail_costs_the_same_queries_however_often_it_was_moved(
    api, booking, count, django_assert_num_queries
):
    RescheduleFactory.create_batch(count, booking=booking)

    # the caller; the booking; who sits in it; the sessions of a course; its moves
    with django_assert_num_queries(5):
        shown = api(booking.client).get(f"/api/v1/bookings/{booking.public_id}/")

    assert len(shown.json()["data"]["reschedules"]) == count
