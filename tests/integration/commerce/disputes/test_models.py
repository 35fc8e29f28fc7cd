"""What the database refuses; each of these fails when the constraint it names is dropped."""

from datetime import timedelta

import pytest

from commerce.models import Booking, CreditLot, Dispute, Earning, Order, SaleHold
from tests.factories import BookingFactory, DisputeFactory, OrderFactory, UserFactory, granted
from tests.factories.bookings import NOON
from tests.factories.earnings import earned
from tests.refusals import refused

pytestmark = pytest.mark.django_db


def dispute(**columns):
    DisputeFactory()
    Dispute.objects.update(**columns)


def order(**columns):
    OrderFactory(credits_applied_cents=3000)
    Order.objects.update(**columns)


def frozen():
    earned()
    Earning.objects.update(frozen_at=NOON)


def held(**columns):
    return SaleHold.objects.create(
        **{"reference": "order:x", "reason": "Disputed", "state": "open", "since": NOON} | columns
    )


CLOSED = {"closed_at": NOON, "settled_at": NOON}
REFUSED = {
    "commerce_dispute.provider_id": lambda: [DisputeFactory(provider_id="du_1") for _ in "12"],
    "dispute_is_of_a_payment_or_an_invoice": lambda: dispute(payment=None),
    "dispute_status_is_known": lambda: dispute(status="odd", **CLOSED),
    "dispute_closed_exactly_when_decided": lambda: dispute(status="won"),
    "dispute_answered_at_some_time": lambda: dispute(answer="evidence"),
    "dispute_lost_is_accounted_for": lambda: dispute(status="lost", lost_cents=1, **CLOSED),
    "dispute_loses_only_what_is_lost": lambda: dispute(lost_cents=1, written_off_cents=1),
    "order_charged_back_no_more_than_its_card_paid": lambda: order(charged_back_cents=5001),
    "commerce_salehold.reference": lambda: [held() for _ in "12"],
    "sale_hold_ends_after_it_begins": lambda: held(ended_at=NOON - timedelta(seconds=1)),
    "earning_frozen_says_why": frozen,
}


@pytest.mark.parametrize("name", REFUSED)
def test_the_database_refuses(name):
    with refused(name):
        REFUSED[name]()


def test_what_a_bank_took_back_of_an_order_is_not_given_back_as_well():
    with refused("order_gives_back_no_more_than_it_took"):
        order(charged_back_cents=5000, refunded_cents=3001)


def test_what_a_bank_took_back_of_a_booking_is_not_given_back_as_well():
    BookingFactory()

    with refused("booking_gives_back_no_more_than_its_price"):
        Booking.objects.update(charged_back_cents=8000, refund_cents=1)


def test_what_was_taken_back_of_credits_is_not_there_as_well():
    granted(UserFactory(), 100)

    with refused("credit_lot_remains_within_amount"):
        CreditLot.objects.update(taken_back_cents=1)
