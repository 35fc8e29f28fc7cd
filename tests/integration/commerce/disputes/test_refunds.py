"""Refunds of a disputed payment: they wait, are sent when it is won, and settled when lost."""

from datetime import timedelta

import pytest
from django.utils import timezone

from commerce.checkout import buying as means
from commerce.checkout.giving_back import PaymentDisputed
from commerce.checkout.states import RefundTo
from commerce.disputes import operations
from commerce.ledger.states import AccountKind
from commerce.models import Dispute, Entitlement, Payment, Refund
from commerce.payments import operations as payments
from tasks import payments as clock
from tests.factories import PackageFactory, UserFactory
from tests.integration.commerce.checkout import steps as buying
from tests.integration.commerce.disputes import steps
from tests.integration.commerce.payments.steps import asked

pytestmark = pytest.mark.django_db


def given_up(order, **more):
    return buying.cancelled(buying.booking_of(order), by=order.user, now=timezone.now(), **more)


@pytest.fixture
def waiting(order, stripe_sandbox, relay):
    """A disputed booking that its client has given up in time: $80 are to go back."""
    dispute = steps.opened(stripe_sandbox, order)
    given_up(order)
    relay()
    return dispute


def test_the_booking_is_cancelled_and_the_refund_waits_unasked(waiting, stripe_sandbox, relay):
    clock.ask_about_refunds.call_local()
    relay()

    assert buying.booking_of(waiting.order).status == "cancelled"
    assert Refund.objects.get().status == "planned"
    assert asked(stripe_sandbox, path="/v1/refunds") == []
    assert buying.balance(AccountKind.REFUNDS_DUE) == -8000
    assert steps.broken(timezone.now() + timedelta(hours=26)) == []


def test_won_it_is_sent(waiting, stripe_sandbox, relay):
    steps.closed(stripe_sandbox, waiting, "win")
    relay()

    assert Refund.objects.get().status == "succeeded"
    assert (buying.balance(AccountKind.REFUNDS_DUE), buying.shared()) == (0, (0, 0))
    assert (steps.held(), steps.broken()) == ((0, 1500, 0), [])


def test_lost_it_is_settled_by_what_the_bank_took(waiting, stripe_sandbox, relay):
    dispute = steps.closed(stripe_sandbox, waiting, "lose")
    relay()

    assert Refund.objects.get().status == "cancelled"
    assert (dispute.refunds_settled_cents, dispute.reversed_cents) == (8000, 0)
    assert buying.balance(AccountKind.REFUNDS_DUE) == 0
    assert (buying.shared(), steps.held(), steps.broken()) == ((0, 0), (0, 1500, 0), [])


def test_lost_in_part_the_rest_of_it_is_owed_still(order, stripe_sandbox, relay):
    dispute = steps.opened(stripe_sandbox, order, amount=3000)
    given_up(order)
    relay()

    dispute = steps.closed(stripe_sandbox, dispute, "lose")
    relay()

    settled, rest = Refund.objects.order_by("pk")
    assert (settled.status, dispute.refunds_settled_cents) == ("cancelled", 3000)
    assert (rest.amount_cents, rest.status, rest.failure) == (5000, "failed", "charge_disputed")
    assert rest.reference == f"{settled.reference}:rest"
    assert buying.balance(AccountKind.REFUNDS_DUE) == -5000
    assert steps.broken() == ["a refund comes to an end"]


def test_what_failed_before_is_settled_too(order, stripe_sandbox, relay):
    given_up(order)
    Refund.objects.update(status="failed", failure="expired_or_canceled_card")

    dispute = steps.closed(stripe_sandbox, steps.opened(stripe_sandbox, order), "lose")

    assert (Refund.objects.get().status, dispute.refunds_settled_cents) == ("cancelled", 8000)
    assert steps.broken() == []


def test_what_the_provider_has_given_back_unknown_to_us_is_not_settled(
    order, stripe_sandbox, relay
):
    """The answer to the refund was lost; then the client contests what is left."""
    booking = buying.booking_of(order)
    buying.cancelled(booking, by=order.user, now=booking.session.starts_at - timedelta(hours=12))
    refund = Refund.objects.get()
    payments._sent(refund, order.payment.intent_id)

    dispute = steps.closed(stripe_sandbox, steps.opened(stripe_sandbox, order), "lose")
    relay()

    refund.refresh_from_db()
    assert (refund.status, dispute.refunds_settled_cents) == ("succeeded", 0)
    assert (dispute.lost_cents, dispute.reversed_cents) == (4000, 4000)
    assert (buying.balance(AccountKind.REFUNDS_DUE), steps.broken()) == (0, [])


def test_during_an_inquiry_it_is_sent(order, stripe_sandbox, relay):
    steps.opened(stripe_sandbox, order, inquiry=True)

    given_up(order)
    relay()

    assert Refund.objects.get().status == "succeeded"


def test_a_refusal_by_the_provider_finds_the_dispute_nobody_told_us_of(
    order, stripe_sandbox, relay
):
    provider_id = steps.disputed(stripe_sandbox, order)

    given_up(order)
    relay()

    assert Dispute.objects.get().provider_id == provider_id
    assert Refund.objects.get().status == "planned"
    steps.closed(stripe_sandbox, Dispute.objects.get(), "win")
    relay()
    assert (Refund.objects.get().status, steps.broken()) == ("succeeded", [])


def test_a_refusal_that_no_dispute_explains_is_left_to_staff(order, stripe_sandbox, relay):
    stripe_sandbox.faults.plan(
        {
            "operation": "POST /v1/refunds",
            "kind": "refuse",
            "status": 400,
            "error": {"type": "invalid_request_error", "code": "charge_disputed"},
        }
    )

    given_up(order)
    relay()

    refund = Refund.objects.get()
    assert (refund.status, refund.failure) == ("failed", "charge_disputed")
    assert Payment.objects.get().refunds_held_at is None
    payments.retry_refund(refund_id=refund.pk)
    relay()
    assert steps.broken() == []


def test_a_disputed_payment_does_not_become_credits(api, order, stripe_sandbox):
    steps.opened(stripe_sandbox, order)
    path = f"/api/v1/bookings/{buying.booking_of(order).public_id}/cancel/"

    refused = api(order.user).post(path, {"refund_to": "credits"})

    assert (refused.status_code, refused.json()["code"]) == (409, "payment_disputed")
    assert buying.booking_of(order).status == "confirmed"
    assert api(order.user).post(path, {}).status_code == 200


def test_nor_do_units_of_a_package(api, service, stripe_sandbox, relay):
    package = PackageFactory(practitioner=service.practitioner, terms__holds=[(service, 3)])
    order = buying.package_paid(package, UserFactory())
    relay()
    steps.opened(stripe_sandbox, order)
    path = f"/api/v1/entitlements/{Entitlement.objects.get().public_id}/refund/"

    quoted = api(order.user).get(f"{path}quote/", {"refund_to": "credits"})
    refused = api(order.user).post(path, {"refund_to": "credits"})

    assert {quoted.json()["code"], refused.json()["code"]} == {"payment_disputed"}
    assert Entitlement.objects.get().units.open().count() == 3


def test_credits_that_paid_come_back_at_once_all_the_same(service, stripe_sandbox, relay):
    client = UserFactory()
    buying.give_credits(client, 3000)
    booking = means.book(
        client=client,
        service_id=service.public_id,
        slot=buying.word(service, buying.first_start(service)),
        notes="",
        claim=None,
        now=timezone.now(),
        means=means.Means(apply_credits=True),
    )
    order = buying.paid(buying.order_of(booking))
    relay()
    dispute = steps.opened(stripe_sandbox, order)

    with pytest.raises(PaymentDisputed):
        given_up(order, refund_to=RefundTo.CREDITS)
    given_up(order)
    relay()

    assert buying.credits_of(client) == 3000
    steps.closed(stripe_sandbox, dispute, "lose")
    operations.refresh(dispute_id=dispute.pk, now=timezone.now())
    assert (buying.credits_of(client), buying.shared()) == (3000, (0, 0))
    assert steps.broken() == []


def test_the_client_sees_what_became_of_the_money(api, waiting, stripe_sandbox, relay):
    steps.closed(stripe_sandbox, waiting, "lose")

    client = api(waiting.order.user)
    history = client.get("/api/v1/payments/history/").json()["data"]["results"]
    booking = client.get(f"/api/v1/bookings/{buying.booking_of(waiting.order).public_id}/")

    assert [refund["status"] for refund in history[0]["refunds"]] == ["cancelled"]
    assert booking.json()["data"]["status"] == "cancelled"
