"""Unused units given back for money: as they were paid, to the cent, and only once."""

import threading
import time
from datetime import timedelta

import pytest
from django.utils import timezone

from commerce.bookings.states import CancelledBy
from commerce.checkout import audit, returning
from commerce.checkout.states import RefundTo
from commerce.credits import operations as credits
from commerce.credits.states import CreditSource
from commerce.entitlements import operations as entitlements
from commerce.entitlements.operations import EntitlementNotFound, NothingToRefund
from commerce.ledger.states import AccountKind
from commerce.models import Booking, CreditLot, Entitlement, Entry, Order, Receipt, Refund
from commerce.payments import operations as payments
from estuary.kernel import db
from estuary.kernel.idempotency import Claim
from tests.factories import PackageFactory, ServiceFactory, UserFactory
from tests.factories.credits import granted
from tests.factories.promotions import PromotionFactory
from tests.factories.schedules import open_all_week
from tests.integration.commerce.checkout import steps
from tests.integration.commerce.entitlements import steps as units
from tests.threads import at_once

pytestmark = pytest.mark.django_db

RACERS = 6


@pytest.fixture(autouse=True)
def adds_up():
    """Whatever a test did, the books, the units, the lots and the provider agree."""
    yield
    assert audit.findings(now=timezone.now()) == []


def give(user, cents):
    return granted(user, cents, source=CreditSource.GIFT, now=timezone.now())


def available(user):
    return credits.balance(user=user, now=timezone.now()).available_cents


def bought(order):
    return Entitlement.objects.get(reference=f"order:{order.public_id}")


def quoted(order, **more):
    found = returning.quote_return(
        public_id=bought(order).public_id, by=order.user, now=timezone.now(), **more
    )
    return found.refund_cents, found.card_cents, found.credits_cents


def sent():
    return list(Refund.objects.order_by("pk").values_list("amount_cents", "status"))


def of(order, path=""):
    return f"/api/v1/entitlements/{bought(order).public_id}/{path}"


# --- by the ways it was paid ---


def test_what_the_card_paid_goes_back_to_the_card(package, client_user, stripe_sandbox, relay):
    order = steps.package_paid(package, client_user)
    agreed = quoted(order)

    order = steps.units_given_back(order)
    relay()

    assert (agreed, sent()) == ((20000, 20000, 0), [(20000, "succeeded")])
    assert (order.status, order.refunded_cents, order.lines.get().refunded_cents) == (
        "refunded",
        20000,
        20000,
    )
    assert units.units(bought(order)) == ["refunded"] * 3
    assert units.accounts() == {}


def test_what_credits_paid_goes_back_to_their_lots(package, client_user):
    lots = [give(client_user, 12000), give(client_user, 9000)]
    order = steps.package_paid(package, client_user, apply_credits=True)
    agreed, left = quoted(order), available(client_user)

    order = steps.units_given_back(order)

    assert (agreed, left, order.status) == ((20000, 0, 20000), 1000, "refunded")
    assert [CreditLot.objects.get(pk=lot.pk).remaining_cents for lot in lots] == [12000, 9000]
    assert units.accounts() == {}


def test_credits_and_a_card_get_back_what_they_paid_of_what_is_left(
    service, package, client_user, stripe_sandbox, relay
):
    give(client_user, 5000)
    order = steps.package_paid(package, client_user, apply_credits=True)
    booking = units.redeemed(bought(order), service)
    agreed = quoted(order)

    order = steps.units_given_back(order)
    relay()

    assert agreed == (13333, 10000, 3333)
    assert (available(client_user), sent()) == (3333, [(10000, "succeeded")])
    assert (order.status, order.refunded_cents) == ("partially_refunded", 13333)
    assert units.units(bought(order)) == ["redeemed", "refunded", "refunded"]
    assert units.accounts() == {"units_owed": -6667}
    units.held(booking)
    relay()
    assert units.accounts() == {"earnings_pending": -6333, "commission": -334}


def test_the_card_s_part_becomes_credits_when_the_client_asks(
    package, client_user, stripe_sandbox, relay
):
    give(client_user, 5000)
    order = steps.package_paid(package, client_user, apply_credits=True)
    agreed = quoted(order, refund_to=RefundTo.CREDITS)

    order = steps.units_given_back(order, refund_to=RefundTo.CREDITS)
    relay()

    assert (agreed, available(client_user), sent()) == ((20000, 0, 20000), 20000, [])
    assert CreditLot.objects.get(source=CreditSource.REFUND).remaining_cents == 15000
    assert (order.status, units.accounts()) == ("refunded", {})


def test_what_a_code_took_off_does_not_come_back(package, client_user, stripe_sandbox, relay):
    code = PromotionFactory(is_stackable=True).code
    give(client_user, 1000)
    order = steps.package_paid(package, client_user, promotion_code=code, apply_credits=True)

    order = steps.units_given_back(order)
    relay()

    assert (order.total_cents, order.refunded_cents, order.status) == (15000, 15000, "refunded")
    assert (available(client_user), sent()) == (1000, [(14000, "succeeded")])


def test_a_unit_that_comes_back_later_is_refunded_to_the_last_cent(
    service, client_user, stripe_sandbox, relay
):
    """Half of an odd sum is rounded once, not twice the same way."""
    give(client_user, 3333)
    package = PackageFactory(
        practitioner=service.practitioner,
        terms__holds=[(service, 2)],
        terms__price_cents=10000,
    )
    order = steps.package_paid(package, client_user, apply_credits=True)
    booking = units.redeemed(bought(order), service)
    order = steps.units_given_back(order)
    before = order.status, available(client_user)
    units.cancelled(booking, by=CancelledBy.PRACTITIONER, now=timezone.now())

    order = steps.units_given_back(order)
    relay()

    assert before == ("partially_refunded", 1667)
    assert (order.status, order.refunded_cents, available(client_user)) == ("refunded", 10000, 3333)
    assert sent() == [(3333, "succeeded"), (3334, "succeeded")]
    assert len({refund.reference for refund in Refund.objects.all()}) == 2
    assert units.accounts() == {}


def test_cents_neither_appear_nor_vanish_over_several_packages(
    service, client_user, stripe_sandbox, relay
):
    give(client_user, 3333)
    orders = []
    for price, number in ((10001, 3), (9999, 7), (5003, 2)):
        package = PackageFactory(
            practitioner=service.practitioner,
            terms__holds=[(service, number)],
            terms__price_cents=price,
        )
        orders.append(steps.package_paid(package, client_user, apply_credits=True))
    for day, order in enumerate(orders):
        at = steps.first_start(service, after=timedelta(days=3 + day))
        booking = units.redeemed(bought(order), service, starts_at=at)
        steps.units_given_back(order)
        units.cancelled(booking, by=CancelledBy.CLIENT, now=timezone.now())
        steps.units_given_back(order)
    relay()

    assert available(client_user) == 3333
    assert sum(cents for cents, _ in sent()) == 10001 + 9999 + 5003 - 3333
    assert set(Order.objects.values_list("status", flat=True)) == {"refunded"}
    assert units.accounts() == {}


# --- papers ---


def test_a_credit_note_is_issued_for_what_the_card_got_back(
    service, package, client_user, stripe_sandbox, relay
):
    give(client_user, 5000)
    order = steps.package_paid(package, client_user, apply_credits=True)
    relay()
    units.redeemed(bought(order), service)
    steps.units_given_back(order)

    relay()

    receipt, note = Receipt.objects.order_by("serial")
    assert (receipt.total_cents, receipt.lines[0]["title"]) == (20000, "Three breaths")
    assert (note.corrects, note.total_cents, note.refund) == (receipt, 10000, Refund.objects.get())
    assert [(line["title"], line["total_cents"]) for line in note.lines] == [
        ("Given back: Three breaths", 10000)
    ]


def test_a_refund_that_failed_is_tried_again_under_its_own_name(
    package, client_user, stripe_sandbox, relay
):
    order = steps.units_given_back(steps.package_paid(package, client_user))
    Refund.objects.update(status="failed", failure="lost")

    payments.retry_refund(refund_id=Refund.objects.get().pk)
    relay()

    assert sent() == [(20000, "failed"), (20000, "succeeded")]
    assert Refund.objects.last().reference == f"{Refund.objects.first().reference}:again:2"
    assert steps.balance(AccountKind.REFUNDS_DUE) == 0
    assert order.status == "refunded"


# --- who, and until when ---


def test_nobody_but_the_client_finds_it(package, client_user, stripe_sandbox, relay):
    order = steps.package_paid(package, client_user)

    for stranger in (UserFactory(), package.practitioner.user, UserFactory(is_staff=True)):
        with pytest.raises(EntitlementNotFound):
            steps.units_given_back(order, by=stranger)
    relay()

    assert sent() == []


def test_nothing_comes_back_once_it_has_expired_or_has_come_back(
    package, client_user, stripe_sandbox, relay
):
    order = steps.package_paid(package, client_user)
    expires_at = bought(order).expires_at

    with pytest.raises(NothingToRefund):
        steps.units_given_back(order, now=expires_at)
    steps.units_given_back(order, now=expires_at - timedelta(seconds=1))
    with pytest.raises(NothingToRefund):
        steps.units_given_back(order)
    with pytest.raises(NothingToRefund):
        quoted(order)
    relay()

    assert sent() == [(20000, "succeeded")]


def test_what_cost_nothing_gives_nothing_back(package, client_user):
    code = PromotionFactory(is_stackable=True, percent=100).code
    order = steps.package_paid(package, client_user, promotion_code=code)

    with pytest.raises(NothingToRefund):
        steps.units_given_back(order)

    assert order.status == "paid"


# --- by its address ---


def test_the_address_answers_the_quote_and_then_keeps_it(
    api, service, package, client_user, stripe_sandbox, relay
):
    give(client_user, 5000)
    order = steps.package_paid(package, client_user, apply_credits=True)
    units.redeemed(bought(order), service)
    browser, key = api(client_user), {"Idempotency-Key": "once"}

    [card] = browser.get("/api/v1/entitlements/").json()["data"]["results"]
    shown = browser.get(of(order, "refund/quote/")).json()["data"]
    in_credits = browser.get(of(order, "refund/quote/"), {"refund_to": "credits"}).json()["data"]
    answers = [browser.post(of(order, "refund/"), {}, headers=key) for _ in range(2)]
    other = browser.post(of(order, "refund/"), {"refund_to": "credits"}, headers=key)
    again = browser.post(of(order, "refund/"), {})
    relay()

    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()
    after = answers[0].json()["data"]
    assert card["refundable"] == shown["refund"] == after["refunded"]
    assert after["refundable"]["amount_cents"] == 0
    assert (shown["units"], shown["refund"]["amount_cents"]) == (2, 13333)
    assert (shown["to_card"]["amount_cents"], shown["to_credits"]["amount_cents"]) == (10000, 3333)
    assert in_credits["to_credits"]["amount_cents"] == 13333
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")
    assert (again.status_code, again.json()["code"]) == (409, "nothing_to_refund")
    assert sent() == [(10000, "succeeded")]


@pytest.mark.parametrize("what", ["refund/", "refund/quote/"])
def test_another_s_package_does_not_exist_at_these_addresses(
    api, package, client_user, stripe_sandbox, what
):
    order = steps.package_paid(package, client_user)

    def ask(browser, **said):
        return (browser.get if what.endswith("quote/") else browser.post)(of(order, what), said)

    assert (ask(api()).status_code, ask(api(UserFactory())).status_code) == (401, 404)
    wrong = ask(api(client_user), refund_to="cash")
    assert (wrong.status_code, wrong.json()["code"]) == (400, "validation_error")
    unknown = ask(api(client_user), units="1")
    assert (unknown.status_code, unknown.json()["code"]) == (400, "validation_error")
    assert ask(api(UserFactory(is_staff=True))).status_code == 404
    assert not Refund.objects.exists()


# --- many at once ---


@pytest.fixture
def order(db, stripe_sandbox):
    """Two units for $150, one of them booked."""
    service = ServiceFactory()
    open_all_week(service.practitioner)
    package = PackageFactory(
        practitioner=service.practitioner,
        terms__holds=[(service, 2)],
        terms__price_cents=15000,
    )
    order = steps.package_paid(package, UserFactory())
    at = steps.first_start(service, after=timedelta(days=20))
    units.redeemed(bought(order), service, starts_at=at)
    return order


def of_kind(results, *kinds):
    return [result for result in results if isinstance(result, kinds)]


@pytest.mark.django_db(transaction=True)
def test_giving_back_many_times_at_once_pays_once(order, relay):
    """Guard: the lock on the entitlement, under which it is looked again."""
    results = at_once(*[lambda: steps.units_given_back(order)] * RACERS)
    relay()

    assert len(of_kind(results, NothingToRefund)) == RACERS - 1, results
    assert sent() == [(7500, "succeeded")]
    assert units.accounts() == {"units_owed": -7500}


@pytest.mark.django_db(transaction=True)
def test_what_the_order_gave_back_before_is_read_under_its_lock(order, relay):
    """Guard: the lock on the order."""
    written = threading.Event()

    def give_back_something_else():
        with db.in_transaction():
            Order.objects.lock().filter(pk=order.pk).update(refunded_cents=1)
            written.set()
            time.sleep(0.5)

    def give_back_units():
        assert written.wait(10)
        return steps.units_given_back(order)

    _, after = at_once(give_back_something_else, give_back_units)
    relay()

    assert after.refunded_cents == 7501
    Order.objects.update(refunded_cents=7500)  # as the units have it


@pytest.mark.django_db(transaction=True)
def test_one_key_sent_many_times_at_once_gives_back_once(order, relay):
    """Guard: idempotency_key_once_per_caller, in the transaction of the effect."""
    claim = Claim(caller=f"user:{order.user_id}", key="k", fingerprint="f")

    results = at_once(*[lambda: steps.units_given_back(order, claim=claim)] * RACERS)
    relay()

    assert {getattr(result, "pk", result) for result in results} == {order.pk}
    assert sent() == [(7500, "succeeded")]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(3))
def test_giving_back_and_booking_at_once_end_in_one_of_the_two(order, relay, attempt):
    """Guard: both lock the entitlement, and look again under the lock."""
    service = order.lines.get().package_terms.items.get().service
    at = steps.first_start(service)

    results = at_once(
        lambda: units.redeemed(bought(order), service, starts_at=at),
        lambda: steps.units_given_back(order),
    )
    relay()

    booked, paid = of_kind(results, Booking), of_kind(results, Order)
    assert len(booked) + len(paid) == 1, results
    assert len(of_kind(results, entitlements.NothingLeft, NothingToRefund)) == 1, results
    assert units.units(bought(order)) == ["redeemed", "redeemed" if booked else "refunded"]
    assert sent() == ([] if booked else [(7500, "succeeded")])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(3))
def test_giving_back_and_expiring_at_once_end_in_one_of_the_two(order, relay, attempt):
    """Guard: both lock the entitlement, and look again under the lock."""
    expires_at = bought(order).expires_at

    results = at_once(
        lambda: entitlements.expire(now=expires_at),
        lambda: steps.units_given_back(order, now=expires_at - timedelta(seconds=1)),
    )
    entitlements.expire(now=expires_at)
    relay()

    paid = of_kind(results, Order)
    assert paid or len(of_kind(results, NothingToRefund)) == 1, results
    assert units.units(bought(order)) == ["redeemed", "refunded" if paid else "expired"]
    assert sent() == ([(7500, "succeeded")] if paid else [])
    assert units.accounts() == {"units_owed": -7500} | ({} if paid else {"breakage": -7500})
    assert Entry.objects.filter(key__contains=":units:").count() == len(paid)
