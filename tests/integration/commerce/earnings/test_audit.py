"""Each rule is silent on a whole story, and speaks when it is broken behind the house's back."""

from datetime import timedelta

import pytest
from django.db.models import F

from commerce.checkout import audit as money
from commerce.earnings import audit
from commerce.ledger import operations as ledger
from commerce.ledger.operations import Leg
from commerce.ledger.states import AccountKind
from commerce.models import Earning, OrderLine
from estuary.kernel import db
from tests.factories import ServiceFactory, UserFactory
from tests.factories.bookings import NOON
from tests.factories.earnings import earned
from tests.factories.schedules import open_all_week
from tests.integration.commerce.checkout import steps

pytestmark = pytest.mark.django_db


def broken(now=NOON):
    return {rule for rule, check in audit.RULES.items() if check(now)}


def unshared():
    with db.in_transaction():
        ledger.post(
            key="odd",
            description="Nobody shared it out",
            legs=[Leg(AccountKind.SALES, -1, "usd"), Leg(AccountKind.RECEIVED, 1, "usd")],
        )


def shifted():
    """A cent of the commission is the practitioner's."""
    Earning.objects.update(commission_cents=F("commission_cents") - 1, net_cents=F("net_cents") + 1)


@pytest.mark.parametrize(
    ("breaks", "rules"),
    [
        (unshared, {"what was sold is shared out"}),
        (
            shifted,
            {
                "earnings in the books are those not paid out",
                "commission in the books is that of the earnings",
            },
        ),
        (
            lambda: Earning.objects.update(status="available", available_at=NOON),
            {"earnings in the books are those not paid out"},
        ),
    ],
)
def test_earnings_tampered_with_are_found(breaks, rules):
    earned()
    assert broken() == set()

    breaks()

    assert broken() == rules


def test_what_was_not_released_in_time_is_found():
    earned()

    assert broken(NOON + timedelta(hours=52)) == {"what is due is released"}


def test_a_line_with_another_commission_than_its_sale_is_found(stripe_sandbox):
    service = ServiceFactory()
    open_all_week(service.practitioner)
    steps.paid(steps.booked(service, UserFactory()))
    rule = "the commission of a line is that of its sale"
    assert money.RULES[rule](NOON) == []

    OrderLine.objects.update(commission_cents=1)

    assert len(money.RULES[rule](NOON)) == 1
