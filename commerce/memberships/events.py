from dataclasses import dataclass
from typing import ClassVar

from estuary.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class MembershipBegun(Event):
    """A practitioner has a plan that is paid."""

    name: ClassVar[str] = "commerce.membership.begun"
    membership_id: int


@dataclass(frozen=True, kw_only=True)
class MembershipChanged(Event):
    """Another plan, or another interval, is in force."""

    name: ClassVar[str] = "commerce.membership.changed"
    membership_id: int


@dataclass(frozen=True, kw_only=True)
class MembershipPastDue(Event):
    """A renewal was not paid; the plan is kept until the grace is over."""

    name: ClassVar[str] = "commerce.membership.past_due"
    membership_id: int


@dataclass(frozen=True, kw_only=True)
class MembershipEnded(Event):
    """The plan is not in force any more: it ended, or the grace is over."""

    name: ClassVar[str] = "commerce.membership.ended"
    membership_id: int


@dataclass(frozen=True, kw_only=True)
class MembershipInvoicePaid(Event):
    """A membership fee was paid."""

    name: ClassVar[str] = "commerce.membership.invoice_paid"
    invoice_id: int
