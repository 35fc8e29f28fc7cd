"""What a client reads of a session booked with a package."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from commerce.bookings.states import CancelledBy
from live.notifications import operations
from tests.factories import PackageFactory, ServiceFactory
from tests.factories.packages import sold
from tests.factories.schedules import open_all_week
from tests.integration.commerce.entitlements import steps

pytestmark = pytest.mark.django_db


@pytest.fixture
def booking():
    """Made with one of the three units of a package."""
    service = ServiceFactory()
    open_all_week(service.practitioner)
    package = PackageFactory(practitioner=service.practitioner, terms__holds=[(service, 3)])
    return steps.redeemed(sold(package), service)


def letter(kind, booking):
    told = operations.tell(
        kind=kind,
        to=booking.client_id,
        key="test",
        context={"booking_id": booking.pk},
        now=timezone.now(),
    )
    assert operations.deliver(delivery_id=told.deliveries.get().pk, now=timezone.now())
    return mail.outbox[-1].body


def test_the_confirmation_names_the_package_and_when_the_session_comes_back(booking):
    said = letter("booking_confirmed", booking)

    assert "Paid with: Three breaths\n" in said
    assert "and the session is yours again in “Three breaths”." in said
    assert "After that, it counts as used." in said
    assert "$" not in said


def test_a_cancellation_in_time_says_that_the_session_is_back(booking):
    steps.cancelled(booking, by=CancelledBy.CLIENT, now=timezone.now())

    said = letter("booking_cancelled", booking)

    assert "The session is yours again in “Three breaths”" in said
    assert "nothing comes back" not in said


def test_a_late_cancellation_says_that_the_session_counts_as_used(booking):
    late = booking.session.starts_at - timedelta(hours=1)
    steps.cancelled(booking, by=CancelledBy.CLIENT, now=late)

    said = letter("booking_cancelled", booking)

    assert "counts as used in “Three breaths”" in said
