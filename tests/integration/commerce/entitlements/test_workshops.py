"""Units of a workshop: a seat on one of its dates, without choosing a time."""

from datetime import timedelta

import pytest
from django.utils import timezone

from commerce.bookings import operations as bookings
from commerce.bookings import planning
from commerce.bookings.holds import SessionFull, SessionNotOpen
from commerce.bookings.states import CancelledBy
from commerce.checkout import audit
from commerce.entitlements import operations
from commerce.entitlements.operations import Seat
from commerce.models import Session
from tests.factories import PackageFactory, PlannedSessionFactory, ServiceFactory, UserFactory
from tests.factories.packages import sold
from tests.integration.commerce.checkout import steps as shop
from tests.integration.commerce.entitlements import steps
from tests.threads import at_once

pytestmark = pytest.mark.django_db
NOW = timezone.now().replace(microsecond=0)


@pytest.fixture
def workshop(service):
    """An evening for $80, with two seats."""
    return ServiceFactory(
        practitioner=service.practitioner, service_type="workshop", terms__capacity=2
    )


@pytest.fixture
def evening(workshop) -> Session:
    [session] = planning.plan_sessions(
        service=workshop,
        starts=[NOW + timedelta(days=5)],
        by=workshop.practitioner.user,
        claim=None,
        now=NOW,
    )
    return session


@pytest.fixture
def package(workshop):
    return PackageFactory(practitioner=workshop.practitioner, terms__holds=[(workshop, 3)])


def seated(bought, session, *, now=NOW, **seat):
    return operations.redeem(
        by=bought.client,
        seat=Seat(entitlement_id=bought.public_id, **seat),
        session_id=session.public_id,
        claim=None,
        now=now,
    )


def taken(session) -> int:
    return Session.objects.get(pk=session.pk).seats_taken


def test_a_unit_becomes_a_seat_at_its_share_of_the_price(api, package, workshop, evening):
    bought = sold(package)

    answer = api(bought.client).post(
        f"/api/v1/entitlements/{bought.public_id}/redeem/",
        {"service": str(workshop.public_id), "session": str(evening.public_id)},
    )
    data = answer.json()["data"]

    assert answer.status_code == 201, answer.json()
    assert (data["status"], data["price"]["amount_cents"]) == ("confirmed", 6667)
    assert (steps.units(bought), taken(evening)) == (["redeemed", "open", "open"], 1)
    assert steps.broken() == []


def test_a_single_unit_is_scheduled_the_same_way(api, package, evening):
    bought = sold(package)
    [unit, *_] = bought.units.all()

    answer = api(bought.client).post(
        f"/api/v1/bookings/{unit.public_id}/schedule/", {"session": str(evening.public_id)}
    )
    both = api(bought.client).post(f"/api/v1/bookings/{unit.public_id}/schedule/", {})

    assert (answer.status_code, both.status_code) == (201, 400)


def test_a_full_date_takes_no_unit(package, evening):
    first, second, third = (sold(package) for _ in range(3))
    seated(first, evening)
    seated(second, evening)

    with pytest.raises(SessionFull):
        seated(third, evening)

    assert (steps.units(third), taken(evening)) == (["open"] * 3, 2)


def test_what_is_not_in_the_package_is_not_sat_in(package, evening):
    bought = sold(package)
    elsewhere = PlannedSessionFactory(starts_at=NOW + timedelta(days=6))
    of_a_course = PlannedSessionFactory(
        service=evening.service, number=1, starts_at=NOW + timedelta(days=7)
    )

    for session in (elsewhere, of_a_course):
        with pytest.raises(operations.SessionNotFound):
            seated(bought, session)


def test_a_date_that_has_begun_or_comes_after_the_end_is_not_sat_in(package, evening):
    bought = sold(package)

    with pytest.raises(SessionNotOpen):
        seated(bought, evening, now=evening.starts_at)
    bought.expires_at = evening.starts_at
    bought.save()
    with pytest.raises(operations.AfterExpiry):
        seated(bought, evening)


def test_calling_off_the_date_gives_the_unit_back(package, evening, relay):
    bought = sold(package)
    booking = seated(bought, evening)

    planning.call_off_session(
        service=evening.service,
        public_id=evening.public_id,
        by=evening.practitioner.user,
        reason="Storm",
        now=NOW,
    )
    relay()

    booking.refresh_from_db()
    assert (booking.status, booking.cancelled_by) == ("cancelled", CancelledBy.PRACTITIONER)
    assert (steps.units(bought), taken(evening)) == (["open"] * 3, 0)
    assert [one for one in audit.findings(now=NOW) if "units owed" not in one.rule] == []


def test_who_comes_uses_the_unit(package, evening, relay):
    bought = sold(package)
    seated(bought, evening)

    bookings.complete_past(now=evening.ends_at)
    relay()

    assert steps.units(bought) == ["used", "open", "open"]
    assert shop.balance(steps.SOLD) == -(20000 - 6667)


@pytest.mark.django_db(transaction=True)
def test_units_and_money_race_for_the_last_seats(package, evening, stripe_sandbox):
    """Guards: the count of seats is one for whatever pays."""
    owners = [sold(package, one) for one in UserFactory.create_batch(5)]

    results = at_once(*[lambda one=one: seated(one, evening) for one in owners])

    full = [result for result in results if isinstance(result, SessionFull)]
    assert (len(full), taken(evening)) == (3, 2), results
    assert sorted(steps.units(one).count("redeemed") for one in owners) == [0, 0, 0, 1, 1]
