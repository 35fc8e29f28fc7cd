"""What must always be true of payouts, asked of the database; nothing is mended here."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet, Sum

from commerce.ledger.models import Posting
from commerce.ledger.states import AccountKind
from commerce.payouts.models import Payout, PayoutItem
from commerce.payouts.states import OPEN, OUT, UNDONE
from estuary.kernel import audit
from estuary.kernel.audit import Finding

# The provider is asked again, and the bank takes its days.
SENT_WITHIN = timedelta(days=1)
ARRIVES_WITHIN = timedelta(days=14)


def findings(*, now: datetime) -> list[Finding]:
    """Everything that breaks a rule; an empty list is the only good answer."""
    return audit.findings(RULES, now=now)


def _in_payout_is_what_is_open(now: datetime) -> list[str]:
    """Of each practitioner by themselves."""
    opened = Payout.objects.open().values("practitioner__user", "currency").order_by()
    owed = {
        (row["practitioner__user"], row["currency"]): row["total"]
        for row in opened.annotate(total=Sum("amount_cents"))
    }
    postings = Posting.objects.on(AccountKind.EARNINGS_IN_PAYOUT)
    sums = postings.values("account__party", "account__currency").order_by()
    booked = {
        (row["account__party"], row["account__currency"]): -row["total"]
        for row in sums.annotate(total=Sum("amount_cents"))
        if row["total"]
    }
    return [
        f"of user {party} {booked.get((party, currency), 0)} {currency} are in payouts, and "
        f"should be {owed.get((party, currency), 0)}"
        for party, currency in sorted({*owed, *booked})
        if owed.get((party, currency), 0) != booked.get((party, currency), 0)
    ]


def _clearing_knows_what_was_sent(now: datetime) -> list[str]:
    """What went to practitioners and did not come back is missing from the clearing account."""
    sent = Payout.objects.out().values("currency").order_by()
    out = {row["currency"]: row["total"] for row in sent.annotate(total=Sum("amount_cents"))}
    booked = (
        Posting.objects.on(AccountKind.PROVIDER_CLEARING)
        .filter(entry__key__startswith="payout:")
        .balance()
    )
    return [
        f"{-booked.get(currency, 0)} {currency} were sent, and should be {out.get(currency, 0)}"
        for currency in sorted({*out, *booked})
        if -booked.get(currency, 0) != out.get(currency, 0)
    ]


def _payouts_are_their_earnings(now: datetime) -> list[str]:
    whole = Payout.objects.select_related("practitioner").annotate(worth=Sum("items__amount_cents"))
    wrong = [str(row) for row in whole if row.worth != row.earned_cents]
    standing = Q(items__is_standing=True, status__in=UNDONE)
    fallen = Q(items__is_standing=False) & ~Q(status__in=UNDONE)
    return wrong[:50] + _payouts(Payout.objects.filter(standing | fallen))


def _earnings_are_where_their_payout_is(now: datetime) -> list[str]:
    """In a payout while it is open, paid once it was sent."""
    standing = PayoutItem.objects.filter(is_standing=True)
    wrong = standing.filter(
        (Q(payout__status__in=OPEN) & ~Q(earning__status="in_payout"))
        | (Q(payout__status__in=OUT) & ~Q(earning__status="paid"))
    )
    return _named(wrong.select_related("payout__practitioner"))


def _sent_payouts_have_one_transfer(now: datetime) -> list[str]:
    return _payouts(Payout.objects.out().filter(Q(transfer_id=None) | ~Q(returned_at=None)))


def _payouts_come_to_an_end(now: datetime) -> list[str]:
    """Those that wait for staff, or of which nothing was heard for long."""
    old = Q(status="sending", attempted_at__lt=now - SENT_WITHIN) | Q(
        status__in=("sent", "returning"), sent_at__lt=now - ARRIVES_WITHIN
    )
    return _payouts(Payout.objects.needing_review()) + _payouts(Payout.objects.filter(old))


RULES: dict[str, Callable[[datetime], list[str]]] = {
    "what is in payouts is what is open": _in_payout_is_what_is_open,
    "the clearing account knows what was sent": _clearing_knows_what_was_sent,
    "a payout is its earnings": _payouts_are_their_earnings,
    "an earning is where its payout is": _earnings_are_where_their_payout_is,
    "a sent payout has its transfer": _sent_payouts_have_one_transfer,
    "a payout comes to an end": _payouts_come_to_an_end,
}


def _payouts(rows: QuerySet) -> list[str]:
    return _named(rows.select_related("practitioner"))


def _named(rows: QuerySet) -> list[str]:
    return [str(row) for row in rows.distinct()[:50]]
