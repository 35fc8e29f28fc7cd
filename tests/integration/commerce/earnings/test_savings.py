"""What a plan would have saved last month, at what was sold."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from commerce.earnings import savings
from commerce.memberships.plans import lay_plans
from commerce.models import AgreedCommission, PlanVersion
from tests.factories import PractitionerFactory
from tests.factories.earnings import earned, scheduled
from tests.factories.memberships import plan_version

pytestmark = pytest.mark.django_db

MARCH = datetime(2099, 3, 10, 12, 0, tzinfo=UTC)
APRIL = datetime(2099, 4, 20, 12, 0, tzinfo=UTC)
PLANS = "/api/v1/practitioner/membership/plans/"


@pytest.fixture
def practitioner(db):
    lay_plans()
    return PractitionerFactory()


def sold(practitioner, *cents, at=MARCH):
    """One after the other, an hour apart; each at a free time of the calendar."""
    for number, price in enumerate(cents):
        earned(
            practitioner,
            cents=price,
            now=at + timedelta(hours=number),
            session__starts_at=at + timedelta(days=60 + number),
        )


def saved(practitioner, plan, *, now=APRIL):
    found = savings.last_month(
        practitioner=practitioner,
        versions=PlanVersion.objects.in_force(now),
        currency="usd",
        now=now,
    )
    return found[plan_version(plan).pk] if found else None


def test_a_plan_saves_its_points_on_what_was_sold_less_its_price(practitioner):
    sold(practitioner, 400_000, 100_000)

    told = saved(practitioner, "professional")

    assert (told.sold_cents, told.commission_cents, told.saved_cents) == (500_000, 5000, 2100)
    assert told.words == "Professional would have saved you $21.00 in March at $5,000.00 sold"


def test_a_plan_that_costs_more_than_it_saves_says_so(practitioner):
    sold(practitioner, 100_000)

    told = saved(practitioner, "premium")

    assert told.saved_cents == 2000 - 9900
    assert told.words == (
        "Premium would have cost you $79.00 more than it saves in March at $1,000.00 sold"
    )


def test_each_sale_is_reckoned_at_its_turn_and_never_under_the_floor(practitioner):
    sold(practitioner, 1_100_000, 100_000)  # 5 %, then 3 %

    assert saved(practitioner, "professional").commission_cents == 11_000 + 1000
    assert saved(practitioner, "premium").commission_cents == 22_000 + 1000  # 3 % to 2 %


def test_an_agreed_rate_leaves_less_to_save(practitioner):
    AgreedCommission.objects.create(
        practitioner=practitioner,
        basis_points=350,
        effective_from=MARCH + timedelta(minutes=1),
        effective_until=MARCH + timedelta(minutes=61),
    )
    sold(practitioner, 100_000, 100_000, 100_000)

    assert saved(practitioner, "professional").commission_cents == 2000
    assert saved(practitioner, "premium").commission_cents == 2000 + 500 + 2000


def test_rates_that_changed_in_the_month_count_from_then_on(practitioner):
    scheduled(MARCH + timedelta(minutes=1), {0: 600}, floor_basis_points=550)
    sold(practitioner, 100_000, 100_000)

    assert saved(practitioner, "professional").commission_cents == 1000 + 500


def test_other_months_and_other_people_do_not_count(practitioner):
    sold(practitioner, 100_000, at=datetime(2099, 2, 27, tzinfo=UTC))
    sold(practitioner, 100_000, at=datetime(2099, 4, 1, tzinfo=UTC))
    sold(PractitionerFactory(), 100_000)

    assert saved(practitioner, "professional") is None
    assert saved(practitioner, "professional", now=MARCH).sold_cents == 100_000


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_plans_tells_it_in_as_many_queries_whatever_was_sold(
    api, practitioner, django_assert_num_queries, number
):
    last_month = timezone.now().replace(day=1) - timedelta(days=3)
    sold(practitioner, *[200_000] * number, at=last_month)
    me = api(practitioner.user)

    # the caller; the practitioner; plans, twice; sales, rates with their brackets, what was agreed
    with django_assert_num_queries(8):
        basic, professional, premium = me.get(PLANS).json()["data"]

    assert basic["last_month"] is None
    told = professional["last_month"]
    assert told["month"] == f"{last_month:%Y-%m}"
    assert told["sold"]["amount_cents"] == 200_000 * number
    assert told["fee"]["display"] == "$29.00"
    assert told["saved"]["amount_cents"] == 2000 * number - 2900
    assert premium["last_month"]["commission"]["amount_cents"] == 4000 * number


def test_nothing_is_told_of_a_month_in_which_nothing_was_sold(api, practitioner):
    plans = api(practitioner.user).get(PLANS).json()["data"]

    assert [plan["last_month"] for plan in plans] == [None] * 3
