"""A dispute as the provider has it, over HTTP: held back, let go, taken back; told in any order."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from commerce.disputes import operations
from commerce.disputes.gateway import Withdrawal, gateway
from commerce.disputes.states import DisputeStatus
from commerce.earnings import operations as earnings
from commerce.ledger.states import AccountKind
from commerce.models import (
    Dispute,
    Earning,
    Entitlement,
    Movement,
    Payment,
    Refund,
    WebhookReceipt,
)
from commerce.payments import operations as payments
from commerce.reconciliation import audit as history
from commerce.reconciliation import operations as reconciliation
from estuary.kernel.models import OutboxEvent
from tasks import disputes as clock
from tasks import webhooks
from tests.factories import PackageFactory, UserFactory
from tests.factories.memberships import MembershipInvoiceFactory
from tests.integration.commerce.checkout import steps as buying
from tests.integration.commerce.disputes import steps
from tests.integration.commerce.entitlements import steps as using
from tests.integration.commerce.payments import steps as provider

pytestmark = pytest.mark.django_db


def test_what_is_disputed_is_held_back_and_the_money_is_with_the_bank(order, stripe_sandbox):
    dispute = steps.opened(stripe_sandbox, order)

    assert (dispute.status, dispute.reason, dispute.amount_cents) == (
        "needs_response",
        "fraudulent",
        8000,
    )
    assert (dispute.order, dispute.payment) == (order, order.payment)
    assert dispute.evidence_due_at > dispute.opened_at
    earning = Earning.objects.get()
    assert (earning.is_frozen, earning.hold.reason) == (True, "Disputed by the client's bank")
    assert steps.held() == (8000, 1500, 0)
    assert buying.balance(AccountKind.PROVIDER_CLEARING) == 8000 - 262 - 9500
    assert steps.broken() == []


def test_won_it_is_as_if_nothing_had_been_but_for_the_fee(order, stripe_sandbox):
    dispute = steps.opened(stripe_sandbox, order)

    dispute = steps.closed(stripe_sandbox, dispute, "win")

    assert (dispute.status, dispute.withdrawn_cents) == ("won", 0)
    assert None not in (dispute.closed_at, dispute.settled_at)
    earning = Earning.objects.get()
    assert (earning.is_frozen, earning.hold.state, earning.status) == (False, "won", "pending")
    assert steps.held() == (0, 1500, 0)
    assert buying.booking_of(order).status == "confirmed"
    assert steps.broken() == []


def test_lost_the_sale_is_taken_back_and_the_seat_is_free(order, stripe_sandbox, relay):
    dispute = steps.opened(stripe_sandbox, order)

    dispute = steps.closed(stripe_sandbox, dispute, "lose")
    relay()

    order.refresh_from_db()
    booking = buying.booking_of(order)
    assert (dispute.status, dispute.lost_cents, dispute.reversed_cents) == ("lost", 8000, 8000)
    assert (booking.status, booking.cancelled_by, booking.refund_cents) == (
        "cancelled",
        "platform",
        0,
    )
    assert booking.session.called_off_at is not None
    assert (order.charged_back_cents, order.refunded_cents) == (8000, 0)
    assert Earning.objects.get().status == "reversed"
    assert steps.held() == (0, 1500, 0)
    assert buying.shared() == (0, 0)
    assert not Refund.objects.exists()
    assert steps.broken() == []


# --- told in any order, any number of times, or not at all ---


ENDINGS = {
    "won": ("won", (0, 1500, 0), "confirmed", False, "pending"),
    "lost": ("lost", (0, 1500, 0), "cancelled", False, "reversed"),
}


@pytest.mark.parametrize("outcome", ENDINGS)
def test_events_in_any_order_any_number_of_times_end_the_same(
    api, order, stripe_sandbox, relay, outcome
):
    provider_id = steps.disputed(stripe_sandbox, order)
    steps.decided(
        stripe_sandbox, provider_id, outcome.replace("won", "win").replace("lost", "lose")
    )
    told = [body for body in provider.events(stripe_sandbox) if steps.EVENTS.encode() in body]
    assert len(told) >= 3

    for body in [*reversed(told), *told, *told[1:], *reversed(told)]:
        provider.post(api, body, provider.signed(body))
        relay()
    WebhookReceipt.objects.update(handled_at=None)
    for receipt in WebhookReceipt.objects.order_by("-pk"):
        webhooks.handle(receipt_id=receipt.pk)

    dispute, earning = Dispute.objects.get(), Earning.objects.get()
    ended = (
        dispute.status,
        steps.held(),
        buying.booking_of(order).status,
        earning.is_frozen,
        earning.status,
    )
    assert ended == ENDINGS[outcome]
    names = OutboxEvent.objects.filter(name__startswith="commerce.dispute.")
    assert sorted(names.values_list("name", flat=True)) == [
        "commerce.dispute.closed",
        "commerce.dispute.opened",
    ]
    assert steps.broken() == []


def test_an_old_answer_does_not_open_it_again(order, stripe_sandbox):
    before = gateway().fetch(dispute_id=steps.disputed(stripe_sandbox, order))
    dispute = steps.heard(before.id)
    steps.closed(stripe_sandbox, dispute, "win")

    operations.apply(found=before, now=timezone.now())

    dispute.refresh_from_db()
    assert (dispute.status, Earning.objects.get().is_frozen, steps.held()[0]) == ("won", False, 0)


def test_one_that_nobody_told_us_of_is_found_by_the_clock(order, stripe_sandbox):
    provider_id = steps.disputed(stripe_sandbox, order)

    clock.find_disputes.call_local()

    assert Dispute.objects.get().provider_id == provider_id
    assert Earning.objects.get().is_frozen
    steps.decided(stripe_sandbox, provider_id, "lose")
    clock.ask_about_disputes.call_local()
    assert (Dispute.objects.get().status, Earning.objects.get().status) == ("lost", "reversed")


def test_the_list_is_read_to_its_end_and_knows_what_is_new(
    order, service, stripe_sandbox, relay, monkeypatch
):
    monkeypatch.setattr("commerce.disputes.stripe_gateway.PAGE", 1)
    second = buying.paid(
        buying.booked(
            service,
            UserFactory(),
            starts_at=buying.first_start(service, after=timedelta(days=5)),
        )
    )
    for one in (order, second):
        steps.disputed(stripe_sandbox, one)
    since = timezone.now() - timedelta(days=1)

    assert operations.find(since=since, now=timezone.now()) == 2
    assert operations.find(since=since, now=timezone.now()) == 0


def test_an_inquiry_holds_back_and_moves_no_money(order, stripe_sandbox):
    dispute = steps.opened(stripe_sandbox, order, inquiry=True)

    assert (dispute.status, steps.held()) == ("warning_needs_response", (0, 0, 0))
    assert Earning.objects.get().is_frozen
    assert Payment.objects.get().refunds_held_at is None

    dispute = steps.closed(stripe_sandbox, dispute, "win")
    assert (dispute.status, Earning.objects.get().is_frozen) == ("warning_closed", False)
    assert dispute.settled_at is not None
    assert steps.broken() == []


def test_an_inquiry_that_becomes_a_dispute_is_told_again(order, stripe_sandbox):
    found = gateway().fetch(dispute_id=steps.disputed(stripe_sandbox, order))
    asked = replace(found, status=DisputeStatus.WARNING_NEEDS_RESPONSE, withdrawals=())
    closed = replace(asked, status=DisputeStatus.WARNING_CLOSED)

    for one in (asked, closed, found, asked):
        operations.apply(found=one, now=timezone.now())

    dispute = Dispute.objects.get()
    assert (dispute.status, dispute.closed_at, dispute.settled_at) == ("needs_response", None, None)
    assert (Earning.objects.get().is_frozen, steps.held()) == (True, (8000, 1500, 0))
    names = OutboxEvent.objects.filter(name__startswith="commerce.dispute.").order_by("recorded_at")
    assert [name.rpartition(".")[2] for name in names.values_list("name", flat=True)] == [
        "opened",
        "closed",
        "opened",
    ]


def test_won_and_not_given_back_yet_is_asked_about_until_it_is(order, stripe_sandbox):
    dispute = steps.opened(stripe_sandbox, order)
    found = gateway().fetch(dispute_id=dispute.provider_id)

    operations.apply(found=replace(found, status=DisputeStatus.WON), now=timezone.now())
    dispute.refresh_from_db()
    assert (dispute.settled_at, dispute.withdrawn_cents) == (None, 8000)
    assert (Earning.objects.get().is_frozen, steps.broken()) == (False, [])

    back = Withdrawal("txn_back", 8000, 0, "usd")
    given = replace(found, status=DisputeStatus.WON, withdrawals=(*found.withdrawals, back))
    operations.apply(found=given, now=timezone.now())
    dispute.refresh_from_db()
    assert (dispute.settled_at is not None, steps.held()) == (True, (0, 1500, 0))


def test_a_fee_that_comes_back_is_booked_back(order, stripe_sandbox):
    dispute = steps.opened(stripe_sandbox, order)
    found = gateway().fetch(dispute_id=dispute.provider_id)
    back = Withdrawal("txn_back", 8000, -1500, "usd")

    won = replace(found, status=DisputeStatus.WON, withdrawals=(*found.withdrawals, back))
    operations.apply(found=won, now=timezone.now())

    assert steps.held() == (0, 0, 0)
    assert buying.balance(AccountKind.PROVIDER_CLEARING) == 8000 - 262


def test_lost_before_it_is_known_what_was_taken_waits(order, stripe_sandbox):
    found = gateway().fetch(dispute_id=steps.disputed(stripe_sandbox, order))

    nothing = replace(found, status=DisputeStatus.LOST, withdrawals=())
    operations.apply(found=nothing, now=timezone.now())
    dispute = Dispute.objects.get()
    assert (dispute.status, dispute.settled_at) == ("lost", None)
    assert buying.booking_of(order).status == "confirmed"

    told = replace(found, status=DisputeStatus.LOST)
    operations.apply(found=told, now=timezone.now())
    assert Dispute.objects.get().settled_at is not None
    assert buying.booking_of(order).status == "cancelled"


def test_what_comes_back_after_all_is_our_gain(order, stripe_sandbox):
    dispute = steps.closed(stripe_sandbox, steps.opened(stripe_sandbox, order), "lose")
    found = gateway().fetch(dispute_id=dispute.provider_id)
    back = Withdrawal("txn_late", 8000, 0, "usd")

    late = replace(found, status=DisputeStatus.WON, withdrawals=(*found.withdrawals, back))
    operations.apply(found=late, now=timezone.now())

    assert (Dispute.objects.get().status, steps.held()) == ("lost", (0, 1500, -8000))


def test_won_and_lost_after_all_is_taken_back(order, stripe_sandbox):
    dispute = steps.closed(stripe_sandbox, steps.opened(stripe_sandbox, order), "win")
    found = gateway().fetch(dispute_id=dispute.provider_id)
    again = Withdrawal("txn_again", -8000, 0, "usd")

    lost = replace(found, status=DisputeStatus.LOST, withdrawals=(*found.withdrawals, again))
    operations.apply(found=lost, now=timezone.now())

    dispute.refresh_from_db()
    assert (dispute.status, dispute.reversed_cents, steps.held()) == ("lost", 8000, (0, 1500, 0))
    assert steps.broken() == []


def test_a_second_dispute_holds_what_the_first_lets_go(order, stripe_sandbox):
    first = gateway().fetch(dispute_id=steps.disputed(stripe_sandbox, order, amount=3000))
    second = replace(first, id="du_second", amount_cents=2000, withdrawals=())
    for one in (first, second):
        operations.apply(found=one, now=timezone.now())

    won = Withdrawal("txn_back", 3000, 0, "usd")
    ended = replace(first, status=DisputeStatus.WON, withdrawals=(*first.withdrawals, won))
    operations.apply(found=ended, now=timezone.now())

    assert Earning.objects.get().is_frozen
    assert Payment.objects.get().refunds_held_at is not None


def test_of_a_payment_we_have_not_heard_of_we_hear_first(service, stripe_sandbox, relay):
    order = buying.booked(service, UserFactory())
    payment = buying.charged_behind_our_back(order)
    charge = payments.gateway().fetch_intent(intent_id=payment.intent_id).charge_id

    steps.heard(steps.contested(stripe_sandbox, charge))

    order.refresh_from_db()
    assert (order.status, Earning.objects.get().is_frozen) == ("paid", True)


def test_of_a_payment_that_is_not_ours_nothing_is_kept(stripe_sandbox, service):
    order = buying.paid(buying.booked(service, UserFactory()))
    found = gateway().fetch(dispute_id=steps.disputed(stripe_sandbox, order))

    stranger = replace(found, intent_id="pi_of_somebody", charge_id="ch_of_somebody")
    assert operations.apply(found=stranger, now=timezone.now()) is None
    assert not Dispute.objects.exists()


def test_of_a_membership_it_is_our_loss(stripe_sandbox, order):
    found = gateway().fetch(dispute_id=steps.disputed(stripe_sandbox, order))
    invoice = MembershipInvoiceFactory(charge_id="ch_of_a_plan")
    asked = replace(found, intent_id="", charge_id="ch_of_a_plan")
    lost = replace(asked, status=DisputeStatus.LOST)

    for one in (asked, lost):
        operations.apply(found=one, now=timezone.now())

    dispute = Dispute.objects.get()
    assert (dispute.invoice, dispute.payment, dispute.written_off_cents) == (invoice, None, 8000)
    assert steps.held() == (0, 1500, 8000)
    assert not Earning.objects.get().is_frozen


def test_units_used_while_it_is_open_are_held_back_too(service, stripe_sandbox, relay):
    package = PackageFactory(practitioner=service.practitioner, terms__holds=[(service, 3)])
    order = buying.package_paid(package, UserFactory())
    dispute = steps.opened(stripe_sandbox, order)
    booking = using.redeemed(Entitlement.objects.get(), service)

    using.held(booking)
    earnings.earn_unit(booking_id=booking.pk, now=timezone.now())

    earning = Earning.objects.get()
    assert (earning.is_frozen, earning.hold.reference) == (True, earning.reference)
    steps.closed(stripe_sandbox, dispute, "win")
    assert not Earning.objects.get().is_frozen


def test_what_else_the_client_bought_goes_its_way(order, service, stripe_sandbox, relay):
    other = buying.paid(
        buying.booked(
            service,
            order.user,
            starts_at=buying.first_start(service, after=timedelta(days=5)),
        )
    )

    steps.opened(stripe_sandbox, order)

    assert not Earning.objects.get(booking=buying.booking_of(other)).is_frozen


def test_what_moved_at_the_provider_is_in_the_books(order, stripe_sandbox, relay):
    dispute = steps.closed(stripe_sandbox, steps.opened(stripe_sandbox, order), "win")
    relay()

    reconciliation.reconcile(now=timezone.now())
    relay()

    moved = Movement.objects.filter(source=dispute.provider_id)
    assert sorted(moved.values_list("kind", "net_cents")) == [
        ("adjustment", -9500),
        ("adjustment", 8000),
    ]
    assert not Movement.objects.unmatched().exists()
    later = timezone.now() + timedelta(days=3)
    assert history.findings(now=later) == []


def test_an_adjustment_that_is_no_dispute_of_ours_is_not_matched():
    Movement.objects.create(
        provider_id="txn_odd",
        kind="adjustment",
        source="du_odd",
        amount_cents=-1,
        net_cents=-1,
        currency="usd",
        moved_at=timezone.now(),
    )

    assert reconciliation.match(now=timezone.now()) == 1
