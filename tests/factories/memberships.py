from datetime import timedelta

import factory
from django.utils import timezone

from commerce.memberships.plans import lay_plans
from commerce.models import Membership, MembershipInvoice, PlanVersion
from tests.factories.practitioners import PractitionerFactory


def plan_version(code: str) -> PlanVersion:
    """The first version of a plan."""
    lay_plans()
    return PlanVersion.objects.filter(plan__code=code).earliest("starts_at")


class MembershipFactory(factory.django.DjangoModelFactory):
    """Professional by the month, begun now."""

    class Meta:
        model = Membership

    practitioner = factory.SubFactory(PractitionerFactory)
    status = "active"
    subscription_id = factory.Sequence(lambda n: f"sub_{n}")
    version = factory.LazyFunction(lambda: plan_version("professional"))
    interval = "month"
    period_starts_at = factory.LazyFunction(timezone.now)
    period_ends_at = factory.LazyAttribute(lambda made: made.period_starts_at + timedelta(days=30))


class MembershipInvoiceFactory(factory.django.DjangoModelFactory):
    """A month of Professional, paid."""

    class Meta:
        model = MembershipInvoice

    membership = factory.SubFactory(MembershipFactory)
    provider_id = factory.Sequence(lambda n: f"in_{n}")
    subscription_id = factory.SelfAttribute("membership.subscription_id")
    number = factory.Sequence(lambda n: f"EST-{n:04d}")
    description = "1 × Professional (at $29.00 / month)"
    status = "paid"
    amount_cents = 2900
    paid_cents = 2900
    currency = "usd"
    issued_at = factory.LazyFunction(timezone.now)
    paid_at = factory.SelfAttribute("issued_at")
