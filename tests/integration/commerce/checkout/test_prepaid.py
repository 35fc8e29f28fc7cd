"""Packages and credits: ordered, paid, the client's; with money that adds up to the cent."""

from datetime import timedelta

import pytest
from django.utils import timezone

from commerce.checkout import audit, operations
from commerce.credits import operations as credits
from commerce.credits.states import CreditSource
from commerce.ledger.states import AccountKind
from commerce.models import Entitlement, Order, Receipt
from marketplace.models import Service
from tests.factories import UserFactory
from tests.factories.credits import granted
from tests.factories.promotions import PromotionFactory
from tests.integration.commerce.checkout import steps

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def adds_up():
    yield
    assert audit.findings(now=timezone.now()) == []


def buy(api, user, package, **said):
    return api(user).post(f"/api/v1/packages/{package.public_id}/purchase/", said)


def buy_credits(api, user, cents, **headers):
    return api(user).post("/api/v1/credits/purchase/", {"amount_cents": cents}, headers=headers)


def order_in(answer) -> Order:
    assert answer.status_code == 201, answer.json()
    return Order.objects.select_related("payment", "user").get(
        public_id=answer.json()["data"]["id"]
    )


def available(user):
    return credits.balance(user=user, now=timezone.now()).available_cents


def test_a_package_is_the_client_s_once_it_is_paid(
    api, package, client_user, stripe_sandbox, relay
):
    order = order_in(buy(api, client_user, package))
    before = Entitlement.objects.count()

    paid = steps.paid(order)
    relay()

    bought = Entitlement.objects.get()
    assert (before, paid.status, bought.client) == (0, "paid", client_user)
    assert sorted(bought.units.values_list("price_cents", flat=True)) == [6666, 6667, 6667]
    assert steps.balance(AccountKind.UNITS_OWED) == -20000
    assert steps.shared() == (0, 0)
    assert Receipt.objects.get().lines[0]["title"] == package.title


def test_paying_twice_sells_once(api, package, client_user, stripe_sandbox, relay):
    order = steps.paid(order_in(buy(api, client_user, package)))

    for _ in range(2):
        operations.complete(payment_id=order.payment.pk, now=timezone.now())
        relay()

    assert Entitlement.objects.count() == 1


def test_a_package_is_paid_with_credits_and_a_card(api, package, client_user, stripe_sandbox):
    granted(client_user, 5000, source=CreditSource.GIFT, now=timezone.now())

    order = order_in(buy(api, client_user, package, apply_credits=True))
    steps.paid(order)

    assert (order.credits_applied_cents, order.payment.amount_cents) == (5000, 15000)
    assert steps.balance(AccountKind.UNITS_OWED) == -20000
    assert available(client_user) == 0


def test_a_code_counts_on_a_package_only_when_it_may_be_stacked(
    api, package, client_user, stripe_sandbox
):
    plain, stackable = PromotionFactory(), PromotionFactory(is_stackable=True)

    refused = buy(api, client_user, package, promotion_code=plain.code)
    order = steps.paid(order_in(buy(api, client_user, package, promotion_code=stackable.code)))

    assert refused.json()["code"] == "promotion_not_for_this"
    assert order.amount_due_cents == 15000
    assert sum(Entitlement.objects.get().units.values_list("price_cents", flat=True)) == 15000


def test_one_s_own_package_and_what_is_not_on_sale_are_refused(api, package, client_user):
    own = buy(api, package.practitioner.user, package)
    Service.objects.update(status="paused")
    gone = buy(api, client_user, package)

    assert (own.status_code, own.json()["code"]) == (409, "own_service")
    assert (gone.status_code, gone.json()["code"]) == (404, "package_not_on_sale")


def test_an_order_that_lapsed_and_is_paid_after_all_is_honoured(
    api, package, client_user, stripe_sandbox, relay
):
    order = order_in(buy(api, client_user, package))
    steps.charged_behind_our_back(order)
    late = order.expires_at + timedelta(seconds=1)
    operations._lapse(order_id=order.pk, now=late)

    steps.payments.refresh(payment_id=order.payment.pk)
    operations.complete(payment_id=order.payment.pk, now=late)

    assert Entitlement.objects.count() == 1


def test_bought_credits_are_there_once_they_are_paid(api, client_user, stripe_sandbox, relay):
    order = order_in(buy_credits(api, client_user, 5000))
    before = available(client_user)

    steps.paid(order)
    relay()

    assert (before, available(client_user)) == (0, 5000)
    assert steps.balance(AccountKind.RECEIVED) == 0
    assert steps.balance(AccountKind.CLIENT_CREDITS) == -5000


@pytest.mark.parametrize("cents", [499, 100_001])
def test_too_few_and_too_many_credits_are_refused(api, client_user, cents):
    answer = buy_credits(api, client_user, cents)

    assert (answer.status_code, answer.json()["code"]) == (400, "amount_out_of_bounds")


def test_the_same_key_orders_credits_once(api, client_user, stripe_sandbox):
    answers = [buy_credits(api, client_user, 5000, **{"Idempotency-Key": "one"}) for _ in range(2)]

    assert answers[0].json()["data"]["id"] == answers[1].json()["data"]["id"]
    assert Order.objects.count() == 1


def test_nobody_pays_for_another_s_order(api, client_user, stripe_sandbox):
    order = order_in(buy_credits(api, client_user, 5000))

    answer = api(UserFactory()).post(
        "/api/v1/payments/confirm/",
        {"order": str(order.public_id), "payment_method": "pm_card_visa"},
    )

    assert (answer.status_code, available(client_user)) == (404, 0)
