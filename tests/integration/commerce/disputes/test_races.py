"""What may happen at the same moment, with real threads."""

import pytest
from django.utils import timezone

from commerce.checkout import cancelling
from commerce.checkout.giving_back import PaymentDisputed
from commerce.checkout.states import RefundTo
from commerce.disputes import answering, operations
from commerce.disputes.gateway import gateway
from commerce.earnings import operations as earnings
from commerce.ledger.states import AccountKind
from commerce.models import CreditLot, Dispute, Earning, Entitlement, Entry, Refund
from commerce.payments import operations as payments
from commerce.payments.gateway import PaymentsUnavailable
from estuary.kernel import db
from estuary.kernel.models import OutboxEvent
from tests.factories import PackageFactory, UserFactory
from tests.integration.commerce.checkout import steps as buying
from tests.integration.commerce.disputes import steps
from tests.integration.commerce.entitlements import steps as using
from tests.integration.commerce.payments.steps import asked
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


SAID = {"uncategorized_text": "It was held."}


def facts():
    names = OutboxEvent.objects.filter(name__startswith="commerce.dispute.")
    return sorted(names.values_list("name", flat=True))


def faults(results):
    return [one for one in results if isinstance(one, Exception)]


def test_many_who_hear_of_it_at_once_write_it_down_once(order, stripe_sandbox):
    """Guard: one row for each dispute."""
    found = gateway().fetch(dispute_id=steps.disputed(stripe_sandbox, order))

    results = at_once(*[lambda: operations.apply(found=found, now=timezone.now())] * 6)

    assert faults(results) == []
    assert (Dispute.objects.count(), steps.held()) == (1, (8000, 1500, 0))
    assert Dispute.objects.get().withdrawn_cents == 8000
    assert facts() == ["commerce.dispute.opened"]


def test_lost_many_times_at_once_it_is_taken_back_once(order, stripe_sandbox):
    """Guard: the lock on the dispute."""
    dispute = steps.opened(stripe_sandbox, order)
    steps.decided(stripe_sandbox, dispute.provider_id, "lose")
    found = gateway().fetch(dispute_id=dispute.provider_id)

    results = at_once(*[lambda: operations.apply(found=found, now=timezone.now())] * 6)

    assert faults(results) == []
    assert (steps.held(), buying.shared(), steps.broken()) == ((0, 1500, 0), (0, 0), [])
    assert Entry.objects.filter(key__endswith=":lost").count() == 1


@pytest.mark.parametrize("_", range(3))
def test_lost_while_its_refund_is_being_sent_the_client_has_it_once(order, stripe_sandbox, _):
    """The client gives the booking up, contests it, and wins, all at once."""
    buying.cancelled(buying.booking_of(order), by=order.user, now=timezone.now())
    refund = Refund.objects.get()
    provider_id = steps.disputed(stripe_sandbox, order)
    steps.decided(stripe_sandbox, provider_id, "lose")

    results = at_once(
        lambda: payments.send_refund(refund_id=refund.pk),
        lambda: operations.hear(provider_id=provider_id, now=timezone.now()),
        lambda: payments.send_refund(refund_id=refund.pk),
        lambda: operations.hear(provider_id=provider_id, now=timezone.now()),
    )
    for fact in OutboxEvent.objects.filter(name="commerce.refund.postponed"):
        operations.look_up(payment_id=fact.payload["payment_id"], now=timezone.now())

    assert faults(results) == []
    refund.refresh_from_db()
    dispute = Dispute.objects.get()
    assert (refund.status, dispute.refunds_settled_cents) == ("cancelled", 8000)
    assert buying.balance(AccountKind.REFUNDS_DUE) == 0
    assert (steps.held(), steps.broken()) == ((0, 1500, 0), [])


def test_disputed_while_it_is_released_and_put_into_a_payout_nothing_is_lost(order, stripe_sandbox):
    booking = buying.booking_of(order)
    using.held(booking)
    found = gateway().fetch(dispute_id=steps.disputed(stripe_sandbox, order))
    later = booking.session.ends_at + using.timedelta(days=3)
    practitioner = booking.service.practitioner

    def pay_out():
        with db.in_transaction():
            return earnings.put_in_payout(practitioner=practitioner, currency="usd")

    results = at_once(
        lambda: operations.apply(found=found, now=later),
        lambda: earnings.release(now=later),
        pay_out,
        lambda: earnings.release(now=later),
    )

    assert faults(results) == []
    earning = Earning.objects.get()
    assert earning.is_frozen
    assert earning.status in ("pending", "available", "in_payout")
    with db.in_transaction():
        assert earnings.put_in_payout(practitioner=practitioner, currency="usd") == []
    assert earnings.release(now=later) == 0


def test_a_unit_earned_at_the_moment_it_is_disputed_is_held_back(service, stripe_sandbox, relay):
    """Guard: who freezes takes turns with who earns."""
    package = PackageFactory(practitioner=service.practitioner, terms__holds=[(service, 3)])
    order = buying.package_paid(package, UserFactory())
    bought = Entitlement.objects.get()
    starts = [buying.first_start(service, after=using.timedelta(days=day)) for day in (3, 6, 9)]
    units = [using.redeemed(bought, service, starts_at=at) for at in starts]
    for unit in units:
        using.held(unit)
    found = gateway().fetch(dispute_id=steps.disputed(stripe_sandbox, order))

    def earn(unit):
        return lambda: earnings.earn_unit(booking_id=unit.pk, now=timezone.now())

    results = at_once(
        *[earn(unit) for unit in units],
        lambda: operations.apply(found=found, now=timezone.now()),
    )

    assert faults(results) == []
    assert [one.is_frozen for one in Earning.objects.all()] == [True] * 3


def test_money_does_not_become_credits_once_it_is_disputed(order, stripe_sandbox, monkeypatch):
    """Guard: whether it is disputed is asked again under the order's lock."""
    found = gateway().fetch(dispute_id=steps.disputed(stripe_sandbox, order))
    quote = cancelling._quote

    def quoted_and_then_disputed(*args, **kwargs):
        told = quote(*args, **kwargs)
        at_once(lambda: operations.apply(found=found, now=timezone.now()))
        return told

    monkeypatch.setattr(cancelling, "_quote", quoted_and_then_disputed)
    with pytest.raises(PaymentDisputed):
        buying.cancelled(
            buying.booking_of(order),
            by=order.user,
            now=timezone.now(),
            refund_to=RefundTo.CREDITS,
        )

    assert (CreditLot.objects.count(), buying.booking_of(order).status) == (0, "confirmed")


def test_given_as_credits_and_disputed_at_once_it_is_given_once(order, stripe_sandbox):
    found = gateway().fetch(dispute_id=steps.disputed(stripe_sandbox, order))
    booking = buying.booking_of(order)

    results = at_once(
        lambda: operations.apply(found=found, now=timezone.now()),
        lambda: buying.cancelled(
            booking, by=order.user, now=timezone.now(), refund_to=RefundTo.CREDITS
        ),
    )

    refused = [one for one in results if isinstance(one, PaymentDisputed)]
    assert faults(results) == refused
    assert CreditLot.objects.count() == 1 - len(refused)
    dispute = steps.closed(stripe_sandbox, Dispute.objects.get(), "lose")
    assert dispute.lost_cents == dispute.reversed_cents + dispute.credits_taken_cents
    assert steps.broken() == []


def test_pressed_many_times_at_once_the_bank_hears_it_once(order, stripe_sandbox):
    dispute = steps.opened(stripe_sandbox, order)

    results = at_once(
        *[
            lambda: answering.submit_evidence(
                dispute_id=dispute.pk, evidence=SAID, now=timezone.now()
            )
        ]
        * 4
    )

    assert [one for one in faults(results) if not expected(one)] == []
    dispute.refresh_from_db()
    assert dispute.status == "under_review"
    path = f"/v1/disputes/{dispute.provider_id}"
    assert len({one["idempotency_key"] for one in asked(stripe_sandbox, path=path)}) == 1


def expected(fault):
    """Somebody was first; or the provider is busy with the same words."""
    return isinstance(fault, answering.DisputeAnswered | PaymentsUnavailable)
