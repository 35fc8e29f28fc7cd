"""What plans cost, now and later, and what the provider calls it."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from commerce.memberships import plans
from commerce.memberships.plans import PlanIsFree, PlanNotFound, PlanVersionInThePast
from commerce.models import Plan, PlanVersion
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

NOW = timezone.now()
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def laid():
    plans.lay_plans()


def published(code="professional", **fields):
    said = {
        "monthly_cents": 3900,
        "yearly_cents": 39_000,
        "reduction_basis_points": 150,
        "starts_at": NOW + DAY,
        "now": NOW,
    }
    return plans.publish_version(plan_id=Plan.objects.get(code=code).pk, **said | fields)


def test_the_plans_are_there_from_the_beginning():
    plans.lay_plans()

    found = PlanVersion.objects.in_force(NOW)

    assert [
        (one.plan.code, one.monthly_cents, one.yearly_cents, one.reduction_basis_points)
        for one in found
    ] == [
        ("basic", 0, 0, 0),
        ("professional", 2900, 29_000, 100),
        ("premium", 9900, 99_000, 200),
    ]


def test_a_new_version_is_in_force_from_its_day_on():
    published()

    before = plans.offered(code="professional", now=NOW + DAY / 2)
    after = plans.offered(code="professional", now=NOW + DAY)

    assert (before.monthly_cents, after.monthly_cents) == (2900, 3900)
    with pytest.raises(PlanNotFound):
        plans.offered(code="gold", now=NOW)


@pytest.mark.parametrize("starts_at", [NOW - DAY / 24, NOW + DAY, NOW + DAY / 2])
def test_a_version_begins_after_now_and_after_the_others(starts_at):
    published()

    with pytest.raises(PlanVersionInThePast):
        published(starts_at=starts_at)


@pytest.mark.parametrize(
    ("code", "monthly", "yearly"), [("basic", 100, 1000), ("premium", 0, 0), ("premium", 0, 9)]
)
def test_only_the_free_plan_is_free(code, monthly, yearly):
    with pytest.raises(PlanIsFree):
        published(code, monthly_cents=monthly, yearly_cents=yearly)


def test_members_keep_their_price_until_they_change(member):
    ana, bea = member(), member()
    ana.goes_to("professional")
    version = published(starts_at=timezone.now(), now=NOW)

    bea.goes_to("professional")

    assert (ana.asked().version.monthly_cents, ana.paid) == (2900, [2900])
    assert (bea.membership.version, bea.paid) == (version, [3900])


def test_a_price_is_made_at_the_provider_once(member):
    ana = member()
    version = plans.offered(code="premium", now=NOW)

    first = plans.price_id(version, "month")
    PlanVersion.objects.update(monthly_price_id=None)
    version.refresh_from_db()
    again = plans.price_id(version, "month")

    assert first == again
    assert len(ana.client.v1.prices.list({"limit": 100}).data) == 1
    other = plans.price_id(version, "year")
    assert other != first


def test_finance_publishes_a_version_and_it_is_logged(client):
    person = UserFactory()
    person.groups.add(Group.objects.get(name="Finance"))
    client.force_login(person)
    plan = Plan.objects.get(code="premium")
    said = {
        "monthly": "109.00",
        "yearly": "1090",
        "reduction": "2.5",
        "starts_at": "2099-01-01 00:00",
    }

    answer = client.post(reverse("plan:new-version", args=[plan.pk]), said)

    assert answer.status_code == 302
    latest = plan.versions.latest("starts_at")
    assert (latest.monthly_cents, latest.yearly_cents) == (10_900, 109_000)
    assert (latest.reduction_basis_points, latest.starts_at.year) == (250, 2099)
    assert ModelLogEntry.objects.filter(action="commerce.plan.new-version", user=person).exists()


def test_support_publishes_nothing(client):
    person = UserFactory()
    person.groups.add(Group.objects.get(name="Support"))
    client.force_login(person)
    plan = Plan.objects.get(code="premium")

    answer = client.post(reverse("plan:new-version", args=[plan.pk]), {})

    assert (answer.status_code, plan.versions.count()) == (302, 1)


def test_staff_ask_the_provider_again(client, member):
    ana = member()
    ana.goes_to("professional")
    before = ana.membership.asked_at
    person = UserFactory()
    person.groups.add(Group.objects.get(name="Support"))
    client.force_login(person)

    page = client.get(reverse("membership:inspect", args=[ana.membership.pk]))
    answer = client.post(reverse("membership:ask-again", args=[ana.membership.pk]))

    assert "Ask the provider again" in page.content.decode()
    assert answer.status_code == 302
    assert ana.membership.asked_at > before


def test_the_listings_show_members(client, member):
    ana = member()
    ana.goes_to("professional")
    ana.goes_to("basic")
    person = UserFactory()
    person.groups.add(Group.objects.get(name="Finance"))
    client.force_login(person)

    for name in ("membership", "membershipchange", "membershipinvoice", "plan", "planversion"):
        assert client.get(reverse(f"{name}:index")).status_code == 200
        assert client.get(reverse(f"{name}:index"), {"export": "csv"}).status_code == 200
