"""Cancelling and moving what was taken out of a package: the unit comes back, never money."""

from datetime import timedelta

import pytest

from commerce.models import Entitlement, Refund
from tests.factories import PackageFactory
from tests.factories.packages import sold
from tests.integration.commerce.entitlements.steps import redeemed

pytestmark = pytest.mark.django_db


@pytest.fixture
def booking(service):
    """Redeemed from a package of three, three days from now."""
    package = PackageFactory(practitioner=service.practitioner, terms__holds=[(service, 3)])
    return redeemed(sold(package), service)


def path(booking, what):
    return f"/api/v1/bookings/{booking.public_id}/{what}/"


def units():
    return sorted(Entitlement.objects.get().units.values_list("status", flat=True))


def test_in_time_the_unit_is_open_again_and_no_money_moves(api, booking, relay):
    quoted = api(booking.client).get(path(booking, "cancel/quote"))
    cancelled = api(booking.client).post(path(booking, "cancel"), {})
    relay()

    assert (quoted.json()["data"]["returns_unit"], cancelled.status_code) == (True, 200)
    assert quoted.json()["data"]["refund"]["amount_cents"] == 0
    assert units() == ["open", "open", "open"]
    assert not Refund.objects.exists()


def test_a_practitioner_gives_the_unit_back(api, booking):
    answer = api(booking.service.practitioner.user).post(path(booking, "cancel"), {})

    assert (answer.status_code, units()) == (200, ["open", "open", "open"])


def test_it_is_not_moved_beyond_the_time_it_was_bought_for(api, service, booking):
    later = booking.session.starts_at + timedelta(days=1)
    Entitlement.objects.update(expires_at=later)
    shown = api(booking.client).get(
        f"/api/v1/practitioners/{service.practitioner.slug}/availability/",
        {"service": service.slug, "from": f"{later:%Y-%m-%d}"},
    )
    slot = shown.json()["data"]["days"][1]["slots"][0]["slot"]

    answer = api(booking.client).post(path(booking, "reschedule"), {"slot": slot})

    assert (answer.status_code, answer.json()["code"]) == (409, "after_expiry")
