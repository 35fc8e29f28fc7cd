"""Refunds that the bank returns: found, tried again by staff, and right in the books throughout."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from commerce.checkout import audit
from commerce.ledger.states import AccountKind
from commerce.models import Entry, Refund
from commerce.payments import operations
from commerce.payments.events import RefundCompleted, RefundFailed
from commerce.payments.gateway import PaymentsUnavailable
from estuary.kernel import db
from estuary.kernel.models import OutboxEvent
from tests.factories import ServiceFactory, UserFactory
from tests.factories.schedules import open_all_week
from tests.integration.commerce.checkout import steps as buying
from tests.integration.commerce.payments import steps
from tests.threads import at_once

pytestmark = pytest.mark.django_db


def cancelled(method):
    """A booking paid with `method` and given up in time: $80 are to go back."""
    service = ServiceFactory()
    open_all_week(service.practitioner)
    order = buying.paid(buying.booked(service, UserFactory()), method=method)
    buying.cancelled(buying.booking_of(order), by=order.user, now=timezone.now())
    return Refund.objects.get()


@pytest.fixture
def bounced(api, stripe_sandbox, relay):
    """A refund that was paid back, and that the bank returned."""
    cancelled("pm_card_refundFail")
    relay()
    assert Refund.objects.get().status == "succeeded"
    stripe_sandbox.sandbox.do_jobs()
    steps.told(api, stripe_sandbox, "refund.failed")
    relay()
    return Refund.objects.get()


@pytest.fixture
def refused(stripe_sandbox, relay):
    """A refund that the provider did not want to make."""
    stripe_sandbox.faults.plan(
        {
            "operation": "POST /v1/refunds",
            "kind": "refuse",
            "status": 400,
            "error": {"type": "invalid_request_error", "code": "charge_disputed"},
        }
    )
    cancelled("pm_card_visa")
    relay()
    return Refund.objects.get()


def broken(**later):
    return [f.rule for f in audit.findings(now=timezone.now() + timedelta(**later))]


def books():
    return buying.balance(AccountKind.REFUNDS_DUE), buying.shared()


def test_what_the_bank_returned_is_owed_again_and_named(bounced):
    assert (bounced.status, bounced.completed_at) == ("failed", None)
    assert bounced.failure == "expired_or_canceled_card"
    assert books() == (-8000, (0, 0))
    assert broken() == ["a refund comes to an end"]


def test_what_was_refused_is_owed_still_and_named(refused):
    assert (refused.status, refused.failure) == ("failed", "charge_disputed")
    assert books() == (-8000, (0, 0))
    assert broken() == ["a refund comes to an end"]


@pytest.mark.parametrize("failed", ["bounced", "refused"])
def test_a_failed_refund_tried_again_is_paid(request, stripe_sandbox, relay, failed):
    failed = request.getfixturevalue(failed)
    steps.let_cards_take_money(stripe_sandbox)

    retry = operations.retry_refund(refund_id=failed.pk)
    assert (retry.status, books()) == ("planned", (-8000, (0, 0)))
    assert "a refund comes to an end" not in broken()
    relay()

    retry.refresh_from_db()
    failed.refresh_from_db()
    assert (retry.status, retry.amount_cents, retry.retry_of) == ("succeeded", 8000, failed)
    assert (failed.status, failed.may_be_retried) == ("failed", False)
    assert books() == (0, (0, 0))
    assert broken(days=2) == []


def test_a_new_try_has_a_new_key_and_is_not_taken_for_the_old_one(bounced, stripe_sandbox, relay):
    operations.retry_refund(refund_id=bounced.pk)
    relay()

    keys = {asked["idempotency_key"] for asked in steps.asked(stripe_sandbox, path="/v1/refunds")}
    names = set(Refund.objects.values_list("provider_id", flat=True))
    assert (len(keys), len(names)) == (2, 2)


def test_one_that_fails_again_is_tried_again_again(api, bounced, stripe_sandbox, relay):
    refund = bounced
    for number in (2, 3, 4):
        refund = operations.retry_refund(refund_id=refund.pk)
        relay()
        stripe_sandbox.sandbox.do_jobs()
        steps.told(api, stripe_sandbox, "refund.failed")
        relay()
        refund.refresh_from_db()
        assert refund.status == "failed"
        assert refund.reference == f"{bounced.reference}:again:{number}"
        assert (books(), broken()) == ((-8000, (0, 0)), ["a refund comes to an end"])

    steps.let_cards_take_money(stripe_sandbox)
    operations.retry_refund(refund_id=refund.pk)
    relay()

    assert (books(), broken()) == ((0, (0, 0)), [])
    assert Entry.objects.filter(key__startswith="refund:").count() == 4 * 2 + 1


def test_old_news_of_the_failed_one_does_not_touch_the_new_one(api, bounced, stripe_sandbox, relay):
    retry = operations.retry_refund(refund_id=bounced.pk)

    steps.told(api, stripe_sandbox, "refund.failed", "refund.updated", "refund.created")
    operations.refresh_refund(refund_id=bounced.pk)

    retry.refresh_from_db()
    assert (retry.status, retry.provider_id) == ("planned", None)


def test_only_what_failed_is_tried_again_and_once(bounced, stripe_sandbox, relay):
    retry = operations.retry_refund(refund_id=bounced.pk)

    for refund in (bounced, retry):
        with pytest.raises(operations.RefundNotFailed):
            operations.retry_refund(refund_id=refund.pk)
    steps.let_cards_take_money(stripe_sandbox)
    relay()
    with pytest.raises(operations.RefundNotFailed):
        operations.retry_refund(refund_id=retry.pk)


def test_no_more_goes_back_than_came_in_by_trying_again(bounced):
    with db.in_transaction():
        operations.plan_refund(payment=bounced.payment, amount_cents=1, reference="another")

    with pytest.raises(operations.RefundExceedsPayment):
        operations.retry_refund(refund_id=bounced.pk)


def test_the_database_itself_refuses_a_second_retry(bounced):
    operations.retry_refund(refund_id=bounced.pk)

    with pytest.raises(IntegrityError, match="retry_of_id"):
        Refund.objects.create(
            payment=bounced.payment, reference="second", amount_cents=1, retry_of=bounced
        )


@pytest.mark.django_db(transaction=True)
def test_trying_again_many_times_at_once_gives_back_once(bounced, stripe_sandbox, relay):
    """Guards: the lock on the payment; one retry for each refund."""
    steps.let_cards_take_money(stripe_sandbox)

    results = at_once(*[lambda: operations.retry_refund(refund_id=bounced.pk)] * 8)
    relay()

    lost = [r for r in results if isinstance(r, operations.RefundNotFailed)]
    assert (len(lost), Refund.objects.count()) == (7, 2), results
    assert (books(), broken()) == ((0, (0, 0)), [])


def test_the_client_sees_what_failed_and_what_came(api, bounced, stripe_sandbox, relay):
    steps.let_cards_take_money(stripe_sandbox)
    operations.retry_refund(refund_id=bounced.pk)
    relay()

    history = api(bounced.payment.user).get("/api/v1/payments/history/").json()["data"]
    [payment] = history["results"]
    assert sorted(refund["status"] for refund in payment["refunds"]) == ["failed", "succeeded"]
    assert OutboxEvent.objects.filter(name=RefundFailed.name).count() == 1
    assert OutboxEvent.objects.filter(name=RefundCompleted.name).count() == 2


# --- in the back office ---


@pytest.fixture
def signed_in(client):
    def sign_in(group):
        person = UserFactory(is_staff=True)
        person.groups.add(Group.objects.get(name=group))
        client.force_login(person)
        return client

    return sign_in


def address(refund, view="try-again"):
    return reverse(f"refund:{view}", args=[refund.pk])


def test_finance_tries_a_failed_refund_again(bounced, signed_in, stripe_sandbox, relay):
    browser = signed_in("Finance")
    page = browser.get(address(bounced, "inspect"))
    assert [button.label for button in page.context["header_buttons"]] == ["Try again"]

    assert browser.get(address(bounced)).status_code == 200
    steps.let_cards_take_money(stripe_sandbox)
    done = browser.post(address(bounced), follow=True)
    relay()

    assert "done." in done.content.decode()
    assert [button.label for button in done.context["header_buttons"]] == []
    assert Refund.objects.get(retry_of=bounced).status == "succeeded"


def test_a_second_click_is_told_why_not(bounced, signed_in):
    browser = signed_in("Finance")
    browser.post(address(bounced))

    told = browser.post(address(bounced), follow=True)

    assert operations.RefundNotFailed.message in told.content.decode()
    assert Refund.objects.count() == 2


@pytest.mark.parametrize("group", ["Support", "Editors", "Moderators", "Practitioners"])
def test_nobody_else_tries_it_again(bounced, signed_in, group):
    browser = signed_in(group)

    assert browser.post(address(bounced)).status_code == 302
    assert Refund.objects.count() == 1


def test_support_sees_the_refund_and_no_button(bounced, signed_in):
    page = signed_in("Support").get(address(bounced, "inspect"))

    assert [button.label for button in page.context["header_buttons"]] == []


def test_finance_asks_about_a_refund_of_which_nothing_was_heard(signed_in, stripe_sandbox, relay):
    stripe_sandbox.faults.plan(
        {"operation": "POST /v1/refunds", "kind": "timeout_after", "times": 2}
    )
    refund = cancelled("pm_card_visa")
    relay()
    browser = signed_in("Finance")
    page = browser.get(address(refund, "inspect"))
    assert [button.label for button in page.context["header_buttons"]] == ["Ask the provider"]

    assert "done." in browser.post(address(refund, "ask"), follow=True).content.decode()

    refund.refresh_from_db()
    assert refund.status == "succeeded"


def test_finance_asks_about_a_payment_of_which_nothing_was_heard(signed_in, stripe_sandbox, relay):
    service = ServiceFactory()
    open_all_week(service.practitioner)
    order = buying.booked(service, UserFactory())
    payment = buying.charged_behind_our_back(order)
    browser = signed_in("Finance")
    page = browser.get(reverse("payment:inspect", args=[payment.pk]))
    assert [button.label for button in page.context["header_buttons"]] == ["Ask the provider"]

    told = browser.post(reverse("payment:ask", args=[payment.pk]), follow=True)
    relay()

    assert "done." in told.content.decode()
    order.refresh_from_db()
    assert order.status == "paid"


def test_a_provider_that_does_not_answer_staff_either_is_said_to_be_silent(
    signed_in, stripe_sandbox
):
    refund = cancelled("pm_card_visa")
    stripe_sandbox.faults.plan(
        {"operation": "POST /v1/refunds", "kind": "timeout_before", "times": 2}
    )

    told = signed_in("Finance").post(address(refund, "ask"), follow=True)

    assert PaymentsUnavailable.message in told.content.decode()
    refund.refresh_from_db()
    assert refund.status == "planned"
