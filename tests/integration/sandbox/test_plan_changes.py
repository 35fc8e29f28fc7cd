"""Upgrades at once, downgrades at the period's end."""

import pytest
import stripe

from tests.integration.sandbox.billing import DAY, START

MONTH_LATER = 1_792_592_000
HALF = START + 15 * DAY
HOUR = 3600


@pytest.fixture
def member(desk):
    """A customer in the middle of a paid month."""

    def make(plan="pro", card="pm_card_visa"):
        customer = desk.customer(card)
        made = desk.subscribe(customer.id, plan)
        desk.advance(customer, HALF)
        return customer, made

    return make


def test_an_upgrade_is_prorated_and_paid_at_once(desk, member):
    _, made = member()

    changed = desk.change(
        made,
        "premium",
        proration_behavior="always_invoice",
        payment_behavior="error_if_incomplete",
        expand=["latest_invoice"],
    )

    item = changed["items"].data[0]
    assert item.price.id == desk.prices["premium"]
    assert item.current_period_end == MONTH_LATER
    invoice = changed.latest_invoice
    assert (invoice.status, invoice.billing_reason) == ("paid", "subscription_update")
    assert [line.amount for line in invoice.lines.data] == [-1450, 4950]
    assert invoice.amount_paid == 3500
    details = invoice.lines.data[0].parent.subscription_item_details
    assert (details.proration, details.subscription_item) == (True, item.id)
    assert desk.types("customer.subscription.updated") == ["customer.subscription.updated"]


def test_a_refused_upgrade_changes_nothing_when_told_so(client, desk, member):
    customer, made = member()
    desk.give(customer.id, "pm_card_chargeCustomerFail")

    with pytest.raises(stripe.CardError) as refused:
        desk.change(
            made,
            "premium",
            proration_behavior="always_invoice",
            payment_behavior="error_if_incomplete",
        )

    assert refused.value.code == "card_declined"
    same = desk.again(made)
    assert (same.status, same["items"].data[0].price.id) == ("active", desk.prices["pro"])
    assert len(client.v1.invoices.list({"subscription": made.id}).data) == 1


def test_a_refused_upgrade_is_past_due_otherwise(desk, member):
    customer, made = member()
    desk.give(customer.id, "pm_card_chargeCustomerFail")

    changed = desk.change(made, "premium", proration_behavior="always_invoice")

    assert changed.status == "past_due"
    assert changed["items"].data[0].price.id == desk.prices["premium"]


def test_without_proration_the_new_price_waits_for_the_renewal(desk, member):
    customer, made = member("premium")

    changed = desk.change(made, "pro", proration_behavior="none", expand=["latest_invoice"])
    assert changed.latest_invoice.billing_reason == "subscription_create"
    desk.advance(customer, MONTH_LATER + HOUR)

    assert desk.again(made, "latest_invoice").latest_invoice.total == 2900


def test_prorations_wait_for_the_next_invoice_unless_told_otherwise(desk, member):
    customer, made = member()

    desk.change(made, "premium")
    desk.advance(customer, MONTH_LATER + HOUR)

    lines = desk.again(made, "latest_invoice").latest_invoice.lines.data
    assert [line.amount for line in lines] == [-1450, 4950, 9900]


def test_what_a_downgrade_gives_back_is_credit_for_later(client, desk, member):
    customer, made = member("premium")

    changed = desk.change(
        made, "pro", proration_behavior="always_invoice", expand=["latest_invoice"]
    )
    assert (changed.latest_invoice.total, changed.latest_invoice.amount_due) == (-3500, 0)
    assert client.v1.customers.retrieve(customer.id).balance == -3500
    desk.advance(customer, MONTH_LATER + HOUR)

    invoice = desk.again(made, "latest_invoice").latest_invoice
    assert (invoice.total, invoice.amount_paid, invoice.ending_balance) == (2900, 0, -600)


def test_another_interval_begins_a_new_period_now(desk, member):
    _, made = member()

    changed = desk.change(
        made, "pro_year", proration_behavior="always_invoice", expand=["latest_invoice"]
    )

    item = changed["items"].data[0]
    assert (item.current_period_start, changed.billing_cycle_anchor) == (HALF, HALF)
    assert item.current_period_end == HALF + 365 * DAY
    assert changed.latest_invoice.total == 29000 - 1450


def test_a_schedule_downgrades_at_the_periods_end(client, desk, key, member):
    customer, made = member("premium")
    schedules = client.v1.subscription_schedules
    schedule = schedules.create({"from_subscription": made.id}, key())
    assert (schedule.status, schedule.phases[0].end_date) == ("active", MONTH_LATER)
    now = schedule.phases[0]

    schedule = schedules.update(
        schedule.id,
        {
            "end_behavior": "release",
            "phases": [
                {
                    "items": [{"price": now["items"][0].price}],
                    "start_date": now.start_date,
                    "end_date": now.end_date,
                },
                {
                    "items": [{"price": desk.prices["pro"]}],
                    "duration": {"interval": "month"},
                    "proration_behavior": "none",
                },
            ],
        },
        key(),
    )
    assert desk.again(made).schedule == schedule.id
    assert desk.again(made)["items"].data[0].price.id == desk.prices["premium"]
    desk.advance(customer, MONTH_LATER + HOUR)

    turned = desk.again(made, "latest_invoice")
    assert turned["items"].data[0].price.id == desk.prices["pro"]
    assert (turned.latest_invoice.total, turned.latest_invoice.status) == (2900, "paid")
    assert schedules.retrieve(schedule.id).current_phase.start_date == MONTH_LATER
    desk.advance(customer, MONTH_LATER + 32 * DAY)

    assert desk.again(made).schedule is None
    released = schedules.retrieve(schedule.id)
    assert (released.status, released.released_subscription) == ("released", made.id)
    assert desk.again(made, "latest_invoice").latest_invoice.total == 2900


def test_a_downgrade_to_another_interval_is_scheduled_too(client, desk, key):
    customer = desk.customer()
    made = desk.subscribe(customer.id, "pro")
    _schedule(client, desk, key, made, "pro_year")

    desk.advance(customer, MONTH_LATER + HOUR)

    turned = desk.again(made, "latest_invoice")
    item = turned["items"].data[0]
    assert (item.current_period_start, turned.billing_cycle_anchor) == (MONTH_LATER, MONTH_LATER)
    assert turned.latest_invoice.total == 29000


def test_a_scheduled_downgrade_can_be_taken_back(client, desk, key, member):
    customer, made = member("premium")
    schedule = _schedule(client, desk, key, made, "pro")
    with pytest.raises(stripe.InvalidRequestError, match="is managed by the subscription schedule"):
        client.v1.subscriptions.update(made.id, {"cancel_at_period_end": True}, key())
    with pytest.raises(stripe.InvalidRequestError, match="already attached"):
        client.v1.subscription_schedules.create({"from_subscription": made.id}, key())

    released = client.v1.subscription_schedules.release(schedule.id, {}, key())
    desk.advance(customer, MONTH_LATER + HOUR)

    assert (released.status, released.subscription) == ("released", None)
    assert desk.again(made, "latest_invoice").latest_invoice.total == 9900
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.subscription_schedules.release(schedule.id, {}, key())


def test_phases_follow_one_another_from_the_current_one(client, desk, key, member):
    _, made = member("premium")
    schedule = client.v1.subscription_schedules.create({"from_subscription": made.id}, key())
    now = schedule.phases[0]
    premium, pro = ([{"price": desk.prices[plan]}] for plan in ("premium", "pro"))

    for phases, param in (
        ([{"items": premium, "end_date": now.end_date - DAY}], "phases[0][end_date]"),
        ([{"items": pro, "end_date": now.end_date}], "phases[0][items]"),
        ([{"items": premium, "start_date": now.start_date + 1}], "phases[0][start_date]"),
        ([{"items": premium, "trial": True}], "phases[0][trial]"),
        ([{"items": [*premium, *pro]}], "phases[0][items]"),
    ):
        with pytest.raises(stripe.InvalidRequestError) as refused:
            client.v1.subscription_schedules.update(schedule.id, {"phases": phases}, key())
        assert refused.value.param == param


def test_a_canceled_subscription_takes_its_schedule_along(client, desk, key, member):
    _, made = member("premium")
    first = _schedule(client, desk, key, made, "pro")
    _, other = member("premium")
    second = _schedule(client, desk, key, other, "pro")

    client.v1.subscriptions.cancel(made.id, {}, key())
    client.v1.subscription_schedules.cancel(second.id, {}, key())

    assert client.v1.subscription_schedules.retrieve(first.id).status == "canceled"
    assert desk.again(other).status == "canceled"
    listed = client.v1.subscription_schedules.list({"customer": made.customer}).data
    assert [schedule.id for schedule in listed] == [first.id]


@pytest.mark.parametrize(
    ("given", "param"),
    [
        ({"price": "pro"}, "items[0][id]"),
        ({"id": "si_other", "price": "pro"}, "items[0][id]"),
        ({"id": "own", "price": "missing"}, "items[0][price]"),
        ({"id": "own", "price": "pro", "quantity": 0}, "items[0][quantity]"),
    ],
)
def test_a_faulty_change_is_refused(client, desk, key, member, given, param):
    _, made = member()
    own = made["items"].data[0].id
    item = {**given, "price": desk.prices.get(given["price"], "price_gone")}
    if given.get("id") == "own":
        item["id"] = own

    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.subscriptions.update(made.id, {"items": [item]}, key())

    assert refused.value.param == param


@pytest.mark.parametrize(
    ("plan", "behaviour", "total"),
    [("premium", "always_invoice", 3500), ("pro_year", "none", 29000), ("premium", "none", 9900)],
)
def test_a_change_can_be_previewed_and_costs_what_was_shown(
    client, desk, key, member, plan, behaviour, total
):
    customer, made = member()
    item = {"id": made["items"].data[0].id, "price": desk.prices[plan]}
    details = {"items": [item], "proration_behavior": behaviour}

    shown = client.v1.invoices.create_preview(
        {"subscription": made.id, "subscription_details": details}, key()
    )
    desk.change(made, plan, proration_behavior=behaviour)
    if behaviour == "none":
        desk.advance(customer, MONTH_LATER + HOUR)

    assert (shown.total, shown.amount_due) == (total, total)
    assert desk.again(made, "latest_invoice").latest_invoice.total == total
    assert len(client.v1.invoices.list({"subscription": made.id}).data) == 2


def test_the_next_invoice_can_be_previewed(client, key, member):
    _, made = member()

    shown = client.v1.invoices.create_preview({"subscription": made.id}, key())

    assert (shown.total, shown.period_start, shown.status) == (2900, MONTH_LATER, "draft")
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.invoices.create_preview({"customer": made.customer}, key())
    client.v1.subscriptions.cancel(made.id, {}, key())
    with pytest.raises(stripe.InvalidRequestError) as over:
        client.v1.invoices.create_preview({"subscription": made.id}, key())
    assert over.value.code == "invoice_upcoming_none"


def _schedule(client, desk, key, made, plan):
    schedules = client.v1.subscription_schedules
    schedule = schedules.create({"from_subscription": made.id}, key())
    now = schedule.phases[0]
    current = {
        "items": [{"price": now["items"][0].price}],
        "start_date": now.start_date,
        "end_date": now.end_date,
    }
    following = {"items": [{"price": desk.prices[plan]}], "proration_behavior": "none"}
    return schedules.update(schedule.id, {"phases": [current, following]}, key())
