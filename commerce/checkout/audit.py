"""What must always be true of money and seats, asked of the database; nothing is mended here."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Cast, Concat

from commerce.bookings.models import Booking, Session
from commerce.bookings.states import FIRM, BookingStatus
from commerce.checkout.models import Order, OrderLine
from commerce.checkout.states import CREDITS, PREPAID, REFERENCE, OrderStatus
from commerce.credits.models import CreditLot
from commerce.earnings import audit as earnings
from commerce.earnings.models import Sale
from commerce.entitlements import audit as entitlements
from commerce.entitlements.models import Entitlement
from commerce.ledger.models import Entry, Posting
from commerce.ledger.querysets import PostingQuerySet
from commerce.ledger.states import AccountKind
from commerce.memberships import audit as memberships
from commerce.payments.models import Payment, Refund
from commerce.payments.states import PaymentStatus, RefundStatus
from estuary.kernel import audit
from estuary.kernel.audit import Finding

# What is younger may be on its way: facts are carried, the provider is asked again.
SETTLES_WITHIN = timedelta(minutes=15)
# What the provider does by itself is matched movement by movement; what goes to practitioners is
# the business of payouts, which have a rule of their own.
BOOKED_ELSEWHERE = ("movement:", "payout:")
PAID = (OrderStatus.PAID, OrderStatus.PARTIALLY_REFUNDED, OrderStatus.REFUNDED)


def findings(*, now: datetime) -> list[Finding]:
    """Everything that breaks a rule; an empty list is the only good answer."""
    return audit.findings(RULES, now=now)


def _entries_balance(now: datetime) -> list[str]:
    sums = (
        Posting.objects.values("entry__key", "account__currency")
        .annotate(total=Sum("amount_cents"))
        .exclude(total=0)
    )
    return [f"{row['entry__key']} is off by {row['total']}" for row in sums]


def _paid_orders_have_their_money(now: datetime) -> list[str]:
    orders = Order.objects.filter(status__in=PAID, amount_due_cents__gt=0)
    return _named(
        orders.filter(
            ~Q(payment__status=PaymentStatus.SUCCEEDED)
            | ~Q(payment__amount_cents=F("amount_due_cents"))
        )
    )


def _money_has_its_order(now: datetime) -> list[str]:
    """A settled payment was put to its order, or is going back."""
    settled = Payment.objects.filter(
        status=PaymentStatus.SUCCEEDED, settled_at__lt=now - SETTLES_WITHIN
    )
    returned = Refund.objects.filter(
        payment=OuterRef("pk"),
        amount_cents=OuterRef("amount_cents"),
        reference__endswith="returned",
    )
    return _named(settled.exclude(order__status__in=PAID).exclude(Exists(returned)))


def _confirmed_seats_are_paid(now: datetime) -> list[str]:
    firm = Booking.objects.filter(
        status__in=FIRM,
        order_line__isnull=False,
    )
    return _named(firm.exclude(order_line__order__status__in=PAID))


def _paid_seats_are_firm(now: datetime) -> list[str]:
    return _named(
        Booking.objects.filter(status=BookingStatus.PENDING, order_line__order__status__in=PAID)
    )


def _holds_do_not_stay(now: datetime) -> list[str]:
    return _named(
        Order.objects.filter(status=OrderStatus.OPEN, expires_at__lt=now - SETTLES_WITHIN)
    )


def _units_given_back_are_paid_back(now: datetime) -> list[str]:
    """What the units of an order gave back is what the order gave back, in whatever way."""
    name = Concat(Value(REFERENCE), Cast(OuterRef("public_id"), CharField()))
    sold = Entitlement.objects.filter(reference=name).values("refunded_cents")
    orders = Order.objects.filter(lines__kind__in=PREPAID).annotate(back=Subquery(sold))
    return _named(orders.filter(back__isnull=False).exclude(refunded_cents=F("back")))


def _seats_have_their_time(now: datetime) -> list[str]:
    """Those who lost it get everything back by the fact of it."""
    gone = Q(session__called_off_at__lt=now - SETTLES_WITHIN)
    return _named(Booking.objects.open().filter(gone))


def _seats_are_counted(now: datetime) -> list[str]:
    return _named(Session.objects.miscounted())


def _courses_are_their_sessions(now: datetime) -> list[str]:
    """Prices and refunds of the whole are those of its parts; no part outlives it unheld."""
    courses = Booking.objects.filter(series__isnull=False).annotate(
        worth=Sum("parts__price_cents"), back=Sum("parts__refund_cents")
    )
    agrees = Q(price_cents=F("worth"), refund_cents=F("back"))
    held = Booking.objects.filter(status=BookingStatus.PENDING, parent_booking__isnull=False)
    return _named(courses.exclude(agrees)) + _named(
        held.exclude(parent_booking__status=BookingStatus.PENDING)
    )


def _refunds_stay_within_their_payment(now: datetime) -> list[str]:
    standing = Sum("refunds__amount_cents", filter=~Q(refunds__status=RefundStatus.FAILED))
    return _named(Payment.objects.annotate(given=standing).filter(given__gt=F("amount_cents")))


def _refunds_settle(now: datetime) -> list[str]:
    """Refunds that failed, or of which nothing was heard for long: staff must act."""
    old = Q(status__in=(RefundStatus.PLANNED, RefundStatus.PENDING)) & Q(
        created_at__lt=now - timedelta(days=1)
    )
    return _named(Refund.objects.failed()) + _named(Refund.objects.filter(old))


def _clearing_is_what_the_provider_holds(now: datetime) -> list[str]:
    """What payments and refunds left there; what else moves is other rooms' to say."""
    received = _sum(Payment.objects.filter(status=PaymentStatus.SUCCEEDED), "amount_cents")
    fees = _sum(Payment.objects.all(), "fee_cents")
    returned = _sum(Refund.objects.filter(status=RefundStatus.SUCCEEDED), "amount_cents")
    held = received - fees - returned + memberships.with_the_provider()
    by_us = Posting.objects.on(AccountKind.PROVIDER_CLEARING)
    for prefix in BOOKED_ELSEWHERE:
        by_us = by_us.exclude(entry__key__startswith=prefix)
    return _compared(AccountKind.PROVIDER_CLEARING, _balance(by_us), held)


def _refunds_due_are_the_refunds_not_paid(now: datetime) -> list[str]:
    return _compare(AccountKind.REFUNDS_DUE, -_sum(Refund.objects.owed(), "amount_cents"))


def _entries_have_postings(now: datetime) -> list[str]:
    return _named(Entry.objects.filter(postings=None))


# Credits are owed, so the books have them below zero: with what the lots hold it makes nothing.
_CREDITS = """
    SELECT owner, currency, sum(cents) FROM (
        SELECT user_id AS owner, currency, remaining_cents AS cents FROM commerce_creditlot
        UNION ALL
        SELECT lot.user_id, lot.currency, held.amount_cents
        FROM commerce_credituse held JOIN commerce_creditlot lot ON lot.id = held.lot_id
        WHERE held.state = 'held'
        UNION ALL
        SELECT account.party_id, account.currency, posting.amount_cents
        FROM commerce_posting posting JOIN commerce_account account
        ON account.id = posting.account_id
        WHERE account.kind = 'client_credits'
    ) AS parts
    GROUP BY owner, currency HAVING sum(cents) <> 0 LIMIT 50
"""


def _credits_are_in_lots(now: datetime) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(_CREDITS)
        rows = cursor.fetchall()
    return [f"lots of user {owner} differ by {cents} {currency}" for owner, currency, cents in rows]


def _lots_are_accounted_for(now: datetime) -> list[str]:
    return _named(CreditLot.objects.unaccounted())


def _lines_bear_their_commission(now: datetime) -> list[str]:
    """What was frozen on the line and what earnings go by is the same."""
    name = Concat(Value(REFERENCE), Cast(OuterRef("order__public_id"), CharField()))
    alike = Sale.objects.filter(
        reference=name,
        commission_basis_points=OuterRef("commission_basis_points"),
        commission_cents=OuterRef("commission_cents"),
    )
    lines = OrderLine.objects.filter(order__status__in=PAID).exclude(kind=CREDITS)
    return _named(lines.exclude(Exists(alike)))


RULES: dict[str, Callable[[datetime], list[str]]] = {
    **entitlements.RULES,
    **memberships.RULES,
    **earnings.RULES,
    "every entry adds up to zero": _entries_balance,
    "every entry moves something": _entries_have_postings,
    "a paid order has its money": _paid_orders_have_their_money,
    "settled money has its order, or goes back": _money_has_its_order,
    "a firm seat is paid for": _confirmed_seats_are_paid,
    "a paid seat is firm": _paid_seats_are_firm,
    "an unpaid hold does not stay": _holds_do_not_stay,
    "refunded units are paid back by their order": _units_given_back_are_paid_back,
    "an open seat has its time": _seats_have_their_time,
    "seats taken are the seats of the bookings": _seats_are_counted,
    "a course is its sessions": _courses_are_their_sessions,
    "refunds stay within their payment": _refunds_stay_within_their_payment,
    "a refund comes to an end": _refunds_settle,
    "the clearing account is what the provider holds": _clearing_is_what_the_provider_holds,
    "refunds due are the refunds not yet paid": _refunds_due_are_the_refunds_not_paid,
    "credits in the books are in lots": _credits_are_in_lots,
    "a lot is there, held, spent or expired": _lots_are_accounted_for,
    "the commission of a line is that of its sale": _lines_bear_their_commission,
}


def _named(rows: QuerySet) -> list[str]:
    return [str(row) for row in rows.distinct()[:50]]


def _sum(rows: QuerySet, column: str) -> int:
    return rows.aggregate(total=Sum(column))["total"] or 0


def _compare(kind: AccountKind, expected: int) -> list[str]:
    return _compared(kind, _balance(Posting.objects.on(kind)), expected)


def _balance(postings: PostingQuerySet) -> int:
    return sum(postings.balance().values())


def _compared(kind: AccountKind, booked: int, expected: int) -> list[str]:
    return [] if booked == expected else [f"{kind} is {booked}, and should be {expected}"]
