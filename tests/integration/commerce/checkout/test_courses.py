"""Courses: bought as one, a booking for each session, given back as far as they were not held."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from commerce.bookings import operations as bookings
from commerce.bookings import planning
from commerce.bookings.holds import SessionFull
from commerce.checkout import audit, buying, cancelling, operations, seats
from commerce.checkout.seats import Guests, book_seats
from commerce.ledger.states import AccountKind
from commerce.models import Booking, Earning, Order, Session
from tests.factories import ServiceFactory, UserFactory
from tests.integration.commerce.checkout import steps
from tests.threads import at_once

pytestmark = pytest.mark.django_db

NOW = timezone.now().replace(microsecond=0)
FIRST = NOW + timedelta(days=10)
WEEK = timedelta(days=7)


@pytest.fixture
def course(db):
    """Six evenings, a week apart, for $100.01 on the moderate policy; five seats."""
    return ServiceFactory(
        service_type="course", terms__capacity=5, terms__price_cents=10001, title="Slow yoga"
    )


@pytest.fixture
def run(course) -> list[Session]:
    return planning.plan_sessions(
        service=course,
        starts=[FIRST + week * WEEK for week in range(6)],
        by=course.practitioner.user,
        claim=None,
        now=NOW,
    )


def bought(session, client, *, guests=1, now=NOW, **means) -> Booking:
    return book_seats(
        client=client,
        service_id=session.service.public_id,
        session_id=session.public_id,
        guests=Guests(seats=guests),
        notes="",
        claim=None,
        now=now,
        **means,
    )


@pytest.fixture
def booking(run, client_user, stripe_sandbox) -> Booking:
    """Paid by card."""
    order = steps.paid(steps.order_of(bought(run[0], client_user)), now=NOW)
    return steps.booking_of(order)


def parts(booking) -> list[Booking]:
    return list(booking.parts.select_related("session").order_by("session__number"))


def taken(run) -> list[int]:
    return [Session.objects.get(pk=one.pk).seats_taken for one in run]


def call_off(session, *, now, reason="I have the flu."):
    planning.call_off_session(
        service=session.service,
        public_id=session.public_id,
        by=session.practitioner.user,
        reason=reason,
        now=now,
    )


def silent(now=NOW) -> bool:
    return audit.findings(now=now) == []


# --- buying ---


def test_a_course_is_one_order_and_one_booking_for_each_session(
    api, run, client_user, stripe_sandbox, relay
):
    answer = api(client_user).post(
        "/api/v1/bookings/",
        {"service": str(run[0].service.public_id), "session": str(run[0].public_id), "seats": 2},
    )
    data = answer.json()["data"]
    order = steps.paid(Order.objects.get(), now=timezone.now())
    relay()

    assert answer.status_code == 201, answer.json()
    assert (data["session"], data["order"]["amount_due"]["amount_cents"]) == (None, 20002)
    assert [part["number"] for part in data["parts"]] == [1, 2, 3, 4, 5, 6]
    assert sum(part["price"]["amount_cents"] for part in data["parts"]) == 20002
    whole = Booking.objects.get(series__isnull=False)
    assert (order.status, whole.status, order.lines.get().booking) == ("paid", "confirmed", whole)
    assert [part.status for part in parts(whole)] == ["confirmed"] * 6
    assert taken(run) == [2] * 6
    assert silent()


def test_the_sessions_of_a_course_are_worth_its_price_to_the_cent(booking):
    worth = [part.price_cents for part in parts(booking)]

    assert worth == [1667, 1667, 1667, 1667, 1667, 1666]
    assert sum(worth) == booking.price_cents == 10001


def test_the_quote_is_what_is_charged(api, run, client_user, stripe_sandbox):
    [said] = [
        api(client_user)
        .get(
            f"/api/v1/services/{run[0].service.public_id}/quote/",
            {"session": str(run[0].public_id), "seats": 3},
        )
        .json()["data"]
    ]

    held = bought(run[0], client_user, guests=3)

    assert said["total"]["amount_cents"] == held.price_cents == 30003
    assert [one["price"]["amount_cents"] for one in said["sessions"]] == [
        part.price_cents for part in parts(held)
    ]
    assert [
        (step["percent"], step["amount"]["amount_cents"]) for step in said["refund_if_cancelled"]
    ] == [(100, 30003), (50, 15002), (83, 25002), (66, 20001)]


def test_a_course_that_has_begun_is_joined_only_where_its_terms_say_so(
    run, client_user, stripe_sandbox
):
    after_two = FIRST + WEEK + timedelta(minutes=5)

    with pytest.raises(seats.CourseHasBegun):
        bought(run[2], client_user, now=after_two)
    steps.reterm(run[0].service, price_cents=10001, capacity=5, joins_late=True)
    joined = bought(run[2], client_user, now=after_two)

    # 1667 * 3 + 1666: the sessions to come cost what they cost those who came in time.
    assert joined.price_cents == 6667
    assert [part.session.number for part in parts(joined)] == [3, 4, 5, 6]


def test_a_course_is_bought_from_its_first_session_to_come(run, client_user, stripe_sandbox):
    with pytest.raises(seats.NotItsFirstSession) as refusal:
        bought(run[1], client_user)

    assert refusal.value.details == {"session": [str(run[0].public_id)]}


def test_a_session_called_off_before_the_sale_is_not_sold(run, client_user, stripe_sandbox):
    call_off(run[1], now=NOW)

    held = bought(run[0], client_user)

    assert [part.session.number for part in parts(held)] == [1, 3, 4, 5, 6]
    assert held.price_cents == 10001 - 1667


def test_one_full_session_makes_the_course_full_and_takes_no_seat(run, client_user, stripe_sandbox):
    planning.change_session(
        service=run[3].service,
        public_id=run[3].public_id,
        by=run[3].practitioner.user,
        capacity=1,
        now=NOW,
    )

    with pytest.raises(SessionFull):
        bought(run[0], client_user, guests=2)

    assert taken(run) == [0] * 6


@pytest.mark.django_db(transaction=True)
def test_of_many_who_buy_a_course_at_once_as_many_as_seats_get_one(run, stripe_sandbox):
    results = at_once(*[lambda u=u: bought(run[0], u) for u in UserFactory.create_batch(12)])

    full = [result for result in results if isinstance(result, SessionFull)]
    assert (len(full), taken(run)) == (7, [5] * 6), results


# --- lapsing ---


def test_a_course_that_is_not_paid_in_time_gives_all_its_seats_back(
    run, client_user, stripe_sandbox, relay
):
    held = bought(run[0], client_user)
    order = steps.order_of(held)

    operations.let_lapse(order_id=order.pk, now=order.expires_at)
    relay()

    held.refresh_from_db()
    assert (held.status, held.cancelled_by, taken(run)) == ("cancelled", "lapsed", [0] * 6)
    assert steps.order_of(held).status == "cancelled"
    assert silent()


def test_a_lapsed_course_gives_way_to_the_next_as_a_whole(run, client_user, stripe_sandbox, relay):
    held = bought(run[0], client_user, guests=5)
    late = held.expires_at + timedelta(seconds=1)

    bought(run[0], UserFactory(), guests=5, now=late)
    relay()

    held.refresh_from_db()
    assert (held.status, steps.order_of(held).status) == ("cancelled", "cancelled")
    assert taken(run) == [5] * 6
    assert silent()


@pytest.mark.parametrize(("others", "status"), [(0, "confirmed"), (5, "cancelled")])
def test_a_late_payment_gets_every_session_again_or_none(
    run, client_user, stripe_sandbox, relay, others, status
):
    held = bought(run[0], client_user)
    order = steps.order_of(held)
    steps.charged_behind_our_back(order)
    late = order.expires_at + timedelta(seconds=1)
    operations._lapse(order_id=order.pk, now=late)
    if others:  # only the last session is full meanwhile
        Session.objects.filter(pk=run[5].pk).update(seats_taken=5)

    steps.payments.refresh(payment_id=order.payment.pk)
    operations.complete(payment_id=order.payment.pk, now=late)
    relay()

    held.refresh_from_db()
    assert held.status == status
    assert taken(run) == ([1] * 6 if status == "confirmed" else [0] * 5 + [5])
    assert order.payment.refunds.count() == (1 if others else 0)


# --- giving up ---


@pytest.mark.parametrize(
    ("at", "cents", "shared"),
    [
        (FIRST - timedelta(hours=24), 10001, (0, 0)),
        (FIRST - timedelta(hours=7), 5001, (4750, 250)),
        (FIRST - timedelta(hours=1), 0, (9501, 500)),
        (FIRST, 8334, (1583, 84)),  # five sessions of six
        (FIRST + timedelta(days=14), 5000, (4750, 251)),  # the third begins now: three are left
        (FIRST + timedelta(days=14, seconds=1), 0, (9501, 500)),
    ],
)
def test_a_client_gets_back_what_the_rule_for_courses_says(booking, run, relay, at, cents, shared):
    quoted = cancelling.quote_cancellation(booking=booking, by=booking.client, now=at)
    given = steps.cancelled(booking, by=booking.client, now=at)
    relay()

    held = [one for one in run if one.starts_at <= at]
    assert (given.status, given.refund_cents, quoted.refund_cents) == ("cancelled", cents, cents)
    assert [part.status for part in parts(given)] == ["confirmed"] * len(held) + ["cancelled"] * (
        6 - len(held)
    )
    assert sum(part.refund_cents for part in parts(given)) == cents
    assert taken(run) == [1] * len(held) + [0] * (6 - len(held))
    assert steps.shared() == shared
    assert silent()


def test_one_session_called_off_by_the_practitioner_and_the_rest_given_up_by_the_client(
    booking, run, relay
):
    """On paper: $100.01 in six sessions, 16.67 each and the last 16.66.

    The fourth is called off before the course begins: 16.67 comes back, 83.34 stay.
    A day after the second session the client gives up the rest, within 14 days of the first:
    sessions 3, 5 and 6 were not held, 16.67 + 16.67 + 16.66 = 50.00. The two held sessions
    stay sold: 33.34.
    """
    call_off(run[3], now=NOW)
    relay()
    booking.refresh_from_db()
    assert (booking.status, booking.refund_cents) == ("confirmed", 1667)

    bookings.complete_past(now=FIRST + WEEK + timedelta(hours=2))
    given = steps.cancelled(booking, by=booking.client, now=FIRST + WEEK + timedelta(days=1))
    relay()

    assert (given.status, given.refund_cents) == ("cancelled", 1667 + 5000)
    assert [(part.status, part.refund_cents) for part in parts(given)] == [
        ("completed", 0),
        ("completed", 0),
        ("cancelled", 1667),
        ("cancelled", 1667),
        ("cancelled", 1667),
        ("cancelled", 1666),
    ]
    refunds = steps.order_of(given).payment.refunds.order_by("pk")
    assert [(one.amount_cents, one.status) for one in refunds] == [
        (1667, "succeeded"),
        (5000, "succeeded"),
    ]
    assert steps.shared() == (3166, 168)
    assert steps.balance(AccountKind.REFUNDS_DUE) == 0
    assert steps.order_of(given).status == "partially_refunded"
    assert silent()


def test_a_client_does_not_give_up_single_sessions(api, booking):
    part = parts(booking)[2]

    answer = api(booking.client).post(f"/api/v1/bookings/{part.public_id}/cancel/", {})
    shown = api(booking.client).get(f"/api/v1/bookings/{part.public_id}/").json()["data"]

    assert (answer.status_code, answer.json()["code"]) == (409, "part_of_course")
    assert (shown["can_cancel"], shown["parent_booking"]) == (False, str(booking.public_id))


def test_a_practitioner_who_cancels_every_session_has_cancelled_the_course(booking, relay):
    practitioner = booking.service.practitioner.user

    for part in parts(booking):
        steps.cancelled(part, by=practitioner, now=NOW)
    relay()

    booking.refresh_from_db()
    assert (booking.status, booking.cancelled_by) == ("cancelled", "practitioner")
    assert (booking.refund_cents, steps.order_of(booking).status) == (10001, "refunded")
    assert silent()


def test_what_a_practitioner_cancels_after_it_began_gives_back_what_was_not_held(booking, relay):
    practitioner = booking.service.practitioner.user

    given = steps.cancelled(booking, by=practitioner, now=FIRST + timedelta(days=30))
    relay()

    assert given.refund_cents == 1666  # five of six have begun by then
    assert silent()


def test_a_practitioner_cannot_cancel_a_session_of_a_course_that_is_not_paid(
    run, client_user, stripe_sandbox
):
    held = bought(run[0], client_user)

    with pytest.raises(bookings.BookingClosed):
        steps.cancelled(parts(held)[0], by=run[0].practitioner.user, now=NOW)


def test_giving_back_a_course_bought_with_credits_and_card_adds_up(
    run, client_user, stripe_sandbox, relay
):
    steps.give_credits(client_user, 3000)
    held = bought(run[0], client_user, means=buying.Means(apply_credits=True))
    booking = steps.booking_of(steps.paid(steps.order_of(held), now=NOW))

    for part in parts(booking)[:2]:
        steps.cancelled(part, by=run[0].practitioner.user, now=NOW)
    given = steps.cancelled(booking, by=client_user, now=NOW)
    relay()

    assert (given.refund_cents, given.refund_credits_cents) == (10001, 3000)
    assert [part.refund_cents for part in parts(given)] == [1667] * 5 + [1666]
    assert sum(part.refund_credits_cents for part in parts(given)) == 3000
    assert steps.credits_of(client_user) == 3000
    assert silent()


# --- called off ---


def test_calling_off_a_session_gives_its_part_back_to_everybody(run, stripe_sandbox, relay):
    clients = UserFactory.create_batch(3)
    orders = [steps.paid(steps.order_of(bought(run[0], one)), now=NOW) for one in clients]
    unpaid = bought(run[0], UserFactory())

    call_off(run[5], now=NOW)
    relay()

    assert [steps.booking_of(order).refund_cents for order in orders] == [1666] * 3
    unpaid.refresh_from_db()
    assert (unpaid.status, unpaid.cancelled_by) == ("cancelled", "practitioner")
    assert steps.order_of(unpaid).status == "cancelled"
    assert taken(run) == [3, 3, 3, 3, 3, 0]
    assert silent()


def test_what_is_paid_for_a_course_that_lost_a_session_meanwhile_goes_back(
    run, client_user, stripe_sandbox, relay
):
    order = steps.order_of(bought(run[0], client_user))
    steps.charged_behind_our_back(order)

    call_off(run[5], now=NOW)
    steps.payments.refresh(payment_id=order.payment.pk)
    relay()

    assert order.payment.refunds.get().amount_cents == 10001
    assert taken(run) == [0] * 6
    assert silent()


def test_following_a_session_called_off_is_done_once_and_however_late(booking, run):
    call_off(run[0], now=NOW)
    [part] = parts(booking)[:1]

    for _ in range(2):
        cancelling.follow_called_off(booking_id=part.pk, now=FIRST + timedelta(days=3))

    booking.refresh_from_db()
    refunds = steps.order_of(booking).payment.refunds.values_list("amount_cents", flat=True)
    assert (booking.refund_cents, list(refunds)) == (1667, [1667])


def test_a_session_that_was_called_off_is_not_completed(booking, run):
    call_off(run[0], now=NOW)

    assert bookings.complete_past(now=FIRST + timedelta(days=1)) == 0


# --- going through it ---


def test_a_course_is_completed_with_its_last_session(booking, run):
    for session in run:
        booking.refresh_from_db()
        assert booking.status == "confirmed"
        bookings.complete_past(now=session.ends_at)

    booking.refresh_from_db()
    assert booking.status == "completed"


def test_a_course_ends_with_what_was_held_when_the_last_session_is_called_off(booking, run, relay):
    bookings.complete_past(now=run[4].ends_at)

    call_off(run[5], now=run[4].ends_at)
    relay()

    booking.refresh_from_db()
    assert (booking.status, booking.refund_cents) == ("completed", 1666)
    assert silent()


def test_a_course_tells_its_practitioner_what_all_its_sessions_earn(api, booking, client_user):
    practitioner = booking.service.practitioner.user
    address = f"/api/v1/bookings/{booking.public_id}/"
    earned = [part.earning for part in booking.parts.select_related("earning")]

    told = api(practitioner).get(address).json()["data"]["commission"]
    [part] = booking.parts.filter(session__number=1)
    of_part = api(practitioner).get(f"/api/v1/bookings/{part.public_id}/").json()["data"]

    assert len(earned) == 6
    assert told["gross"]["amount_cents"] == booking.price_cents
    assert told["net"]["amount_cents"] == sum(row.net_cents for row in earned)
    assert told["status"] == "pending"
    assert of_part["commission"]["net"]["amount_cents"] == part.earning.net_cents
    assert api(client_user).get(address).json()["data"]["commission"] is None

    Earning.objects.filter(booking=part).update(status="available", available_at=NOW)

    told = api(practitioner).get(address).json()["data"]["commission"]
    assert told["status"] is None


def test_sessions_of_a_course_are_listed_by_time_and_the_course_until_it_is_over(api, booking, run):
    client = api(booking.client)

    upcoming = client.get("/api/v1/bookings/upcoming/").json()["data"]["results"]
    history = client.get("/api/v1/bookings/history/").json()["data"]["results"]

    assert [row["session"]["number"] for row in upcoming] == [1, 2, 3, 4, 5, 6]
    assert history == []


@pytest.mark.parametrize(
    "breaks",
    [
        lambda whole: whole.parts.filter(session__number=1).update(price_cents=1),
        lambda whole: whole.parts.filter(session__number=1).update(refund_cents=1),
        lambda whole: whole.parts.filter(session__number=1).update(
            status="pending", expires_at=NOW
        ),
    ],
)
def test_a_course_that_is_not_its_sessions_is_found(booking, breaks):
    breaks(booking)

    assert "a course is its sessions" in [one.rule for one in audit.findings(now=NOW)]


def test_the_database_refuses_a_course_that_sits_somewhere_itself(booking, run):
    with pytest.raises(IntegrityError, match="booking_of_a_course_sits_in_its_parts"):
        Booking.objects.filter(pk=booking.pk).update(session=run[0])


@pytest.mark.django_db(transaction=True)
def test_calling_off_completing_and_giving_up_at_once_end_in_agreement(run, stripe_sandbox, relay):
    """Guards: the sessions of a course are locked before its bookings, all in one order."""
    clients = UserFactory.create_batch(4)
    sold = [
        steps.booking_of(steps.paid(steps.order_of(bought(run[0], one)), now=NOW))
        for one in clients
    ]
    at = FIRST + timedelta(hours=2)
    for session in run[1:4]:
        call_off(session, now=NOW)
    gone = Booking.objects.filter(session__in=run[1:4]).order_by("?").values_list("pk", flat=True)

    results = at_once(
        *[lambda pk=pk: cancelling.follow_called_off(booking_id=pk, now=at) for pk in gone],
        *[lambda b=b: steps.cancelled(b, by=b.client, now=at) for b in sold[:2]],
        *[lambda b=b: steps.cancelled(b, by=run[0].practitioner.user, now=at) for b in sold[2:]],
        lambda: bookings.complete_past(now=at),
    )
    relay()

    assert not [one for one in results if isinstance(one, Exception)], results
    # Of six sessions the first was held: 16.67 each stay sold.
    assert steps.shared() == (4 * 1583, 4 * 84)
    assert taken(run) == [4] + [0] * 5
    assert silent()


@pytest.mark.django_db(transaction=True)
def test_lapsing_and_buying_at_once_do_not_wait_for_each_other(run, stripe_sandbox, relay):
    """Guards: who ends a hold locks its sessions first, as who takes it over does."""
    held = [bought(run[0], one) for one in UserFactory.create_batch(5)]
    late = held[0].expires_at + timedelta(seconds=1)

    results = at_once(
        *[lambda b=b: operations._lapse(order_id=steps.order_of(b).pk, now=late) for b in held],
        *[lambda u=u: bought(run[0], u, now=late) for u in UserFactory.create_batch(5)],
    )
    relay()

    assert not [one for one in results if isinstance(one, Exception)], results
    assert taken(run) == [5] * 6
    assert Booking.objects.filter(series__isnull=False, cancelled_by="lapsed").count() == 5
