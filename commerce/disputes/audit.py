"""What must always be true of disputes, asked of the database; nothing is mended here."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db.models import CharField, Exists, F, OuterRef, QuerySet, Sum, Value
from django.db.models.functions import Cast, Coalesce, Concat

from commerce.bookings.models import Booking
from commerce.checkout.models import Order
from commerce.checkout.states import REFERENCE
from commerce.disputes.models import Dispute
from commerce.earnings.models import Earning
from commerce.entitlements.models import EntitlementUnit
from commerce.entitlements.states import UnitStatus
from commerce.ledger.models import Posting
from commerce.ledger.states import AccountKind
from commerce.payments.models import Payment
from estuary.kernel import audit
from estuary.kernel.audit import Finding

# The provider gives money back some time after the word; it is asked by the hour.
SETTLES_WITHIN = timedelta(days=2)
# What only the dispute says is older than this: its facts are carried.
FOLLOWS_WITHIN = timedelta(minutes=15)


def findings(*, now: datetime) -> list[Finding]:
    """Everything that breaks a rule; an empty list is the only good answer."""
    return audit.findings(RULES, now=now)


def _banks_hold_what_is_disputed(now: datetime) -> list[str]:
    return _compared(
        "held by banks",
        Posting.objects.on(AccountKind.DISPUTED).balance(),
        Dispute.objects.unsettled().withdrawn_cents(),
    )


def _disputes_moved_what_the_provider_says(now: datetime) -> list[str]:
    """What it took and did not give back is missing from the clearing account, with its fees."""
    rows = Dispute.objects.values("currency").order_by()
    moved = rows.annotate(total=-Sum(F("withdrawn_cents") + F("fee_cents")))
    booked = Posting.objects.on(AccountKind.PROVIDER_CLEARING).filter(
        entry__key__startswith="dispute:"
    )
    return _compared(
        "moved by disputes",
        booked.balance(),
        {row["currency"]: row["total"] for row in moved},
    )


def _open_disputes_freeze_their_earnings(now: datetime) -> list[str]:
    disputed = Dispute.objects.open().filter(order__public_id__isnull=False)
    return _named(Earning.objects.filter(frozen_at=None).filter(Exists(_of_earning(disputed))))


def _only_open_disputes_freeze(now: datetime) -> list[str]:
    """As long as a dispute is not in order, it may hold back what it will take."""
    standing = Dispute.objects.unsettled()
    return _named(
        Earning.objects.filter(frozen_at__isnull=False).exclude(Exists(_of_earning(standing)))
    )


def _of_earning(disputes: QuerySet[Dispute]) -> QuerySet[Dispute]:
    name = Concat(Value(REFERENCE), Cast("order__public_id", CharField()))
    return disputes.annotate(sold=name).filter(sold=OuterRef("reference"))


def _refunds_wait_while_disputed(now: datetime) -> list[str]:
    """Those of a payment wait exactly as long as the provider gives nothing back of it."""
    standing = Dispute.objects.unsettled().filter(payment=OuterRef("pk"))
    taken = Dispute.objects.chargebacks().filter(payment=OuterRef("pk"))
    late = Payment.objects.filter(refunds_held_at__lt=now - FOLLOWS_WITHIN)
    free = Payment.objects.filter(refunds_held_at=None)
    return _named(late.exclude(Exists(standing))) + _named(free.filter(Exists(taken)))


def _disputes_come_to_an_end(now: datetime) -> list[str]:
    return _named(Dispute.objects.unsettled().filter(closed_at__lt=now - SETTLES_WITHIN))


def _what_is_lost_is_taken_back(now: datetime) -> list[str]:
    """From the bookings and units of its order: what their rows say is what the dispute says."""
    name = Concat(Value(REFERENCE), Cast(OuterRef("public_id"), CharField()))
    units = EntitlementUnit.objects.filter(entitlement__reference=name, status=UnitStatus.REVOKED)
    used = Booking.objects.filter(entitlement_unit__entitlement__reference=name)
    own = Booking.objects.filter(order_line__order=OuterRef("pk"))
    parts = Booking.objects.filter(parent_booking__order_line__order=OuterRef("pk"))
    orders = Order.objects.filter(disputes__isnull=False).annotate(
        said=_sum(Dispute.objects.filter(order=OuterRef("pk")), "order", "reversed_cents"),
        of_units=_sum(units, "entitlement__reference", "price_cents"),
        of_used=_sum(used, "entitlement_unit__entitlement__reference", "charged_back_cents"),
        of_own=_sum(own, "order_line__order", "charged_back_cents"),
        of_parts=_sum(parts, "parent_booking__order_line__order", "charged_back_cents"),
    )
    taken = F("of_units") + F("of_used") + F("of_own") + F("of_parts")
    return _named(orders.exclude(said=taken))


def _lost_is_what_was_taken(now: datetime) -> list[str]:
    """What came back after all is our gain, and no less was lost for it."""
    lost = Dispute.objects.lost()
    return _named(lost.filter(lost_cents__lt=F("withdrawn_cents")) | lost.filter(lost_cents=0))


RULES: dict[str, Callable[[datetime], list[str]]] = {
    "banks hold what is disputed": _banks_hold_what_is_disputed,
    "disputes moved what the provider says": _disputes_moved_what_the_provider_says,
    "what is disputed is held back": _open_disputes_freeze_their_earnings,
    "only what is disputed is held back": _only_open_disputes_freeze,
    "refunds wait while their payment is disputed": _refunds_wait_while_disputed,
    "a dispute that is over is settled": _disputes_come_to_an_end,
    "a lost dispute is taken back from its sale": _what_is_lost_is_taken_back,
    "a lost dispute lost what the bank took": _lost_is_what_was_taken,
}


def _sum(rows: QuerySet, by: str, column: str) -> Coalesce:
    """The sum of a column over rows of one order, as part of another query."""
    sums = rows.order_by().values(by).annotate(total=Sum(column)).values("total")
    return Coalesce(sums, 0)


def _named(rows: QuerySet) -> list[str]:
    return [str(row) for row in rows.distinct()[:50]]


def _compared(what: str, booked: dict[str, int], expected: dict[str, int]) -> list[str]:
    return [
        f"{what} are {booked.get(currency, 0)} {currency}, and should be "
        f"{expected.get(currency, 0)}"
        for currency in sorted({*booked, *expected})
        if booked.get(currency, 0) != expected.get(currency, 0)
    ]
