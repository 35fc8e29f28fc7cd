"""What the provider tells, or does not: the end is the same."""

import json
import random

import pytest
from django.utils import timezone

from commerce.checkout import audit
from commerce.ledger.states import AccountKind
from commerce.memberships import invoices, operations
from commerce.memberships.events import MembershipInvoicePaid, MembershipPastDue
from commerce.memberships.gateway import gateway
from commerce.memberships.plans import PriceUnknown
from commerce.models import Membership, MembershipInvoice, MembershipRefund, WebhookReceipt
from estuary.kernel.models import OutboxDelivery, OutboxEvent
from tasks import memberships as clock
from tests.integration.commerce.memberships.steps import DAY, HALF, HOUR, MONTH_LATER, balance, key
from tests.integration.commerce.payments.steps import events, post, signed
from tests.loopback import http


def story(ana, heard=lambda: None):
    """Half a month, an upgrade, a renewal declined and paid late, a downgrade that came."""
    ana.goes_to("professional")
    heard()
    ana.waits_until(HALF)
    ana.goes_to("premium")
    heard()
    declined = ana.save("pm_card_chargeCustomerFail").provider_id
    choose(ana, declined)
    ana.waits_until(MONTH_LATER + 2 * HOUR)
    heard()
    ana.waits_until(MONTH_LATER + 9 * DAY)
    heard()
    [owed] = [one for one in at_provider(ana) if one.status == "open"]
    good = ana.save("pm_card_visa").provider_id
    choose(ana, good)
    ana.client.v1.invoices.pay(owed.id, {"payment_method": good}, key())
    heard()
    ana.waits_until(MONTH_LATER + 10 * DAY)
    ana.asked()
    ana.goes_to("professional")
    heard()
    ana.waits_until(MONTH_LATER + 32 * DAY)
    heard()


def choose(ana, card):
    """Another card, chosen on the provider's own pages."""
    [held] = ana.subscriptions
    ana.client.v1.subscriptions.update(held.id, {"default_payment_method": card}, key())


def at_provider(ana):
    return ana.client.v1.invoices.list({"customer": ana.customer}).data


def state(ana):
    membership = ana.membership
    return (
        membership.status,
        membership.version.plan.code,
        membership.next_version,
        membership.grace_until,
        ana.periods,
        sorted(membership.invoices.values_list("status", "paid_cents", "fee_cents", "paid_at")),
    )


def told(sandbox):
    """Everything the provider had to tell so far, by the event's id, oldest first."""
    listed, page = [], {"limit": 100}
    while True:
        address, provider = f"{sandbox.url}/v1/events", ("sk_test_estuary_sandbox", "")
        answer = http.get(address, params=page, auth=provider).json()
        listed += answer["data"]
        if not answer["has_more"]:
            return {event["id"]: json.dumps(event).encode() for event in reversed(listed)}
        page["starting_after"] = listed[-1]["id"]


def test_heard_at_once_or_late_or_twice_in_any_order_or_never_is_the_same(
    api, member, stripe_sandbox, relay
):
    """Guards: one function applies what the provider has, and only that."""
    in_turn, never, late = member(), member(), member()
    heard = set()

    def tell():
        new = {name: body for name, body in told(stripe_sandbox).items() if name not in heard}
        heard.update(new)
        for body in new.values():
            assert post(api, body, signed(body)).status_code == 202
        relay()

    story(in_turn, tell)
    expected = state(in_turn)
    story(never)
    never.asked()
    assert state(never) == expected
    before = set(told(stripe_sandbox))
    story(late)
    bodies = [body for name, body in told(stripe_sandbox).items() if name not in before] * 2
    random.Random(7).shuffle(bodies)
    for body in bodies:
        assert post(api, body, signed(body)).status_code == 202
    relay()

    assert min(len(heard), len(bodies)) > 20
    assert state(late) == expected
    assert late.membership.status == "active"
    assert [period[0] for period in late.periods] == [
        *("professional", "premium", "premium", "professional"),
    ]
    assert late.paid == [2900, 3500, 9900, 2900]
    assert balance(AccountKind.MEMBERSHIP_FEES) == -3 * sum(late.paid)
    assert not OutboxDelivery.objects.filter(done_at=None).exists()
    assert not WebhookReceipt.objects.filter(handled_at=None).exists()
    assert audit.findings(now=timezone.now()) == []


def test_older_news_does_not_replace_newer(member):
    """Guards: the moment of asking is compared."""
    ana = member()
    before = timezone.now()
    ana.goes_to("professional")
    old = gateway().fetch(subscription_id=ana.membership.subscription_id)
    ana.goes_to("premium")

    operations.apply(found=old, asked_at=before)

    assert ana.membership.version.plan.code == "premium"
    assert ana.plan_at(MONTH_LATER) == ("Premium", 200)


def test_somebody_elses_subscription_is_none_of_ours(member, api, relay, stripe_sandbox):
    ana = member()
    ana.goes_to("professional")
    [held] = ana.subscriptions
    Membership.objects.update(subscription_id="sub_other")
    ana.client.v1.subscriptions.update(held.id, {"metadata": {"membership": ""}}, key())

    assert operations.hear(subscription_id=held.id) is None


def test_a_price_changed_behind_our_back_is_not_believed(member):
    ana = member()
    ana.goes_to("professional")
    version = ana.membership.version
    type(version).objects.filter(pk=version.pk).update(monthly_price_id="price_other")

    with pytest.raises(PriceUnknown):
        ana.asked()

    assert ana.membership.status == "active"


def test_a_paid_invoice_is_told_once(member):
    ana = member()
    ana.goes_to("professional")

    for _ in range(3):
        ana.asked()

    assert OutboxEvent.objects.filter(name=MembershipInvoicePaid.name).count() == 1


def test_a_past_due_is_told_once(member):
    ana = member()
    ana.goes_to("professional")
    choose(ana, ana.save("pm_card_chargeCustomerFail").provider_id)
    ana.waits_until(MONTH_LATER + 2 * HOUR)

    for _ in range(3):
        ana.asked()

    assert OutboxEvent.objects.filter(name=MembershipPastDue.name).count() == 1


def refunded(ana, cents):
    """Money of the last invoice is given back at the provider."""
    invoice = ana.membership.invoices.get()
    params = {"payment_intent": invoice.intent_id, "amount": cents}
    return ana.client.v1.refunds.create(params, key())


@pytest.mark.parametrize("by", ["event", "asking"])
def test_a_fee_given_back_at_the_provider_is_in_the_books(member, api, stripe_sandbox, relay, by):
    ana = member()
    ana.goes_to("professional")
    fee = balance(AccountKind.PROVIDER_FEES)
    refunded(ana, 900)

    for _ in range(2):
        if by == "event":
            for body in events(stripe_sandbox):
                if b'"refund.' in body:
                    post(api, body, signed(body))
            relay()
        else:
            invoices.refresh_refunds(invoice_id=ana.membership.invoices.get().pk)

    assert MembershipRefund.objects.get().amount_cents == 900
    assert balance(AccountKind.MEMBERSHIP_FEES) == -2000
    assert balance(AccountKind.PROVIDER_CLEARING) == 2000 - fee
    assert audit.findings(now=timezone.now()) == []


def test_a_refund_that_the_bank_returns_is_our_income_again(member, stripe_sandbox):
    ana = member("pm_card_refundFail")
    ana.goes_to("professional")
    invoice = ana.membership.invoices.get()
    refunded(ana, 900)
    invoices.refresh_refunds(invoice_id=invoice.pk)
    stripe_sandbox.sandbox.do_jobs()

    for _ in range(2):
        invoices.refresh_refunds(invoice_id=invoice.pk)

    assert MembershipRefund.objects.get().status == "failed"
    assert balance(AccountKind.MEMBERSHIP_FEES) == -2900
    assert audit.findings(now=timezone.now()) == []


def test_a_fee_that_is_named_later_reaches_the_books(member):
    ana = member()
    ana.goes_to("professional")
    fee = balance(AccountKind.PROVIDER_FEES)
    MembershipInvoice.objects.update(fee_cents=None, intent_id="")

    clock.ask_about_membership_fees.call_local()
    invoices.learn_fee(invoice_id=ana.membership.invoices.get().pk)

    assert ana.membership.invoices.get().fee_cents == fee
    assert balance(AccountKind.PROVIDER_FEES) == fee


def test_the_clock_asks_about_those_whose_period_is_over(member):
    ana = member()
    ana.goes_to("professional")
    ana.waits_until(MONTH_LATER + 2 * HOUR)

    clock.ask_about_memberships.call_local()

    assert ana.paid == [2900, 2900]


def test_what_is_tampered_with_is_found(member):
    ana = member()
    ana.goes_to("professional")
    during = ana.membership.period_starts_at + HOUR
    assert audit.findings(now=during) == []

    ana.membership.periods.all().delete()
    MembershipInvoice.objects.update(paid_cents=1)

    assert {finding.rule for finding in audit.findings(now=during)} == {
        "an active member has a plan",
        "membership fees are the paid invoices",
        "the clearing account is what the provider holds",
    }
