"""Plans: what they cost, and what the provider calls their prices.

The provider's prices never change, and neither do our versions: a new version follows the old.
"""

from datetime import UTC, datetime
from typing import Any

from django.apps import apps as current_apps
from django.conf import settings
from django.db.models import Q

from commerce.memberships.gateway import gateway
from commerce.memberships.models import Plan, PlanVersion
from commerce.memberships.policies import Term
from commerce.memberships.states import Interval
from estuary.kernel import db
from estuary.kernel.errors import DomainError, Kind

# The plans there are from the beginning: name, cents by month and by year, off the commission.
FIRST = {
    "basic": ("Basic", 0, 0, 0),
    "professional": ("Professional", 2900, 29_000, 100),
    "premium": ("Premium", 9900, 99_000, 200),
}
FIRST_FROM = datetime(2026, 1, 1, tzinfo=UTC)


class PlanNotFound(DomainError):
    """There is no such plan."""

    kind = Kind.MISSING
    message = "There is no such plan."


class PlanVersionInThePast(DomainError):
    """What was already in force is what members paid; a new version begins later."""

    kind = Kind.INVALID
    message = "A new version begins now or later, after those that are there."


class PlanIsFree(DomainError):
    """The plan of rank 0 is what one has without a membership."""

    kind = Kind.INVALID
    message = "This plan costs nothing, and the others something, by month and by year."


class PriceUnknown(Exception):
    """The provider charges a price that is none of our versions: somebody changed it there."""


def offered(*, code: str, now: datetime) -> PlanVersion:
    """The version of a plan that one comes to now. Raises PlanNotFound."""
    version = PlanVersion.objects.in_force(now).filter(plan__code=code).first()
    if version is None:
        raise PlanNotFound
    return version


@db.transaction
def publish_version(
    *,
    plan_id: int,
    monthly_cents: int,
    yearly_cents: int,
    reduction_basis_points: int,
    starts_at: datetime,
    now: datetime,
) -> PlanVersion:
    """Let a plan cost something else from then on; members keep theirs until they change.

    Raises PlanVersionInThePast, PlanIsFree.
    """
    plan = Plan.objects.select_for_update().get(pk=plan_id)
    latest = PlanVersion.objects.filter(plan=plan).order_by("-starts_at").first()
    if starts_at < now or (latest is not None and starts_at <= latest.starts_at):
        raise PlanVersionInThePast
    if {bool(monthly_cents), bool(yearly_cents)} != {plan.rank > 0}:
        raise PlanIsFree
    return PlanVersion.objects.create(
        plan=plan,
        monthly_cents=monthly_cents,
        yearly_cents=yearly_cents,
        currency=settings.CURRENCY,
        reduction_basis_points=reduction_basis_points,
        starts_at=starts_at,
    )


def price_id(version: PlanVersion, interval: str) -> str:
    """The provider's name of a price, made there when it is first needed.

    Raises PaymentsUnavailable: ask again, it is found by its name.
    """
    column = _column(interval)
    known: str | None = getattr(version, column)
    if known:
        return known
    made = gateway().price(
        lookup_key=f"estuary:{version.plan.code}:{version.public_id}:{interval}",
        product_id=f"estuary_{version.plan.code}_{version.plan.public_id.hex[:12]}",
        product_name=version.plan.name,
        amount_cents=version.cents(interval),
        currency=version.currency,
        interval=interval,
    )
    return _remember(version=version, column=column, price=made)


@db.transaction
def _remember(*, version: PlanVersion, column: str, price: str) -> str:
    PlanVersion.objects.filter(pk=version.pk, **{column: None}).update(**{column: price})
    setattr(version, column, price)
    return price


def terms_of(price_ids: set[str]) -> dict[str, Term]:
    """What the provider's prices are of ours. Raises PriceUnknown."""
    wanted = price_ids - {""}
    found: dict[str, Term] = {}
    rows = PlanVersion.objects.filter(
        Q(monthly_price_id__in=wanted) | Q(yearly_price_id__in=wanted)
    )
    for version in rows:
        for interval in Interval.values:
            if price := getattr(version, _column(interval)):
                found[price] = Term(version.pk, interval)
    if missing := wanted - set(found):
        raise PriceUnknown(", ".join(sorted(missing)))
    return found


def _column(interval: str) -> str:
    return "yearly_price_id" if interval == Interval.YEAR else "monthly_price_id"


@db.transaction_if_not_already
def lay_plans(*, apps: Any = current_apps) -> None:
    """Make the plans there are from the beginning; adds what is missing, so it may be repeated."""
    plans = apps.get_model("commerce", "Plan").objects
    versions = apps.get_model("commerce", "PlanVersion").objects
    for rank, (code, (name, monthly, yearly, points)) in enumerate(FIRST.items()):
        plan, _ = plans.get_or_create(code=code, defaults={"name": name, "rank": rank})
        if not versions.filter(plan=plan).exists():
            versions.create(
                plan=plan,
                monthly_cents=monthly,
                yearly_cents=yearly,
                currency=settings.CURRENCY,
                reduction_basis_points=points,
                starts_at=FIRST_FROM,
            )
