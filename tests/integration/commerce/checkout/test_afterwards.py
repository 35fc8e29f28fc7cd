"""Money given back by staff for what was held: to the client, from those who had it, once."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from commerce.bookings import operations as bookings
from commerce.bookings import planning
from commerce.checkout import afterwards, audit, buying, seats
from commerce.earnings import operations as earnings
from commerce.ledger.states import AccountKind
from commerce.models import Earning, Order, Refund
from tests.factories import ServiceFactory, UserFactory
from tests.integration.commerce.checkout import steps
from tests.threads import at_once

pytestmark = pytest.mark.django_db

LATER = timedelta(days=9)


def held(service, client_user, **paid):
    """A session for $80 that took place, and was earned."""
    order = steps.paid(steps.booked(service, client_user), **paid)
    bookings.complete_past(now=timezone.now() + LATER)
    return steps.booking_of(order)


@pytest.fixture
def booking(service, client_user, stripe_sandbox):
    return held(service, client_user)


def give_back(booking, cents, *, left=8000):
    return afterwards.give_back_afterwards(
        booking_id=booking.pk,
        cents=cents,
        seen_left_cents=left,
        why="The room was cold.",
        now=timezone.now() + LATER,
    )


def broken():
    return audit.findings(now=timezone.now())


def test_a_part_goes_back_and_both_bear_it_as_they_shared(booking, relay):
    give_back(booking, 2050)
    relay()

    assert Refund.objects.get().amount_cents == 2050
    assert Refund.objects.get().status == "succeeded"
    order = Order.objects.get()
    assert (order.status, order.refunded_cents) == ("partially_refunded", 2050)
    assert steps.shared() == (7600 - 1947, 400 - 103)
    assert afterwards.left_cents(booking) == 5950
    assert broken() == []


def test_the_rest_goes_back_later(booking, relay):
    give_back(booking, 2050)
    give_back(booking, 5950, left=5950)
    relay()

    assert sum(Refund.objects.values_list("amount_cents", flat=True)) == 8000
    assert (Order.objects.get().status, Earning.objects.get().status) == ("refunded", "reversed")
    assert steps.shared() == (0, 0)
    assert broken() == []


def test_what_was_paid_out_is_owed(booking, relay):
    earnings.release(now=timezone.now() + LATER)
    Earning.objects.update(status="paid")

    give_back(booking, 4000)

    assert steps.balance(AccountKind.CARRY) == 3800


def test_credits_and_card_get_back_what_they_paid(
    service, client_user, slot, stripe_sandbox, relay
):
    steps.give_credits(client_user, 3000)
    booking = buying.book(
        client=client_user,
        service_id=service.public_id,
        slot=slot(service),
        notes="",
        means=buying.Means(apply_credits=True),
        claim=None,
        now=timezone.now(),
    )
    steps.paid(steps.order_of(booking))
    bookings.complete_past(now=timezone.now() + LATER)

    give_back(booking, 4000)
    relay()

    assert steps.credits_of(client_user) == 1500
    assert Refund.objects.get().amount_cents == 2500
    assert broken() == []


@pytest.mark.parametrize("cents", [0, -1, 8001])
def test_no_more_than_is_left_goes_back(booking, cents):
    with pytest.raises(afterwards.MoreThanIsLeft, match=r"At most \$80.00"):
        give_back(booking, cents)

    assert not Refund.objects.exists()


def test_a_second_click_gives_nothing(booking):
    give_back(booking, 1000)

    with pytest.raises(afterwards.LeftChanged):
        give_back(booking, 1000)

    assert Refund.objects.count() == 1


def test_of_what_went_back_whole_nothing_is_left(booking):
    give_back(booking, 8000)

    with pytest.raises(afterwards.NothingLeftToGiveBack):
        give_back(booking, 1, left=0)


def test_what_lies_ahead_is_cancelled_instead(service, client_user, stripe_sandbox):
    booking = steps.booking_of(steps.paid(steps.booked(service, client_user)))

    with pytest.raises(afterwards.CancelInstead):
        afterwards.give_back_afterwards(
            booking_id=booking.pk, cents=1, seen_left_cents=8000, why="Early", now=timezone.now()
        )


def test_what_a_late_cancellation_kept_can_be_given_back(
    service, client_user, stripe_sandbox, relay
):
    order = steps.paid(steps.booked(service, client_user))
    booking = steps.booking_of(order)
    half = booking.session.starts_at - timedelta(hours=12)
    steps.cancelled(booking, by=client_user, now=half)

    give_back(booking, 4000, left=4000)
    relay()

    assert Order.objects.get().status == "refunded"
    assert steps.shared() == (0, 0)
    assert broken() == []


@pytest.mark.django_db(transaction=True)
def test_two_members_of_staff_at_once_give_back_once(booking):
    answers = at_once(*[lambda: give_back(booking, 1000)] * 4)

    assert sum(isinstance(one, afterwards.LeftChanged) for one in answers) == 3
    assert Refund.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_sessions_of_a_course_are_given_back_one_by_one_and_at_once(client_user, stripe_sandbox):
    now = timezone.now()
    course = ServiceFactory(service_type="course", terms__capacity=5, terms__price_cents=9000)
    run = planning.plan_sessions(
        service=course,
        starts=[now + timedelta(days=5 + day) for day in range(3)],
        by=course.practitioner.user,
        claim=None,
        now=now,
    )
    whole = seats.book_seats(
        client=client_user,
        service_id=course.public_id,
        session_id=run[0].public_id,
        guests=seats.Guests(seats=1),
        notes="",
        claim=None,
        now=now,
    )
    steps.paid(steps.order_of(whole))
    bookings.complete_past(now=now + LATER)

    at_once(*[lambda part=part: give_back(part, 1000, left=3000) for part in whole.parts.all()])

    order = Order.objects.get()
    assert (order.refunded_cents, order.lines.get().refunded_cents) == (3000, 3000)
    assert sorted(Refund.objects.values_list("amount_cents", flat=True)) == [1000] * 3
    with pytest.raises(afterwards.NothingLeftToGiveBack):
        give_back(whole, 1000, left=0)
    assert broken() == []


# --- in the back office ---


@pytest.fixture
def browser_of(client):
    def sign_in(group):
        person = UserFactory()
        person.groups.add(Group.objects.get(name=group))
        client.force_login(person)
        return client

    return sign_in


def labels(browser, booking):
    page = browser.get(reverse("booking:inspect", args=[booking.pk]))
    return [button.label for button in page.context["header_buttons"]]


def test_support_gives_back_by_a_button(browser_of, booking, relay):
    browser = browser_of("Support")
    assert labels(browser, booking) == ["Give money back"]
    address = reverse("booking:give-back", args=[booking.pk])
    asked = browser.get(address).content.decode()
    assert "At most $80.00" in asked
    assert 'name="seen_left_cents" value="8000"' in asked

    said = {"seen_left_cents": "8000", "amount": "20.50", "why": "The room was cold."}
    told = browser.post(address, said, follow=True).content.decode()
    relay()

    assert "done." in told
    assert Refund.objects.get().amount_cents == 2050
    again = browser.post(address, said, follow=True).content.decode()
    assert afterwards.LeftChanged.message in again


@pytest.mark.parametrize("group", ["Finance", "Editors", "Practitioners"])
def test_it_is_support_s_alone(browser_of, booking, group):
    said = {"seen_left_cents": "8000", "amount": "20.50", "why": "The room was cold."}
    browser_of(group).post(reverse("booking:give-back", args=[booking.pk]), said)

    assert not Refund.objects.exists()
