"""What the database refuses; each of these fails when the constraint it names is dropped."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db.models import F

from commerce.models import (
    AgreedCommission,
    CommissionBracket,
    Earning,
    OrderLine,
    Sale,
)
from tests.factories import OrderFactory, PractitionerFactory
from tests.factories.bookings import NOON
from tests.factories.earnings import earned, scheduled
from tests.refusals import refused

pytestmark = pytest.mark.django_db

LATER = datetime(2099, 3, 1, tzinfo=UTC)


def agreed(**more):
    given = {"basis_points": 250, "effective_from": NOON, **more}
    given.setdefault("practitioner", PractitionerFactory())
    return AgreedCommission.objects.create(**given)


def agreed_twice():
    first = agreed()
    agreed(practitioner=first.practitioner, effective_from=NOON + timedelta(days=1))


def begun_twice():
    CommissionBracket.objects.create(schedule=scheduled(LATER), over_cents=0, basis_points=400)


def earning(**columns):
    earned()
    Earning.objects.update(**columns)


def same_booking():
    first, second = earned(), earned()
    Earning.objects.filter(pk=second.pk).update(booking=first.booking)


def same_reference():
    first = earned().sale
    first.pk = None
    first.save()


def sale(**columns):
    first = earned().sale
    Sale.objects.create(
        practitioner=first.practitioner,
        reference="another",
        currency="usd",
        commission_basis_points=1,
        commission_reason="why",
        sold_at=NOON,
        **columns,
    )


def half_a_commission():
    OrderFactory()
    OrderLine.objects.update(commission_cents=1)


REFUSED = {
    "agreed_commission_never_overlaps": agreed_twice,
    "agreed_commission_ends_after_it_begins": lambda: agreed(effective_until=NOON),
    "agreed_commission_is_a_share": lambda: agreed(basis_points=10_001),
    "commission_floor_is_a_share": lambda: scheduled(LATER, floor_basis_points=10_001),
    "commerce_commissionschedule.effective_from": lambda: (scheduled(LATER), scheduled(LATER)),
    "commission_bracket_begins_once": begun_twice,
    "commission_bracket_is_a_share": lambda: scheduled(LATER, {0: 10_001}),
    "commerce_sale.reference": same_reference,
    "sale_commission_is_a_share": lambda: sale(gross_cents=1, commission_cents=2),
    "commerce_earning.booking_id": same_booking,
    "earning_is_shared_out_whole": lambda: earning(net_cents=F("net_cents") + 1),
    "earning_gives_back_no_more_than_it_has": lambda: earning(
        reversed_cents=402, reversed_commission_cents=401
    ),
    "earning_carries_no_more_than_it_gave_back": lambda: earning(carried_cents=1),
    "earning_released_at_some_time": lambda: earning(available_at=NOON),
    "earning_reversed_exactly_with_nothing_left": lambda: earning(status="reversed"),
    "order_line_commission_has_its_rate_and_reason": half_a_commission,
}


@pytest.mark.parametrize("name", REFUSED)
def test_the_database_refuses(name):
    with refused(name):
        REFUSED[name]()
