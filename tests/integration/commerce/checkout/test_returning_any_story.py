"""Whatever happens to a package, every cent that was paid for it ends in one place."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from commerce.bookings.states import BookingStatus, CancelledBy
from commerce.checkout import audit, buying, prepaid
from commerce.checkout.states import RefundTo
from commerce.credits.states import CreditSource
from commerce.entitlements import operations as entitlements
from commerce.entitlements.operations import NothingToRefund
from commerce.models import Booking, CreditLot, CreditUse, Entitlement, Order, Refund
from tests.factories import PackageFactory, UserFactory
from tests.factories.credits import granted
from tests.factories.promotions import PromotionFactory
from tests.integration.commerce.checkout import steps
from tests.integration.commerce.entitlements import steps as units

pytestmark = pytest.mark.django_db

# Stripe charges no less.
LEAST_CENTS = 50
STEPS = ("redeem", "refund", "call off", "refund to credits", "hold", "cancel late")


@dataclass(frozen=True)
class Sale:
    """Of so many units for so much, less so many per cent, partly paid by credits."""

    quantity: int
    price_cents: int
    percent_off: int
    percent_in_credits: int


@st.composite
def sales(draw):
    quantity = draw(st.integers(2, 5))
    return Sale(
        quantity=quantity,
        price_cents=draw(st.integers(LEAST_CENTS, 8000 * quantity)),
        percent_off=draw(st.sampled_from([0, 0, 13, 50, 99, 100])),
        percent_in_credits=draw(st.sampled_from([0, 1, 33, 50, 99, 100])),
    )


def bought(sale, service) -> Order:
    """The package of `sale`, paid as it says; credits out of two lots."""
    client = UserFactory()
    package = PackageFactory(
        practitioner=service.practitioner,
        terms__holds=[(service, sale.quantity)],
        terms__price_cents=sale.price_cents,
    )
    code = ""
    if sale.percent_off:
        code = PromotionFactory(is_stackable=True, percent=sale.percent_off).code
    quoted = prepaid.quote_package(
        name=package.slug,
        kind=package.kind,
        client=client,
        means=buying.Means(promotion_code=code),
        now=timezone.now(),
    )
    total = quoted.price.total_cents
    in_credits = total * sale.percent_in_credits // 100
    if 0 < total - in_credits < LEAST_CENTS:
        in_credits = total
    for cents in (in_credits // 3, in_credits - in_credits // 3):
        if cents:
            granted(client, cents, source=CreditSource.GIFT, now=timezone.now())
    return steps.package_paid(package, client, promotion_code=code, apply_credits=True)


def happens(what, order, service, day) -> None:
    """One step of the story; what cannot happen then does not."""
    mine = Entitlement.objects.get(reference=f"order:{order.public_id}")
    booked = Booking.objects.filter(client=order.user, status=BookingStatus.CONFIRMED)
    booking = booked.select_related("session").order_by("pk").first()
    if what == "redeem" and mine.units.open().exists() and mine.is_usable(timezone.now()):
        at = steps.first_start(service, after=timedelta(days=3 + day))
        units.redeemed(mine, service, starts_at=at)
    elif what == "hold" and booking:
        units.held(booking)
    elif what == "cancel late" and booking:
        late = booking.session.starts_at - timedelta(hours=1)
        units.cancelled(booking, by=CancelledBy.CLIENT, now=late)
    elif what == "call off" and booking:
        units.cancelled(booking, by=CancelledBy.PRACTITIONER, now=timezone.now())
    elif what.startswith("refund"):
        refund_to = RefundTo.CREDITS if what.endswith("credits") else RefundTo.CARD
        try:
            steps.units_given_back(order, refund_to=refund_to)
        except NothingToRefund:
            assert entitlements.refundable(entitlement=mine, now=timezone.now()) == 0


def ends(order, relay, *, expires_first) -> None:
    """What is booked is held, and what is open expires."""
    mine = Entitlement.objects.get(reference=f"order:{order.public_id}")
    if expires_first:
        entitlements.expire(now=mine.expires_at)
    for booking in Booking.objects.filter(client=order.user, status=BookingStatus.CONFIRMED):
        units.held(booking)
    entitlements.expire(now=mine.expires_at)
    relay()


def went_back(order) -> dict[str, int]:
    def total(rows, column):
        return rows.aggregate(total=Sum(column))["total"] or 0

    reference = f"order:{order.public_id}"
    return {
        "to lots": total(CreditUse.objects.of_reference(reference), "given_back_cents"),
        "to card": total(Refund.objects.filter(payment__order=order), "amount_cents"),
        "as credits": total(
            CreditLot.objects.filter(user=order.user, source=CreditSource.REFUND), "remaining_cents"
        ),
    }


@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    sale=sales(),
    story=st.lists(st.sampled_from(STEPS), min_size=2, max_size=8),
    expires_first=st.booleans(),
)
@example(
    sale=Sale(quantity=2, price_cents=10100, percent_off=0, percent_in_credits=33),
    story=["redeem", "refund", "call off", "refund"],
    expires_first=False,
)
@example(
    sale=Sale(quantity=3, price_cents=10001, percent_off=13, percent_in_credits=50),
    story=["redeem", "redeem", "refund to credits", "call off", "refund", "hold"],
    expires_first=True,
)
def test_nothing_is_owed_in_the_end_and_what_came_back_is_counted(
    service, stripe_sandbox, relay, sale, story, expires_first
):
    before = transaction.savepoint()
    try:
        order = bought(sale, service)
        for day, what in enumerate(story):
            happens(what, order, service, day)
        ends(order, relay, expires_first=expires_first)

        order.refresh_from_db()
        back = went_back(order)
        assert order.refunded_cents == sum(back.values())
        assert back["to lots"] <= order.credits_applied_cents
        assert back["to card"] + back["as credits"] <= order.amount_due_cents
        gone = units.accounts()
        assert "units_owed" not in gone
        assert -sum(gone.values()) + order.refunded_cents == order.total_cents
        assert audit.findings(now=timezone.now()) == []
    finally:
        transaction.savepoint_rollback(before)
