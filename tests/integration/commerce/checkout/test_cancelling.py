"""What comes back, to whom it is owed, and what it does to the order."""

from datetime import timedelta

import pytest

from commerce.ledger.states import AccountKind
from tests.integration.commerce.checkout import steps

pytestmark = pytest.mark.django_db


@pytest.fixture
def booking(service, client_user, stripe_sandbox):
    """Paid, $80 on the moderate policy."""
    return steps.booking_of(steps.paid(steps.booked(service, client_user)))


@pytest.mark.parametrize(
    ("before", "cents", "order"),
    [
        (timedelta(hours=24), 8000, "refunded"),
        (timedelta(hours=24, microseconds=-1), 4000, "partially_refunded"),
        (timedelta(hours=6), 4000, "partially_refunded"),
        (timedelta(hours=6, microseconds=-1), 0, "paid"),
    ],
)
def test_a_client_gets_back_what_the_policy_says(booking, relay, before, cents, order):
    given = steps.cancelled(booking, by=booking.client, now=booking.session.starts_at - before)
    relay()

    assert (given.status, given.refund_cents) == ("cancelled", cents)
    assert steps.order_of(given).status == order
    kept = 8000 - cents
    assert steps.shared() == (kept * 95 // 100, kept * 5 // 100)
    assert steps.balance(AccountKind.REFUNDS_DUE) == 0
    assert sum(r.amount_cents for r in steps.order_of(given).payment.refunds.all()) == cents


def test_a_practitioner_gives_everything_back_however_late(booking, relay):
    practitioner = booking.service.practitioner.user

    given = steps.cancelled(
        booking, by=practitioner, now=booking.session.starts_at - timedelta(minutes=1)
    )

    assert (given.cancelled_by, given.refund_cents) == ("practitioner", 8000)
    assert steps.order_of(given).status == "refunded"


def test_the_time_is_free_again(booking, service):
    starts_at = booking.session.starts_at

    steps.cancelled(booking, by=booking.client, now=starts_at - timedelta(days=2))

    assert steps.first_start(service) == starts_at
