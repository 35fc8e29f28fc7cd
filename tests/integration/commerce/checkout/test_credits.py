"""Paying with credits, wholly or in part: held, spent, given back, never twice."""

from datetime import timedelta

import pytest
from django.utils import timezone

from commerce.checkout import audit, buying, operations
from commerce.checkout.cancelling import NotYoursToChoose
from commerce.checkout.states import RefundTo
from commerce.credits import operations as credits
from commerce.credits.operations import CreditsShort
from commerce.credits.states import CreditSource
from commerce.models import Booking, Payment, Refund
from tests.factories import UserFactory
from tests.factories.credits import granted
from tests.integration.commerce.checkout import steps
from tests.threads import at_once

pytestmark = pytest.mark.django_db


def give(user, cents):
    granted(user, cents, source=CreditSource.GIFT, now=timezone.now())


def bought(service, client, *, starts_at=None, now=None):
    booking = buying.book(
        client=client,
        service_id=service.public_id,
        slot=steps.word(service, starts_at or steps.first_start(service)),
        notes="",
        means=buying.Means(apply_credits=True),
        claim=None,
        now=now or timezone.now(),
    )
    return booking, steps.order_of(booking)


def left(user):
    found = credits.balance(user=user, now=timezone.now())
    return found.available_cents, found.held_cents


@pytest.fixture(autouse=True)
def adds_up():
    """Whatever a test did, the books, the lots and the provider agree."""
    yield
    assert audit.findings(now=timezone.now()) == []


def test_credits_alone_confirm_at_once_without_the_provider(service, client_user):
    give(client_user, 10000)

    booking, order = bought(service, client_user)

    assert (booking.status, order.status, order.payment) == ("confirmed", "paid", None)
    assert (booking.credits_applied_cents, left(client_user)) == (8000, (2000, 0))
    assert steps.shared() == (7600, 400)


def test_credits_and_a_card_pay_together_and_get_back_together(
    service, client_user, stripe_sandbox, relay
):
    give(client_user, 3000)
    _, order = bought(service, client_user)
    held = left(client_user)

    order = steps.paid(order)
    given = steps.cancelled(steps.booking_of(order), by=client_user, now=timezone.now())
    relay()

    assert (held, order.payment.amount_cents, order.amount_due_cents) == ((0, 3000), 5000, 5000)
    assert (given.refund_cents, given.refund_credits_cents) == (8000, 3000)
    assert left(client_user) == (3000, 0)
    assert Refund.objects.values_list("amount_cents", "status").get() == (5000, "succeeded")
    assert steps.shared() == (0, 0)


def test_half_of_it_comes_back_half_from_each(service, client_user, stripe_sandbox, relay):
    give(client_user, 3000)
    order = steps.paid(bought(service, client_user)[1])
    booking = steps.booking_of(order)

    steps.cancelled(booking, by=client_user, now=booking.session.starts_at - timedelta(hours=12))
    relay()

    assert left(client_user) == (1500, 0)
    assert Refund.objects.get().amount_cents == 2500
    assert steps.order_of(booking).status == "partially_refunded"


def test_the_card_s_part_becomes_credits_when_the_client_asks(
    api, service, client_user, stripe_sandbox, relay
):
    give(client_user, 3000)
    order = steps.paid(bought(service, client_user)[1])
    booking = steps.booking_of(order)

    answer = api(client_user).post(
        f"/api/v1/bookings/{booking.public_id}/cancel/", {"refund_to": "credits"}
    )
    relay()

    cancellation = answer.json()["data"]["cancellation"]
    assert cancellation["refund_in_credits"]["amount_cents"] == 8000
    assert left(client_user) == (8000, 0)
    assert not Refund.objects.exists()
    assert steps.shared() == (0, 0)


def test_a_practitioner_does_not_choose_where_the_money_goes(service, client_user, stripe_sandbox):
    booking = steps.booking_of(steps.paid(steps.booked(service, client_user)))

    with pytest.raises(NotYoursToChoose):
        steps.cancelled(
            booking,
            by=service.practitioner.user,
            now=timezone.now(),
            refund_to=RefundTo.CREDITS,
        )


def test_what_is_held_cannot_be_spent_elsewhere_and_comes_back_when_the_hold_lapses(
    service, client_user, stripe_sandbox, relay
):
    give(client_user, 3000)
    booking, order = bought(service, client_user)
    later = booking.session.starts_at + timedelta(hours=3)
    _, second = bought(service, client_user, starts_at=later)

    operations.let_lapse(order_id=order.pk, now=order.expires_at + timedelta(seconds=1))
    relay()

    assert (order.credits_applied_cents, second.credits_applied_cents) == (3000, 0)
    assert left(client_user) == (3000, 0)


def test_a_declined_card_leaves_the_credits_held_for_another(service, client_user, stripe_sandbox):
    give(client_user, 3000)
    _, order = bought(service, client_user)

    declined = steps.paid(order, method="pm_card_visa_chargeDeclined")

    assert (declined.status, left(client_user)) == ("open", (0, 3000))
    assert steps.paid(order).status == "paid"


@pytest.mark.parametrize("spent_elsewhere", [False, True])
def test_a_late_payment_needs_its_credits_again(
    service, client_user, stripe_sandbox, relay, spent_elsewhere
):
    give(client_user, 3000)
    booking, order = bought(service, client_user)
    steps.charged_behind_our_back(order)
    late = order.expires_at + timedelta(seconds=1)
    operations._lapse(order_id=order.pk, now=late)
    if spent_elsewhere:
        bought(service, client_user, starts_at=booking.session.starts_at + timedelta(hours=3))

    steps.payments.refresh(payment_id=order.payment.pk)
    operations.complete(payment_id=order.payment.pk, now=late)
    relay()

    order.refresh_from_db()
    refunds = list(Refund.objects.values_list("amount_cents", "status"))
    if spent_elsewhere:
        assert (order.status, refunds) == ("cancelled", [(5000, "succeeded")])
    else:
        assert (order.status, refunds, left(client_user)) == ("paid", [], (0, 0))


def test_a_quote_shows_what_credits_would_pay(api, service, client_user):
    give(client_user, 3000)

    shown = api(client_user).get(
        f"/api/v1/services/{service.public_id}/quote/", {"apply_credits": "true"}
    )

    data = shown.json()["data"]
    assert (data["credits_applied"]["amount_cents"], data["amount_due"]["amount_cents"]) == (
        3000,
        5000,
    )


@pytest.mark.django_db(transaction=True)
def test_of_many_checkouts_at_once_one_spends_the_credits(service, stripe_sandbox):
    """Guard: the lots are locked when they are held."""
    client = UserFactory()
    give(client, 8000)
    first = steps.first_start(service)
    times = [first + timedelta(days=day, hours=1.5 * n) for day in range(4) for n in range(4)]

    results = at_once(*[lambda at=at: bought(service, client, starts_at=at) for at in times])

    firm = Booking.objects.filter(status="confirmed")
    assert [
        r for r in results if isinstance(r, Exception) and not isinstance(r, CreditsShort)
    ] == []
    assert firm.count() == 1
    assert left(client) == (0, 0)
    assert not Payment.objects.filter(amount_cents__lt=8000).exists()
