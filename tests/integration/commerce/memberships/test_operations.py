"""Memberships from beginning to end, at the provider's own pace."""

from datetime import timedelta

import pytest

from commerce.ledger.states import AccountKind
from commerce.memberships import changing, operations
from tests.integration.commerce.memberships.steps import (
    DAY,
    HALF,
    HOUR,
    MONTH_LATER,
    START,
    balance,
)

GRACE = timedelta(days=7)


def test_a_plan_is_paid_and_in_force_at_once(member):
    ana = member()

    membership = ana.goes_to("professional")

    assert (membership.status, membership.interval) == ("active", "month")
    assert (membership.period_starts_at, membership.period_ends_at) == (START, MONTH_LATER)
    assert ana.paid == [2900]
    assert ana.plan_at(START - timedelta(seconds=1)) == ("", 0)
    assert ana.plan_at(START) == ("Professional", 100)
    assert ana.periods == [("professional", "month", START, MONTH_LATER + GRACE)]


def test_a_fee_is_our_income_and_the_providers_fee_is_booked(member):
    ana = member()

    ana.goes_to("premium", "year")

    assert balance(AccountKind.MEMBERSHIP_FEES) == -99_000
    fee = balance(AccountKind.PROVIDER_FEES)
    assert fee == ana.membership.invoices.get().fee_cents == 2901
    assert balance(AccountKind.PROVIDER_CLEARING) == 99_000 - fee


def test_a_renewal_goes_on_without_a_gap(member):
    ana = member()
    ana.goes_to("professional")

    ana.waits_until(MONTH_LATER + 2 * HOUR)
    membership = ana.asked()

    assert membership.status == "active"
    assert ana.paid == [2900, 2900]
    [(plan, _, begins, ends)] = ana.periods
    assert (plan, begins) == ("professional", START)
    assert ends == membership.period_ends_at + GRACE


def test_an_upgrade_is_prorated_to_the_cent_and_in_force_at_once(member):
    ana = member()
    ana.goes_to("professional")
    ana.waits_until(HALF)
    shown = changing.preview(user=ana.user, plan="premium", interval="month", now=START)

    membership = ana.goes_to("premium")

    assert (shown.kind, shown.due_cents, shown.takes_effect_at) == ("upgrade", 3500, None)
    assert membership.version.plan.code == "premium"
    assert ana.paid == [2900, 3500]
    assert ana.periods == [
        ("professional", "month", START, HALF),
        ("premium", "month", HALF, MONTH_LATER + GRACE),
    ]
    assert ana.plan_at(HALF - timedelta(seconds=1)) == ("Professional", 100)
    assert ana.plan_at(HALF) == ("Premium", 200)


def test_a_year_instead_of_months_begins_at_once(member):
    ana = member()
    ana.goes_to("professional")
    ana.waits_until(HALF)

    ana.goes_to("professional", "year")

    assert ana.paid == [2900, 29_000 - 1450]
    assert ana.periods[1] == (
        "professional", "year", HALF, HALF + timedelta(days=365) + GRACE,
    )  # fmt: skip


@pytest.mark.parametrize(("interval", "cents"), [("month", 2900), ("year", 29_000)])
def test_a_downgrade_waits_for_the_periods_end(member, interval, cents):
    ana = member()
    ana.goes_to("premium")
    ana.waits_until(HALF)
    shown = changing.preview(user=ana.user, plan="professional", interval=interval, now=START)

    waiting = ana.goes_to("professional", interval)

    assert (shown.due_cents, shown.takes_effect_at) == (0, MONTH_LATER)
    assert waiting.version.plan.code == "premium"
    assert (waiting.next_version.plan.code, waiting.next_interval) == ("professional", interval)
    expected = [
        ("premium", "month", START, MONTH_LATER),
        ("professional", interval, MONTH_LATER, MONTH_LATER + GRACE),
    ]
    assert ana.periods == expected
    ana.waits_until(MONTH_LATER + 2 * HOUR)
    turned = ana.asked()
    assert (turned.version.plan.code, turned.interval) == ("professional", interval)
    assert (turned.next_version, turned.next_interval) == (None, "")
    assert ana.paid == [9900, cents]
    assert [period[:3] for period in ana.periods] == [period[:3] for period in expected]


def test_the_free_plan_comes_with_the_periods_end(member):
    ana = member()
    ana.goes_to("professional")

    ending = ana.goes_to("basic")

    assert (ending.status, ending.ends_at) == ("active", MONTH_LATER)
    assert ana.periods == [("professional", "month", START, MONTH_LATER)]
    ana.waits_until(MONTH_LATER + HOUR)
    assert ana.asked().status == "cancelled"
    assert ana.plan_at(MONTH_LATER) == ("", 0)
    assert ana.paid == [2900]


@pytest.mark.parametrize("plan", ["professional", "basic"])
def test_what_waits_can_be_taken_back(member, plan):
    ana = member()
    ana.goes_to("premium")
    ana.goes_to(plan)
    with pytest.raises(changing.ChangeWaits):
        ana.goes_to("premium", "year")

    membership = changing.resume(user=ana.user, claim=None)

    assert (membership.next_version, membership.ends_at) == (None, None)
    assert ana.periods == [("premium", "month", START, MONTH_LATER + GRACE)]
    ana.waits_until(MONTH_LATER + 2 * HOUR)
    assert ana.asked().version.plan.code == "premium"
    with pytest.raises(changing.NothingToResume):
        changing.resume(user=ana.user, claim=None)


def test_a_change_after_a_downgrade_has_come_is_possible(member):
    """The schedule is still there then."""
    ana = member()
    ana.goes_to("premium")
    ana.goes_to("professional")
    ana.waits_until(MONTH_LATER + 2 * HOUR)
    ana.asked()

    membership = ana.goes_to("premium")

    assert membership.version.plan.code == "premium"
    assert membership.next_version is None


def unpaid(ana):
    """A plan whose renewal was declined."""
    ana.goes_to("premium")
    changing.use_card(
        user=ana.user, card=ana.save("pm_card_chargeCustomerFail").provider_id, claim=None
    )
    ana.waits_until(MONTH_LATER + 2 * HOUR)
    return ana.asked()


def test_an_unpaid_plan_is_kept_for_its_grace(member):
    ana = member()

    membership = unpaid(ana)

    assert membership.status == "past_due"
    assert (membership.unpaid_since, membership.grace_until) == (MONTH_LATER, MONTH_LATER + GRACE)
    assert ana.plan_at(MONTH_LATER + GRACE - HOUR) == ("Premium", 200)
    assert ana.plan_at(MONTH_LATER + GRACE) == ("", 0)
    with pytest.raises(changing.MembershipPastDue):
        ana.goes_to("premium", "year")
    ana.waits_until(MONTH_LATER + 20 * DAY)
    assert ana.asked().status == "cancelled"
    assert ana.periods == [("premium", "month", START, MONTH_LATER + GRACE)]


def test_another_card_pays_what_is_owed(member):
    ana = member()
    unpaid(ana)
    ana.waits_until(MONTH_LATER + 2 * DAY)

    membership = changing.use_card(
        user=ana.user, card=ana.save("pm_card_visa").provider_id, claim=None
    )

    assert (membership.status, membership.grace_until) == ("active", None)
    assert ana.paid == [9900, 9900]
    assert len(ana.periods) == 1


def test_what_is_paid_after_its_grace_is_in_force_from_then_on(member):
    ana = member()
    unpaid(ana)
    paid_at = MONTH_LATER + 10 * DAY
    ana.waits_until(paid_at)

    changing.use_card(user=ana.user, card=ana.save("pm_card_visa").provider_id, claim=None)

    assert [period[2:] for period in ana.periods] == [
        (START, MONTH_LATER + GRACE),
        (paid_at, ana.membership.period_ends_at + GRACE),
    ]
    assert ana.plan_at(MONTH_LATER + GRACE) == ("", 0)


def test_the_end_of_the_grace_is_told_once(member):
    ana = member()
    unpaid(ana)
    over = MONTH_LATER + GRACE

    told = [
        operations.lapse(membership_id=ana.membership.pk, now=moment)
        for moment in (over - HOUR, over, over + DAY)
    ]

    assert told == [False, True, False]
