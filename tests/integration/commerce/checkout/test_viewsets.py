"""What support may do: cancel for Estuary, and call off a date for its practitioner."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from commerce.checkout import audit
from commerce.models import Booking, Entitlement, Session
from tests.factories import BookingFactory, PlannedSessionFactory, UserFactory
from tests.integration.commerce.checkout import steps

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser_of(client):
    def sign_in(group):
        person = UserFactory()
        person.groups.add(Group.objects.get(name=group))
        client.force_login(person)
        return client

    return sign_in


@pytest.fixture
def booking(service, client_user, stripe_sandbox) -> Booking:
    return steps.booking_of(steps.paid(steps.booked(service, client_user)))


def taken(browser, name, row, **said):
    """What the page says after the step was taken."""
    answer = browser.post(reverse(name, args=[row.pk]), said, follow=True)
    return answer.content.decode()


def test_support_cancels_for_estuary_and_all_comes_back(browser_of, booking, relay):
    page = taken(browser_of("Support"), "booking:cancel", booking, reason="The room burnt down.")
    relay()

    booking.refresh_from_db()
    assert "done." in page
    assert (booking.status, booking.cancelled_by) == ("cancelled", "platform")
    assert (booking.refund_cents, booking.cancellation_reason) == (8000, "The room burnt down.")
    assert audit.findings(now=timezone.now()) == []


def test_cancelling_twice_is_refused_in_words(browser_of, booking):
    browser = browser_of("Support")

    taken(browser, "booking:cancel", booking, reason="Once.")
    page = taken(browser, "booking:cancel", booking, reason="Twice.")

    booking.refresh_from_db()
    assert "can no longer be changed" in page
    assert (booking.refund_cents, booking.cancellation_reason) == (8000, "Once.")


def test_the_button_is_there_while_it_can_be_done(browser_of):
    open_one = BookingFactory(session__starts_at=timezone.now() + timedelta(days=1))
    over = BookingFactory(session__starts_at=timezone.now() - timedelta(days=1))
    browser = browser_of("Support")

    shown = [
        reverse("booking:cancel", args=[row.pk])
        in browser.get(reverse("booking:inspect", args=[row.pk])).content.decode()
        for row in (open_one, over)
    ]

    assert shown == [True, False]


def test_support_calls_off_a_date(browser_of):
    session = PlannedSessionFactory(starts_at=timezone.now() + timedelta(days=1))

    page = taken(browser_of("Support"), "session:call-off", session, reason="Storm")

    session.refresh_from_db()
    assert "done." in page
    assert (session.called_off_because, session.called_off_at is None) == ("Storm", False)


@pytest.mark.parametrize("group", ["Finance", "Editors", "Moderators", "Practitioners"])
def test_nobody_else_cancels_or_calls_off(browser_of, group):
    soon = timezone.now() + timedelta(days=1)
    booking, session = (
        BookingFactory(session__starts_at=soon),
        PlannedSessionFactory(starts_at=soon),
    )
    browser = browser_of(group)

    browser.post(reverse("booking:cancel", args=[booking.pk]), {"reason": "Mine"})
    browser.post(reverse("session:call-off", args=[session.pk]), {"reason": "Mine"})

    assert Booking.objects.get().status == "confirmed"
    assert not Session.objects.exclude(called_off_at=None).exists()


def test_support_gives_the_open_units_of_a_package_back(
    browser_of, package, client_user, stripe_sandbox, relay
):
    bought = Entitlement.objects.get(client=steps.package_paid(package, client_user).user)
    browser = browser_of("Support")
    address = reverse("entitlement:inspect", args=[bought.pk])
    assert "Give the open units back" in browser.get(address).content.decode()

    page = taken(browser, "entitlement:give-back", bought)
    relay()

    bought.refresh_from_db()
    assert "done." in page
    assert (bought.status, bought.refunded_cents) == ("refunded", 20000)
    assert "Give the open units back" not in browser.get(address).content.decode()
    assert audit.findings(now=timezone.now()) == []


@pytest.mark.parametrize("group", ["Editors", "Moderators", "Finance"])
def test_nobody_else_gives_a_package_back(browser_of, package, client_user, stripe_sandbox, group):
    bought = Entitlement.objects.get(client=steps.package_paid(package, client_user).user)

    browser_of(group).post(reverse("entitlement:give-back", args=[bought.pk]))

    bought.refresh_from_db()
    assert bought.refunded_cents == 0
