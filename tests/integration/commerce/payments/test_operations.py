import contextlib
from dataclasses import replace

import pytest
from django.utils import timezone

from commerce.models import Payment, PaymentProfile, Refund
from commerce.payments import operations
from commerce.payments.gateway import PaymentRefused, PaymentsUnavailable, gateway
from commerce.payments.states import PaymentStatus
from estuary.kernel import db
from tests.factories import ServiceFactory, UserFactory
from tests.factories.schedules import open_all_week
from tests.integration.commerce.checkout import steps
from tests.threads import at_once

REFUSED = {"kind": "refuse", "status": 400, "error": {"type": "invalid_request_error"}}
NO_CUSTOMER = {"operation": "POST /v1/customers", **REFUSED}


@pytest.fixture
def planned(db, stripe_sandbox):
    """Plans $80 of somebody the provider does not know; it fails to make them known."""

    def book(**fault):
        service = ServiceFactory()
        open_all_week(service.practitioner)
        stripe_sandbox.faults.plan(NO_CUSTOMER | fault)
        with contextlib.suppress(PaymentRefused):
            steps.booked(service, UserFactory())
        return Payment.objects.get()

    return book


@pytest.fixture
def payment(db, stripe_sandbox):
    """$80, settled."""
    service = ServiceFactory()
    open_all_week(service.practitioner)
    return steps.paid(steps.booked(service, UserFactory())).payment


def plan(payment, cents, reference):
    with db.in_transaction():
        return operations.plan_refund(payment=payment, amount_cents=cents, reference=reference)


@pytest.mark.django_db
@pytest.mark.parametrize("word", ["open", "action_needed", "cancelled"])
def test_old_news_does_not_undo_a_payment(payment, word):
    news = replace(gateway().fetch_intent(intent_id=payment.intent_id), status=PaymentStatus(word))

    operations.apply_intent(intent=news, now=timezone.now())

    payment.refresh_from_db()
    assert payment.status == PaymentStatus.SUCCEEDED


@pytest.mark.django_db
def test_no_more_goes_back_than_came_in(payment):
    plan(payment, 5000, "first")

    with pytest.raises(operations.RefundExceedsPayment):
        plan(payment, 3001, "second")
    assert plan(payment, 3000, "third").amount_cents == 3000


@pytest.mark.django_db
def test_one_reason_gives_back_once(payment):
    assert plan(payment, 5000, "first") == plan(payment, 5000, "first")


@pytest.mark.django_db
def test_what_was_not_paid_does_not_go_back(db, stripe_sandbox):
    service = ServiceFactory()
    open_all_week(service.practitioner)
    open_payment = steps.booked(service, UserFactory()).payment

    with pytest.raises(operations.RefundExceedsPayment):
        plan(open_payment, 1, "first")


@pytest.mark.django_db(transaction=True)
def test_of_many_refunds_at_once_only_what_came_in_goes_back(payment):
    """Guard: the lock on the payment."""
    results = at_once(*[lambda n=n: plan(payment, 3000, f"refund {n}") for n in range(8)])

    refused = [r for r in results if isinstance(r, operations.RefundExceedsPayment)]
    assert (len(refused), Refund.objects.count()) == (6, 2), results


def customers():
    return [one.id for one in gateway().client.v1.customers.list().data]


def test_a_person_made_known_behind_a_failure_is_not_made_known_twice(planned):
    payment = planned(kind="error_500_after")
    assert (payment.attempt, PaymentProfile.objects.count()) == (2, 0)

    operations.open_intent(payment_id=payment.pk)

    assert customers() == [PaymentProfile.objects.get().customer_id]


def test_a_payment_of_somebody_the_provider_will_not_know_can_be_given_up(planned):
    payment = planned()

    operations.give_up(payment_id=payment.pk)

    payment.refresh_from_db()
    assert (payment.status, customers()) == ("cancelled", [])


def test_who_is_known_behind_a_lost_answer_is_kept_when_their_payment_is_given_up(planned):
    payment = planned(kind="timeout_after", times=2)

    operations.give_up(payment_id=payment.pk)

    assert customers() == [PaymentProfile.objects.get().customer_id]


@pytest.mark.django_db
def test_a_refusal_to_say_how_a_refund_stands_is_not_taken_for_its_refusal(payment, stripe_sandbox):
    refund = plan(payment, 3000, "first")
    paid_behind_a_failure = {"operation": "POST /v1/refunds", "kind": "error_500_after"}
    stripe_sandbox.faults.plan(paid_behind_a_failure, {"operation": "GET /v1/refunds", **REFUSED})

    for _ in range(2):
        with pytest.raises(PaymentsUnavailable):
            operations.send_refund(refund_id=refund.pk)

    assert operations.send_refund(refund_id=refund.pk).status == "succeeded"
    assert len(gateway().client.v1.refunds.list().data) == 1
