"""What the database refuses; each of these fails when the constraint it names is dropped."""

from datetime import timedelta

import pytest
from django.utils import timezone

from commerce.memberships.plans import lay_plans
from commerce.models import (
    Membership,
    MembershipChange,
    MembershipPeriod,
    MembershipRefund,
    Plan,
    PlanVersion,
)
from tests.factories.memberships import MembershipFactory, MembershipInvoiceFactory
from tests.refusals import refused

pytestmark = pytest.mark.django_db

NOW = timezone.now()
DAY = timedelta(days=1)


def membership(**fields):
    return MembershipFactory(**fields)


def version(**fields):
    plan = Plan.objects.get(code="premium")
    words = {"monthly_cents": 100, "yearly_cents": 1000, "starts_at": NOW}
    return PlanVersion.objects.create(plan=plan, **words | fields)


def period(member=None, during=(NOW, NOW + DAY)):
    member = member or membership()
    return MembershipPeriod.objects.create(
        membership=member,
        practitioner=member.practitioner,
        version=member.version,
        interval="month",
        during=during,
        subscription_id="sub_1",
    )


def change(member=None, **fields):
    return MembershipChange.objects.create(
        membership=member or membership(), **{"kind": "end"} | fields
    )


def invoice(**fields):
    return MembershipInvoiceFactory(**fields)


def refund(of=None, **fields):
    words = {"provider_id": "re_1", "amount_cents": 1, "status": "succeeded"}
    return MembershipRefund.objects.create(invoice=of or invoice(), **words | fields)


def overlapping():
    member = membership()
    period(member)
    period(member, during=(NOW + DAY / 2, NOW + 2 * DAY))


def two_of_one_practitioner():
    Membership.objects.create(practitioner=membership().practitioner)


def twice_changed():
    member = membership()
    change(member)
    change(member, kind="resume")


def twice_invoiced():
    invoice(provider_id="in_same")
    invoice(provider_id="in_same")


def twice_refunded():
    bill = invoice()
    refund(bill)
    refund(bill)


REFUSED = {
    "commerce_plan.code": lambda: Plan.objects.update(code="same"),
    "commerce_plan.rank": lambda: Plan.objects.create(code="other", name="Other", rank=1),
    "plan_version_begins_alone": lambda: [version(), version()],
    "commerce_planversion.monthly_price_id": lambda: PlanVersion.objects.update(
        monthly_price_id="same"
    ),
    "commerce_planversion.yearly_price_id": lambda: PlanVersion.objects.update(
        yearly_price_id="same"
    ),
    "plan_version_is_free_or_paid_either_way": lambda: version(yearly_cents=0),
    "plan_version_takes_off_no_more_than_all": lambda: version(reduction_basis_points=10_001),
    "commerce_membership.practitioner_id": two_of_one_practitioner,
    "commerce_membership.subscription_id": lambda: [
        membership(subscription_id="sub_same") for _ in range(2)
    ],
    "membership_known_to_provider_unless_none": lambda: membership(subscription_id=None),
    "membership_has_grace_exactly_when_past_due": lambda: membership(status="past_due"),
    "membership_changes_or_ends_not_both": lambda: membership(
        next_version=version(), next_interval="month", ends_at=NOW
    ),
    "membership_period_never_overlaps": overlapping,
    "membership_period_has_two_ends": lambda: period(during=(NOW, None)),
    "membership_change_one_at_a_time": twice_changed,
    "membership_change_says_to_what": lambda: change(kind="upgrade"),
    "commerce_membershipinvoice.provider_id": twice_invoiced,
    "membership_invoice_paid_exactly_when_paid": lambda: invoice(paid_at=None),
    "commerce_membershiprefund.provider_id": twice_refunded,
    "membership_refund_is_of_something": lambda: refund(amount_cents=0),
}


@pytest.mark.parametrize("name", REFUSED)
def test_the_database_refuses(name):
    lay_plans()

    with refused(name):
        REFUSED[name]()
