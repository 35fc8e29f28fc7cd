"""What must always be true of receipts, asked of the database; nothing is mended here."""

from collections.abc import Callable
from datetime import datetime

from django.db.models import Count, F, Max, Q, Sum

from commerce.checkout.audit import SETTLES_WITHIN
from commerce.receipts import operations
from commerce.receipts.models import Receipt, ReceiptCounter
from estuary.kernel import audit
from estuary.kernel.audit import Finding


def findings(*, now: datetime) -> list[Finding]:
    """Everything that breaks a rule; an empty list is the only good answer."""
    return audit.findings(RULES, now=now)


def _paid_orders_have_receipts(now: datetime) -> list[str]:
    return [str(row) for row in operations.without_receipt(before=now - SETTLES_WITHIN)[:50]]


def _refunds_have_credit_notes(now: datetime) -> list[str]:
    return [str(row) for row in operations.without_credit_note(before=now - SETTLES_WITHIN)[:50]]


def _amounts_are_those_of_the_facts(now: datetime) -> list[str]:
    receipts = Receipt.objects.for_sales().exclude(
        total_cents=F("order__total_cents"), paid_cents=F("order__amount_due_cents")
    )
    notes = Receipt.objects.filter(refund__isnull=False).exclude(
        total_cents=F("refund__amount_cents")
    )
    return [str(row) for row in [*receipts[:50], *notes[:50]]]


def _numbers_have_no_gaps(now: datetime) -> list[str]:
    """As many as the last one says, which is the one the counter stands at."""
    counted = {
        row["year"]: (row["many"], row["last"])
        for row in Receipt.objects.values("year").annotate(many=Count("pk"), last=Max("serial"))
    }
    counters = dict(ReceiptCounter.objects.exclude(last=0).values_list("year", "last"))
    return [
        f"{year}: {counted.get(year, (0, 0))[0]} papers, the last is "
        f"{counted.get(year, (0, 0))[1]}, the counter stands at {counters.get(year, 0)}"
        for year in sorted(counted.keys() | counters.keys())
        if counted.get(year) != (counters.get(year, 0),) * 2
    ]


def _notes_stay_within_their_receipt(now: datetime) -> list[str]:
    given = Sum("credit_notes__total_cents", filter=Q(credit_notes__refund__status="succeeded"))
    return [
        str(row)
        for row in Receipt.objects.for_sales()
        .annotate(given=given)
        .filter(given__gt=F("total_cents"))[:50]
    ]


RULES: dict[str, Callable[[datetime], list[str]]] = {
    "a paid order has its receipt": _paid_orders_have_receipts,
    "money given back has its credit note": _refunds_have_credit_notes,
    "a receipt says what was paid": _amounts_are_those_of_the_facts,
    "numbers of receipts have no gaps": _numbers_have_no_gaps,
    "credit notes stay within their receipt": _notes_stay_within_their_receipt,
}
