from datetime import timedelta

import pytest
from django.utils import timezone

from commerce.bookings.states import CancelledBy
from commerce.entitlements import operations
from commerce.ledger import operations as ledger
from commerce.ledger.operations import Leg
from commerce.ledger.states import AccountKind
from commerce.models import Booking, Entitlement, EntitlementUnit
from estuary.kernel import db
from estuary.kernel.models import OutboxEvent
from tasks.entitlements import expire_entitlements
from tests.factories.packages import sold
from tests.integration.commerce.checkout.steps import first_start
from tests.integration.commerce.entitlements import steps

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_open_units_go_back_at_their_share_and_booked_ones_stay(package, service):
    bought = sold(package)
    steps.redeemed(bought, service)

    assert operations.refundable(entitlement=bought, now=timezone.now()) == 13333
    assert steps.refunded(bought) == 13333

    bought.refresh_from_db()
    assert (bought.status, bought.refunded_cents) == ("refunded", 13333)
    assert steps.units(bought) == ["redeemed", "refunded", "refunded"]
    assert steps.accounts() == {"units_owed": -6667, "refunds_due": -13333}
    assert OutboxEvent.objects.filter(name="commerce.entitlement.refunded").count() == 1
    assert steps.broken() == []


def test_nothing_goes_back_twice(package):
    bought = sold(package)
    steps.refunded(bought)

    with pytest.raises(operations.NothingToRefund):
        steps.refunded(bought)
    bought.refresh_from_db()
    assert operations.refundable(entitlement=bought, now=timezone.now()) == 0


def test_a_unit_that_comes_back_after_a_refund_can_be_refunded_too(package, service):
    bought = sold(package)
    booking = steps.redeemed(bought, service)
    steps.refunded(bought)
    steps.cancelled(booking, by=CancelledBy.PRACTITIONER, now=timezone.now())

    assert steps.refunded(bought) == 6667

    bought.refresh_from_db()
    assert (bought.status, bought.refunded_cents) == ("refunded", 20000)
    assert steps.accounts() == {"refunds_due": -20000}
    assert steps.broken() == []


def test_nothing_goes_back_after_the_expiry(package):
    bought = sold(package)
    at = bought.expires_at

    assert operations.refundable(entitlement=bought, now=at - timedelta(seconds=1)) == 20000
    assert operations.refundable(entitlement=bought, now=at) == 0
    with pytest.raises(operations.NothingToRefund):
        steps.refunded(bought, now=at)


def test_what_is_left_at_the_expiry_is_breakage(package, service, relay):
    bought, other = sold(package), sold(package)
    booking = steps.redeemed(bought, service)
    Entitlement.objects.filter(pk=bought.pk).update(
        expires_at=booking.session.starts_at + timedelta(minutes=1)
    )
    at = booking.session.starts_at + timedelta(minutes=2)

    assert operations.expire(now=at) == 1
    assert operations.expire(now=at) == 0

    bought.refresh_from_db()
    assert (bought.status, steps.units(other)) == ("expired", ["open"] * 3)
    assert steps.units(bought) == ["redeemed", "expired", "expired"]
    assert steps.accounts() == {"units_owed": -26667, "breakage": -13333}
    steps.held(booking)
    relay()
    assert steps.units(bought) == ["used", "expired", "expired"]
    assert steps.accounts() == {
        "units_owed": -20000,
        "breakage": -13333,
        "earnings_pending": -6333,
        "commission": -334,
    }
    assert steps.broken() == []


def test_the_sweep_of_the_night_writes_off_what_is_due(package):
    bought = sold(package)
    Entitlement.objects.update(expires_at=timezone.now())

    expire_entitlements.call_local()

    assert steps.units(bought) == ["expired"] * 3
    told = OutboxEvent.objects.get(name="commerce.entitlement.expired")
    assert told.payload == {"entitlement_id": bought.pk, "amount_cents": 20000}


# --- the audit ---


@pytest.mark.parametrize(
    ("breaks", "rule"),
    [
        (
            lambda: Entitlement.objects.update(price_cents=19999),
            "the units of an entitlement add up to its price",
        ),
        (
            lambda: Entitlement.objects.update(refunded_cents=1),
            "refunded units add up to what was given back",
        ),
        (
            lambda: Booking.objects.update(
                status="cancelled", cancelled_by="client", cancelled_at=timezone.now()
            ),
            "a redeemed unit has its booking",
        ),
        (
            lambda: Booking.objects.update(
                status="completed", completed_at=timezone.now() - timedelta(hours=1)
            ),
            "the unit of a session that was held is earned",
        ),
        (
            lambda: Entitlement.objects.update(status="used_up"),
            "an entitlement is active while a unit is open",
        ),
        (
            lambda: Entitlement.objects.update(expires_at=timezone.now() - 3 * DAY),
            "an open unit expires in time",
        ),
    ],
)
def test_what_is_tampered_with_is_found(package, service, breaks, rule):
    steps.redeemed(sold(package), service, starts_at=first_start(service))
    assert steps.broken() == []

    breaks()

    assert steps.broken() == [rule]


def test_units_sold_without_money_or_in_another_currency_are_found(package, client_user):
    sold(package)
    EntitlementUnit.objects.filter(position=0).update(price_cents=1)

    assert "units owed are the units not yet used" in steps.broken()


def test_each_currency_is_audited_by_itself(package):
    sold(package)
    with db.in_transaction():
        ledger.post(
            key="stray",
            description="Nobody sold it",
            legs=[
                Leg(AccountKind.RECEIVED, 100, "eur"),
                Leg(AccountKind.UNITS_OWED, -100, "eur"),
            ],
        )

    assert steps.broken() == ["units owed are the units not yet used"]
