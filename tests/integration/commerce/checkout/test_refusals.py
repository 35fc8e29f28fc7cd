"""What cannot be bought or given up, and the word for it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from commerce.models import Booking, Order, Session
from marketplace.models import Service
from tests.factories import ServiceFactory
from tests.factories.promotions import PromotionFactory
from tests.factories.schedules import open_all_week
from tests.integration.commerce.checkout import steps

pytestmark = pytest.mark.django_db


@pytest.fixture
def refused(api, client_user):
    """Ask to book; what the refusal was, and that it left nothing behind."""

    def ask(service, slot, *, by=client_user, **means):
        answer = api(by).post(
            "/api/v1/bookings/", {"service": str(service.public_id), "slot": slot, **means}
        )
        assert [model.objects.count() for model in (Booking, Session, Order)] == [0, 0, 0]
        return answer.status_code, answer.json()["code"]

    return ask


def test_a_slot_of_another_service_is_not_taken(refused, service, slot):
    other = ServiceFactory(practitioner=service.practitioner)

    assert refused(service, slot(other)) == (400, "slot_invalid")


@pytest.mark.parametrize("forged", ["nonsense", "a.b.c", "{word}x", "x{word}"])
def test_a_slot_we_did_not_write_is_not_taken(refused, service, slot, forged):
    assert refused(service, forged.format(word=slot(service))) == (400, "slot_invalid")


def test_what_changed_since_it_was_shown_is_not_sold(refused, service, slot):
    shown = slot(service)
    steps.reprice(service, 9000)

    assert refused(service, shown) == (409, "terms_changed")


def test_what_is_less_than_a_card_can_pay_is_not_sold(refused, service, slot):
    PromotionFactory(code="ALMOST", percent=None, amount_cents=7970)

    assert refused(service, slot(service), promotion_code="ALMOST") == (409, "too_little_for_card")


def test_practitioners_do_not_book_themselves(refused, service, slot):
    answer = refused(service, slot(service), by=service.practitioner.user)

    assert answer == (409, "own_service")


def test_what_is_not_sold_by_slot_is_not_booked_by_slot(refused, client_user):
    workshop = ServiceFactory(service_type="workshop")
    open_all_week(workshop.practitioner)

    assert refused(workshop, steps.word(workshop, timezone.now())) == (409, "not_sold_this_way")


@pytest.mark.parametrize("change", [{"status": "paused"}, {"is_listed": False}])
def test_what_is_not_on_sale_does_not_exist(refused, service, slot, change):
    shown = slot(service)
    Service.objects.update(**change)

    assert refused(service, shown) == (404, "service_not_on_sale")


def test_a_time_that_is_not_offered_is_not_taken(refused, service):
    night = steps.first_start(service) - timedelta(hours=6)

    assert refused(service, steps.word(service, night)) == (409, "slot_taken")


def test_a_booking_is_given_up_once(api, service, client_user, stripe_sandbox):
    booking = steps.booking_of(steps.paid(steps.booked(service, client_user)))
    path = f"/api/v1/bookings/{booking.public_id}/cancel/"

    answers = [api(client_user).post(path, {}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 409]
    assert answers[1].json()["code"] == "booking_closed"


def test_what_has_begun_is_not_given_up(service, client_user, stripe_sandbox):
    booking = steps.booking_of(steps.paid(steps.booked(service, client_user)))

    with pytest.raises(steps.operations.bookings.BookingClosed):
        steps.cancelled(booking, by=client_user, now=booking.session.starts_at)
