"""Periods that turn: renewals, failed ones, further tries."""

import pytest
import stripe

from tests.integration.sandbox.billing import DAY, START

MONTH_LATER = 1_792_592_000
HOUR = 3600


def test_a_renewal_is_announced_drafted_and_charged(client, desk):
    customer = desk.customer()
    made = desk.subscribe(customer.id)

    desk.advance(customer, MONTH_LATER - 2 * DAY)
    upcoming = client.v1.events.list({"type": "invoice.upcoming"}).data[0].data.object
    assert (upcoming.amount_due, upcoming.billing_reason) == (2900, "upcoming")
    assert "id" not in upcoming

    desk.advance(customer, MONTH_LATER)
    turned = desk.again(made, "latest_invoice")
    assert turned["items"].data[0].current_period_start == MONTH_LATER
    assert (turned.latest_invoice.status, turned.latest_invoice.billing_reason) == (
        "draft",
        "subscription_cycle",
    )

    desk.advance(customer, MONTH_LATER + HOUR)
    paid = desk.again(made, "latest_invoice")
    assert (paid.status, paid.latest_invoice.status) == ("active", "paid")
    assert paid.latest_invoice.status_transitions.paid_at == MONTH_LATER + HOUR
    assert paid.latest_invoice.number.endswith("-0002")
    assert desk.types("customer.subscription.updated") == ["customer.subscription.updated"]


def test_months_keep_their_day(desk):
    end_of_january = 1_801_394_400  # 2027-01-31
    customer = desk.customer()
    desk.advance(customer, end_of_january)
    made = desk.subscribe(customer.id)

    ends = []
    for _ in range(3):
        ends.append(desk.again(made)["items"].data[0].current_period_end)
        desk.advance(customer, ends[-1] + HOUR)

    assert [round((end - end_of_january) / DAY) for end in ends] == [28, 59, 89]


def test_a_failed_renewal_is_tried_again_and_then_given_up(desk):
    customer = desk.customer()
    made = desk.subscribe(customer.id)
    desk.give(customer.id, "pm_card_chargeCustomerFail")

    desk.advance(customer, MONTH_LATER + HOUR)
    late = desk.again(made, "latest_invoice")
    assert (late.status, late.latest_invoice.status) == ("past_due", "open")
    assert late.latest_invoice.next_payment_attempt == MONTH_LATER + HOUR + 3 * DAY
    for days in (3, 8):
        desk.advance(customer, MONTH_LATER + HOUR + days * DAY)
    assert desk.again(made, "latest_invoice").latest_invoice.attempt_count == 3

    desk.advance(customer, MONTH_LATER + HOUR + 15 * DAY)

    over = desk.again(made, "latest_invoice")
    assert (over.status, over.cancellation_details.reason) == ("canceled", "payment_failed")
    assert over.latest_invoice.attempt_count == 4
    assert desk.types("invoice.payment_failed", "customer.subscription.deleted") == [
        *["invoice.payment_failed"] * 4,
        "customer.subscription.deleted",
    ]


def test_a_new_card_makes_it_well_again(client, desk, key):
    customer = desk.customer()
    made = desk.subscribe(customer.id)
    desk.give(customer.id, "pm_card_chargeCustomerFail")
    desk.advance(customer, MONTH_LATER + HOUR)
    invoice = desk.again(made).latest_invoice

    with pytest.raises(stripe.CardError):
        client.v1.invoices.pay(invoice, {}, key())
    desk.give(customer.id, "pm_card_visa")
    paid = client.v1.invoices.pay(invoice, {}, key())

    assert (paid.status, paid.attempt_count) == ("paid", 3)
    assert desk.again(made).status == "active"
    with pytest.raises(stripe.InvalidRequestError) as twice:
        client.v1.invoices.pay(invoice, {}, key())
    assert twice.value.code == "invoice_already_paid"


@pytest.mark.parametrize(("exhausted", "status"), [("unpaid", "unpaid"), ("past_due", "past_due")])
def test_the_settings_say_what_follows(control, desk, exhausted, status):
    control("POST", "billing/settings/set", {"retries": [1], "exhausted": exhausted})
    customer = desk.customer()
    made = desk.subscribe(customer.id)
    desk.give(customer.id, "pm_card_chargeCustomerFail")

    desk.advance(customer, MONTH_LATER + 2 * DAY)

    assert desk.again(made).status == status


def test_a_card_that_asks_at_renewal_is_told_of(client, desk):
    customer = desk.customer()
    made = desk.subscribe(customer.id)
    desk.give(customer.id, "pm_card_authenticationRequired")

    desk.advance(customer, MONTH_LATER + HOUR)

    assert desk.again(made).status == "past_due"
    assert desk.types("invoice.payment_action_required", "invoice.payment_failed") == [
        "invoice.payment_action_required",
        "invoice.payment_failed",
    ]


def test_a_year_is_a_year(desk):
    made = desk.subscribe(desk.customer().id, "premium_year", expand=["latest_invoice"])

    item = made["items"].data[0]
    assert item.current_period_end - item.current_period_start == 365 * DAY
    assert made.latest_invoice.total == 99000


def test_without_a_test_clock_the_sandboxs_own_turns_periods(client, control, desk, key):
    method = "pm_card_visa"
    customer = client.v1.customers.create({"payment_method": method}, key())
    card = client.v1.customers.payment_methods.list(customer.id).data[0].id
    made = desk.subscribe(customer.id, default_payment_method=card)

    control("POST", "clock", {"advance": 62 * DAY})
    control("POST", "jobs")

    invoices = client.v1.invoices.list({"subscription": made.id}).data
    assert [invoice.billing_reason for invoice in invoices] == [
        "subscription_cycle",
        "subscription_cycle",
        "subscription_create",
    ]
    assert {invoice.status for invoice in invoices} == {"paid"}


def test_a_clock_goes_forward_and_not_too_far(client, control, desk, key):
    customer = desk.customer()
    desk.subscribe(customer.id)
    clocks = client.v1.test_helpers.test_clocks

    for moment in (START - 1, START + 70 * DAY):
        with pytest.raises(stripe.InvalidRequestError):
            clocks.advance(customer.test_clock, {"frozen_time": moment}, key())
    assert clocks.list().data[0].id == customer.test_clock
    control("POST", f"test_clocks/{customer.test_clock}/advance", {"seconds": 60})
    control("POST", "jobs")
    assert clocks.retrieve(customer.test_clock).frozen_time == START + 60

    clocks.delete(customer.test_clock)

    assert client.v1.customers.retrieve(customer.id).deleted is True


def test_nothing_is_changed_while_a_clock_moves(sandbox, desk):
    customer = desk.customer()
    with sandbox.world.store.transaction():
        clock = sandbox.world.get("test_helpers.test_clock", customer.test_clock)
        sandbox.world.save({**clock, "status": "advancing"})

    with pytest.raises(stripe.InvalidRequestError, match="advancement underway"):
        desk.subscribe(customer.id)


def test_a_lever_renews(control, desk):
    made = desk.subscribe(desk.customer().id)

    control("POST", f"subscriptions/{made.id}/renew")
    control("POST", "jobs")

    assert desk.again(made, "latest_invoice").latest_invoice.billing_reason == "subscription_cycle"


def test_an_invoice_can_be_voided_or_written_off(client, desk, key):
    def unpaid():
        made = desk.subscribe(desk.customer("pm_card_chargeCustomerFail").id)
        return made.latest_invoice

    voided = client.v1.invoices.void_invoice(unpaid(), {}, key())
    lost = client.v1.invoices.mark_uncollectible(unpaid(), {}, key())

    assert (voided.status, lost.status) == ("void", "uncollectible")
    payments = client.v1.invoice_payments.list({"invoice": voided.id}).data
    assert payments[0].status == "canceled"
    assert client.v1.invoice_payments.retrieve(payments[0].id).invoice == voided.id
    for refused in (client.v1.invoices.pay, client.v1.invoices.finalize_invoice):
        with pytest.raises(stripe.InvalidRequestError):
            refused(voided.id, {}, key())
    assert client.v1.invoices.line_items.list(voided.id).data[0].amount == 2900


def test_a_draft_can_be_finalised_by_hand(client, desk, key):
    customer = desk.customer()
    made = desk.subscribe(customer.id)
    desk.advance(customer, MONTH_LATER)
    draft = desk.again(made).latest_invoice

    assert client.v1.invoices.finalize_invoice(draft, {}, key()).status == "open"
    assert client.v1.invoices.pay(draft, {}, key()).status == "paid"
