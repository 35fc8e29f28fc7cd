"""A practitioner's plan: begun, changed, not paid, ended; and what was paid for it."""

from commerce.memberships.models import Membership, MembershipInvoice, PlanVersion
from commerce.memberships.states import Interval
from estuary.kernel.money import display
from live.notifications import wording
from live.notifications.kinds.telling import SCREEN_AND_MAIL, Kind, Occasion, Words, zone_of

LINK = "/practice/membership"


def _membership_begun(told: Occasion) -> Words:
    membership = _membership(told)
    version = _version(membership)
    return Words(
        title=f"You are on {version.plan.name}",
        body=_takes_off(version),
        link=LINK,
        mail={
            "plan": version.plan.name,
            "facts": [*_terms(membership, version), *_renews(told, membership)],
        },
    )


def _membership_changed(told: Occasion) -> Words:
    membership = _membership(told)
    version = _version(membership)
    return Words(
        title=f"Your plan is {version.plan.name} now",
        body=_takes_off(version),
        link=LINK,
        mail={
            "plan": version.plan.name,
            "facts": [*_terms(membership, version), *_renews(told, membership)],
        },
    )


def _membership_past_due(told: Occasion) -> Words:
    membership = _membership(told)
    version = _version(membership)
    assert membership.grace_until
    until = wording.moment(membership.grace_until, zone_of(told.reader))
    return Words(
        title=f"{version.plan.name} could not be renewed: pay by {until}",
        body="Your card was not charged. Choose another card to keep your plan.",
        link=LINK,
        mail={
            "plan": version.plan.name,
            "until": until,
            "facts": [*_terms(membership, version), ("Kept until", until)],
        },
    )


def _membership_ended(told: Occasion) -> Words:
    membership = _membership(told)
    version = _version(membership)
    return Words(
        title=f"{version.plan.name} has ended",
        body="You are on Basic now: the usual commission is taken.",
        link=LINK,
        mail={"plan": version.plan.name, "is_unpaid": membership.lapsed_at is not None},
    )


def _membership_paid(told: Occasion) -> Words:
    invoice = MembershipInvoice.objects.get(pk=told.ids["invoice_id"])
    paid = display(invoice.paid_cents, invoice.currency)
    facts = [
        ("For", invoice.description),
        ("Invoice", invoice.number),
        ("Paid", paid),
        ("On", wording.moment(invoice.paid_at, zone_of(told.reader)) if invoice.paid_at else ""),
    ]
    return Words(
        title=f"Paid: {paid} for your plan",
        body=invoice.description,
        link=invoice.hosted_url or LINK,
        data={"invoice": str(invoice.public_id)},
        mail={"amount": paid, "facts": [(label, value) for label, value in facts if value]},
    )


KINDS = (
    Kind(key="membership_begun", roads=SCREEN_AND_MAIL, words=_membership_begun),
    Kind(key="membership_changed", roads=SCREEN_AND_MAIL, words=_membership_changed),
    Kind(key="membership_past_due", roads=SCREEN_AND_MAIL, words=_membership_past_due),
    Kind(key="membership_ended", roads=SCREEN_AND_MAIL, words=_membership_ended),
    Kind(key="membership_paid", roads=SCREEN_AND_MAIL, words=_membership_paid),
)


def _membership(told: Occasion) -> Membership:
    return Membership.objects.with_plans().get(pk=told.ids["membership_id"])


def _version(membership: Membership) -> PlanVersion:
    assert membership.version is not None
    return membership.version


def _terms(membership: Membership, version: PlanVersion) -> list[tuple[str, str]]:
    every = "year" if membership.interval == Interval.YEAR else "month"
    price = display(version.cents(membership.interval), version.currency)
    return [("Plan", version.plan.name), ("Price", f"{price} a {every}")]


def _renews(told: Occasion, membership: Membership) -> list[tuple[str, str]]:
    ends_at = membership.ends_at or membership.period_ends_at
    if ends_at is None:
        return []
    label = "Ends" if membership.ends_at else "Renews"
    return [(label, wording.moment(ends_at, zone_of(told.reader)))]


def _takes_off(version: PlanVersion) -> str:
    points = version.reduction_basis_points / 100
    return f"It takes {points:g} percentage points off the commission."
