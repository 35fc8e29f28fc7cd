from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from commerce.entitlements import operations
from commerce.models import Entitlement, EntitlementUnit
from estuary.kernel import db
from estuary.kernel.models import OutboxEvent
from tests.factories import BookingFactory, PackageFactory, ServiceFactory, TermsFactory
from tests.factories.packages import sold
from tests.integration.commerce.entitlements import steps

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def test_a_sale_makes_a_unit_for_each_session_at_its_share_of_the_price(package, client_user):
    bought = sold(package, client_user, now=NOW)

    assert (bought.client, bought.terms, bought.kind, bought.title) == (
        client_user,
        package.terms,
        "package",
        "Three breaths",
    )
    assert (bought.status, bought.price_cents, bought.currency) == ("active", 20000, "usd")
    assert bought.expires_at == NOW + timedelta(days=365)
    assert list(bought.units.values_list("status", "price_cents", "booking")) == [
        ("open", 6667, None),
        ("open", 6667, None),
        ("open", 6666, None),
    ]
    assert steps.accounts() == {"units_owed": -20000}
    assert list(OutboxEvent.objects.values_list("name", "payload")) == [
        ("commerce.entitlement.sold", {"entitlement_id": bought.pk})
    ]
    assert steps.broken() == []


def test_a_bundle_shares_its_price_by_what_each_service_costs(service):
    short = ServiceFactory(practitioner=service.practitioner, terms__price_cents=4000)
    bundle = PackageFactory(
        kind="bundle",
        practitioner=service.practitioner,
        terms__holds=[(service, 1), (short, 2)],
        terms__price_cents=12001,
    )

    bought = sold(bundle)

    assert list(bought.units.values_list("service", "terms", "price_cents")) == [
        (service.pk, service.terms_id, 6001),
        (short.pk, short.terms_id, 3000),
        (short.pk, short.terms_id, 3000),
    ]


def test_a_sale_counts_once_for_each_reference(package, client_user):
    first = sold(package, client_user, reference="line:1")
    with db.in_transaction():
        again = operations.sell(
            client=client_user, terms=package.terms, reference="line:1", now=timezone.now()
        )

    assert again == first
    assert (Entitlement.objects.count(), EntitlementUnit.objects.count()) == (1, 3)
    assert OutboxEvent.objects.count() == 1


def test_what_was_sold_for_less_is_shared_out_as_that(package, client_user):
    with db.in_transaction():
        bought = operations.sell(
            client=client_user,
            terms=package.terms,
            reference="line:1",
            now=NOW,
            price_cents=10000,
        )

    assert list(bought.units.values_list("price_cents", flat=True)) == [3334, 3333, 3333]


def test_later_offers_leave_what_was_sold_as_it_is(package, service):
    bought = sold(package)
    service.terms = TermsFactory(service=service, price_cents=9900, duration_minutes=30)
    service.save()

    assert {unit.terms.duration_minutes for unit in bought.units.all()} == {60}
    assert bought.units.first().price_cents == 6667


def test_selling_is_a_step_of_a_larger_transaction(package, client_user):
    with pytest.raises(RuntimeError, match="inside a transaction"):
        operations.sell(client=client_user, terms=package.terms, reference="x", now=NOW)


@pytest.mark.parametrize(
    ("unit", "constraint"),
    [
        ({"status": "redeemed"}, "entitlement_unit_is_booked_or_not"),
        ({"status": "used", "settled_at": NOW}, "entitlement_unit_is_booked_or_not"),
        ({"status": "expired"}, "entitlement_unit_settled_at_some_time"),
        ({"settled_at": NOW}, "entitlement_unit_settled_at_some_time"),
        ({"position": 0}, "entitlement_unit_position_once"),
    ],
)
def test_the_database_refuses_units_that_make_no_sense(package, unit, constraint):
    bought = sold(package)

    with pytest.raises(IntegrityError, match=constraint):
        bought.units.filter(position=1).update(**unit)


def test_the_database_refuses_an_open_unit_with_a_booking(package):
    bought = sold(package)

    with pytest.raises(IntegrityError, match="entitlement_unit_is_booked_or_not"):
        bought.units.filter(position=1).update(booking=BookingFactory())


def test_the_database_refuses_one_booking_for_two_units(package):
    bought = sold(package)

    with pytest.raises(IntegrityError, match="booking_id"):
        bought.units.update(booking=BookingFactory(), status="redeemed")


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"refunded_cents": 20001}, "entitlement_gives_back_no_more_than_its_price"),
        ({"status": "lost"}, "entitlement_status_is_known"),
    ],
)
def test_the_database_refuses_an_entitlement_that_makes_no_sense(package, change, constraint):
    sold(package)

    with pytest.raises(IntegrityError, match=constraint):
        Entitlement.objects.update(**change)
