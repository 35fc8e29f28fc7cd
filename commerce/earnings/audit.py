"""What must always be true of earnings, asked of the database; nothing is mended here."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db.models import F, QuerySet, Sum

from commerce.earnings.models import Earning
from commerce.earnings.querysets import standing
from commerce.earnings.states import EarningStatus
from commerce.ledger.models import Posting
from commerce.ledger.states import AccountKind

# The sweep runs every quarter of an hour.
RELEASED_WITHIN = timedelta(hours=2)


def _nothing_lies_unshared(now: datetime) -> list[str]:
    left = Posting.objects.on(AccountKind.SALES).balance()
    return [f"{cents} {currency} is in sales" for currency, cents in left.items() if cents]


def _earnings_are_in_the_books(now: datetime) -> list[str]:
    """By practitioner, currency and how they stand."""
    found = []
    for status, kind in (
        (EarningStatus.PENDING, AccountKind.EARNINGS_PENDING),
        (EarningStatus.AVAILABLE, AccountKind.EARNINGS_AVAILABLE),
    ):
        earned = _by_party(
            Earning.objects.filter(status=status)
            .values_list("practitioner__user", "currency")
            .annotate(total=Sum(standing()))
        )
        booked = _by_party(
            Posting.objects.on(kind)
            .values_list("account__party", "account__currency")
            .annotate(total=-Sum("amount_cents"))
        )
        found += [
            f"{kind} of user {party} is {booked.get((party, currency), 0)} {currency}, "
            f"and should be {earned.get((party, currency), 0)}"
            for party, currency in sorted({*earned, *booked})
            if booked.get((party, currency), 0) != earned.get((party, currency), 0)
        ]
    return found


def _by_party(rows: QuerySet) -> dict[tuple[int, str], int]:
    return {(party, currency): total for party, currency, total in rows.order_by()}


def _commission_is_what_was_kept_of_it(now: datetime) -> list[str]:
    taken = F("commission_cents") - F("reversed_commission_cents")
    expected = dict(Earning.objects.values_list("currency").annotate(total=Sum(taken)).order_by())
    booked = Posting.objects.on(AccountKind.COMMISSION).balance()
    return [
        f"commission is {-booked.get(currency, 0)} {currency}, "
        f"and should be {expected.get(currency, 0)}"
        for currency in sorted({*expected, *booked})
        if -booked.get(currency, 0) != expected.get(currency, 0)
    ]


def _what_is_due_is_released(now: datetime) -> list[str]:
    return [str(row) for row in Earning.objects.releasable(now - RELEASED_WITHIN)[:50]]


RULES: dict[str, Callable[[datetime], list[str]]] = {
    "what was sold is shared out": _nothing_lies_unshared,
    "earnings in the books are those not paid out": _earnings_are_in_the_books,
    "commission in the books is that of the earnings": _commission_is_what_was_kept_of_it,
    "what is due is released": _what_is_due_is_released,
}
