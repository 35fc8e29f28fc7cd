"""Many at once. Each of these fails when the guard it names is taken away."""

import threading
import time
from datetime import timedelta

import pytest
from django.utils import timezone

from commerce.bookings.holds import SlotTaken
from commerce.bookings.states import CancelledBy
from commerce.earnings import operations as earnings
from commerce.entitlements import operations
from commerce.models import Booking, Entitlement, EntitlementUnit, Entry, Session
from estuary.kernel import db
from estuary.kernel.models import OutboxEvent
from tests.factories import BookingFactory, PackageFactory, ServiceFactory, UserFactory
from tests.factories.packages import sold
from tests.factories.schedules import open_all_week
from tests.integration.commerce.checkout.steps import first_start
from tests.integration.commerce.entitlements import steps
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)

RACERS = 8
DAY = timedelta(days=1)


@pytest.fixture
def service():
    service = ServiceFactory()
    open_all_week(service.practitioner)
    return service


@pytest.fixture
def bought(service):
    """Two units, one of them used up already."""
    bundle = PackageFactory(
        practitioner=service.practitioner,
        terms__holds=[(service, 2)],
        terms__price_cents=15000,
    )
    bought = sold(bundle)
    steps.redeemed(bought, service, starts_at=first_start(service, after=20 * DAY))
    return bought


def starts(service, number):
    return [first_start(service, after=(3 + day) * DAY) for day in range(number)]


def of_kind(results, kind):
    return [result for result in results if isinstance(result, kind)]


def test_the_last_unit_is_booked_once_however_many_want_it(service, bought):
    """Guard: the lock on the entitlement, under which the unit is chosen again."""
    results = at_once(
        *[
            lambda at=at: steps.redeemed(bought, service, starts_at=at)
            for at in starts(service, RACERS)
        ]
    )

    assert len(of_kind(results, Booking)) == 1, results
    assert len(of_kind(results, operations.NothingLeft)) == RACERS - 1, results
    assert steps.units(bought) == ["redeemed", "redeemed"]
    assert Session.objects.standing().count() == Booking.objects.count() == 2
    assert steps.broken() == []


def test_every_unit_is_booked_by_one_of_as_many(service):
    """Guard: the same; nobody is refused while a unit is left."""
    package = PackageFactory(
        practitioner=service.practitioner,
        terms__holds=[(service, RACERS)],
        terms__price_cents=50003,
    )
    bought = sold(package)

    results = at_once(
        *[
            lambda at=at: steps.redeemed(bought, service, starts_at=at)
            for at in starts(service, RACERS)
        ]
    )

    assert len(of_kind(results, Booking)) == RACERS, results
    assert sum(booking.price_cents for booking in Booking.objects.all()) == 50003
    assert steps.units(bought) == ["redeemed"] * RACERS


def test_one_slot_wanted_with_many_packages_is_booked_once(service):
    """Guard: session_never_overlaps; who loses keeps the unit."""
    package = PackageFactory(practitioner=service.practitioner, terms__holds=[(service, 3)])
    all_bought = [sold(package, UserFactory()) for _ in range(RACERS)]
    starts_at = first_start(service)

    results = at_once(
        *[lambda one=one: steps.redeemed(one, service, starts_at=starts_at) for one in all_bought]
    )

    assert len(of_kind(results, Booking)) == 1, results
    assert len(of_kind(results, SlotTaken)) == RACERS - 1, results
    assert EntitlementUnit.objects.open().count() == 3 * RACERS - 1


@pytest.mark.parametrize("attempt", range(3))
def test_booking_and_expiring_at_once_end_in_one_of_the_two(service, bought, attempt):
    """Guard: both lock the entitlement, and look again under the lock."""
    at = first_start(service)
    Entitlement.objects.update(expires_at=at + timedelta(minutes=1))

    results = at_once(
        lambda: steps.redeemed(bought, service, starts_at=at),
        lambda: operations.expire(now=at + timedelta(minutes=2)),
    )
    operations.expire(now=at + timedelta(minutes=2))

    booked = len(of_kind(results, Booking)) == 1
    assert booked or len(of_kind(results, operations.NothingLeft)) == 1, results
    assert steps.units(bought) == ["redeemed", "redeemed" if booked else "expired"]
    assert steps.broken() == []


@pytest.mark.parametrize("attempt", range(3))
def test_booking_and_refunding_at_once_end_in_one_of_the_two(service, bought, attempt):
    """Guard: both lock the entitlement, and look again under the lock."""
    at = first_start(service)

    results = at_once(
        lambda: steps.redeemed(bought, service, starts_at=at),
        lambda: steps.refunded(bought),
    )

    booked, paid = of_kind(results, Booking), of_kind(results, int)
    refused = (operations.NothingLeft, operations.NothingToRefund)
    assert len(booked) + len(paid) == 1, results
    assert len(of_kind(results, refused)) == 1, results
    assert steps.units(bought) == ["redeemed", "redeemed" if booked else "refunded"]
    assert steps.broken() == []


def while_it_is_booked(bought, step):
    """What `step` answers that begins while a booking of the last open unit is being written."""
    written, spare = threading.Event(), BookingFactory(client=bought.client)

    def book():
        with db.in_transaction():
            locked = Entitlement.objects.filter(pk=bought.pk).lock().get()
            locked.units.open().update(status="redeemed", booking=spare)
            Entitlement.objects.filter(pk=bought.pk).update(status="used_up")
            written.set()
            time.sleep(0.5)

    def begin():
        assert written.wait(10)
        return step()

    return at_once(book, begin)[1]


def test_a_refund_waits_for_a_booking_that_is_being_written(bought):
    """Guard: the lock on the entitlement in `refund`."""
    result = while_it_is_booked(bought, lambda: steps.refunded(bought))

    assert isinstance(result, operations.NothingToRefund), result
    assert steps.broken() == []


def test_the_sweep_leaves_what_is_being_booked(bought):
    """Guard: the lock on the entitlement in `expire`."""
    at = bought.expires_at

    assert while_it_is_booked(bought, lambda: operations.expire(now=at)) == 0
    assert steps.units(bought) == ["redeemed", "redeemed"]


def test_a_unit_is_given_back_and_the_same_slot_wanted_at_once(service, bought):
    """No guard of its own: both sides take Session, then Entitlement."""
    first = Booking.objects.select_related("session").get()

    for _ in range(5):
        results = at_once(
            lambda booking=first: steps.cancelled(
                booking, by=CancelledBy.PRACTITIONER, now=timezone.now()
            ),
            lambda booking=first: steps.redeemed(
                bought, service, starts_at=booking.session.starts_at
            ),
        )
        expected = (bool, Booking, SlotTaken)
        assert len(of_kind(results, expected)) == 2, results
        assert steps.broken() == []
        if not of_kind(results, Booking):
            steps.redeemed(bought, service, starts_at=first.session.starts_at)
        first = (
            Booking.objects.confirmed()
            .select_related("session")
            .get(session__period__startswith=first.session.starts_at)
        )


def test_a_held_session_is_earned_once_however_often_it_is_told(service, bought):
    """Guards: the state looked at under the lock, and the key of the ledger's entry."""
    booking = Booking.objects.get()
    steps.held(booking)

    results = at_once(
        *[lambda: earnings.earn_unit(booking_id=booking.pk, now=timezone.now())] * RACERS
    )

    assert results == [None] * RACERS
    assert Entry.objects.filter(key__endswith=":used").count() == 1
    assert OutboxEvent.objects.filter(name="commerce.entitlement.unit_used").count() == 1
    assert steps.accounts() == {"units_owed": -7500, "earnings_pending": -7125, "commission": -375}


def test_one_sale_told_many_times_at_once_counts_once(service):
    """Guard: the unique reference."""
    package = PackageFactory(practitioner=service.practitioner, terms__holds=[(service, 3)])
    client = UserFactory()

    results = at_once(*[lambda: sold(package, client, reference="line:1")] * RACERS)

    assert len({result.pk for result in results}) == 1, results
    assert EntitlementUnit.objects.count() == 3
    assert steps.accounts() == {"units_owed": -20000}
