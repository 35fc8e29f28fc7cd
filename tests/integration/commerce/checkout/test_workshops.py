"""Seats of a workshop: several in one booking, never more than there are."""

from datetime import timedelta

import pytest
from django.utils import timezone

from commerce.bookings import planning
from commerce.bookings.holds import SessionFull
from commerce.checkout import audit, operations
from commerce.checkout.seats import Guests, book_seats
from commerce.models import Booking, Order, Session
from tests.factories import ServiceFactory, UserFactory
from tests.integration.commerce.checkout import steps
from tests.threads import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop(db):
    """An evening for $80 a seat, with five of them."""
    return ServiceFactory(service_type="workshop", terms__capacity=5)


@pytest.fixture
def evening(workshop):
    [session] = planning.plan_sessions(
        service=workshop,
        starts=[timezone.now().replace(microsecond=0) + timedelta(days=5)],
        by=workshop.practitioner.user,
        claim=None,
        now=timezone.now(),
    )
    return session


def book(api, user, date, **said):
    return api(user).post(
        "/api/v1/bookings/",
        {"service": str(date.service.public_id), "session": str(date.public_id), **said},
    )


def bought(session, client, *, seats=1, now=None):
    return book_seats(
        client=client,
        service_id=session.service.public_id,
        session_id=session.public_id,
        guests=Guests(seats=seats),
        notes="",
        claim=None,
        now=now or timezone.now(),
    )


def taken(session):
    return Session.objects.get(pk=session.pk).seats_taken


def test_several_seats_are_one_order_and_one_booking(
    api, evening, client_user, stripe_sandbox, relay
):
    answer = book(
        api, client_user, evening, seats=2, participants=[{"name": "Ana"}, {"name": "Rui"}]
    )
    data = answer.json()["data"]
    order = steps.paid(Order.objects.get())
    relay()

    assert answer.status_code == 201, answer.json()
    assert data["order"]["amount_due"]["amount_cents"] == 16000
    assert [one["name"] for one in data["participants"]] == ["Ana", "Rui"]
    assert (order.status, taken(evening)) == ("paid", 2)
    assert Booking.objects.get().status == "confirmed"
    assert audit.findings(now=timezone.now()) == []


def test_a_full_date_says_how_many_are_left(api, evening, client_user, stripe_sandbox):
    bought(evening, UserFactory(), seats=4)

    answer = book(api, client_user, evening, seats=2)

    assert (answer.status_code, answer.json()["code"]) == (409, "session_full")
    assert answer.json()["errors"]["available_spots"] == [1]


def test_seats_that_are_given_up_or_lapse_are_free_again(evening, client_user, stripe_sandbox):
    first = bought(evening, client_user, seats=2)
    second = bought(evening, UserFactory(), seats=3)
    order = steps.order_of(second)

    steps.cancelled(first, by=client_user, now=timezone.now())
    operations.let_lapse(order_id=order.pk, now=order.expires_at + timedelta(seconds=1))

    assert taken(evening) == 0


def test_a_cancelled_seat_gives_back_by_the_policy(evening, client_user, stripe_sandbox, relay):
    order = steps.paid(steps.order_of(bought(evening, client_user, seats=2)))

    given = steps.cancelled(
        steps.booking_of(order),
        by=client_user,
        now=evening.starts_at - timedelta(hours=12),
    )
    relay()

    assert (given.refund_cents, taken(evening)) == (8000, 0)
    assert audit.findings(now=timezone.now()) == []


def test_what_was_not_shown_is_not_sold(api, evening, client_user, stripe_sandbox):
    sold_under = evening.service.terms.version
    changed = book(api, client_user, evening, terms_version=sold_under + 1)
    nowhere = book(api, client_user, evening, session="00000000-0000-0000-0000-000000000000")
    own = book(api, evening.practitioner.user, evening)
    both = book(api, client_user, evening, slot="x")

    assert [answer.json()["code"] for answer in (changed, nowhere, own, both)] == [
        "terms_changed",
        "session_not_found",
        "own_service",
        "validation_error",
    ]
    assert taken(evening) == 0
    [quote] = changed.json()["errors"]["quote"]
    assert (quote["terms_version"], quote["total"]["amount_cents"]) == (sold_under, 8000)


def test_a_late_payment_takes_its_seats_again_or_goes_back(
    evening, client_user, stripe_sandbox, relay
):
    order = steps.order_of(bought(evening, client_user, seats=3))
    steps.charged_behind_our_back(order)
    late = order.expires_at + timedelta(seconds=1)
    operations._lapse(order_id=order.pk, now=late)
    bought(evening, UserFactory(), seats=4, now=late)

    steps.payments.refresh(payment_id=order.payment.pk)
    operations.complete(payment_id=order.payment.pk, now=late)
    relay()

    assert taken(evening) == 4
    assert order.payment.refunds.get().amount_cents == 24000


@pytest.mark.django_db(transaction=True)
def test_of_many_buyers_at_once_as_many_as_seats_get_one(evening, stripe_sandbox):
    """Guards: the condition of the UPDATE that counts, and the CHECK behind it."""
    results = at_once(*[lambda u=u: bought(evening, u) for u in UserFactory.create_batch(14)])

    full = [result for result in results if isinstance(result, SessionFull)]
    assert (len(full), taken(evening)) == (9, 5), results
