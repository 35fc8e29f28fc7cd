"""What Ana earned with Clara's session."""

from commerce.bookings.examples import BOOKING_ID, CARD, DETAIL
from commerce.earnings import serializers
from commerce.memberships.examples import BASIC, PROFESSIONAL
from estuary.kernel.api.rooms import Several
from estuary.kernel.api.schemas import money
from marketplace.accounts.examples import CLARA
from marketplace.catalogue.examples import BREATH

_GROSS, _TAKEN, _NET = (money(cents, "usd") for cents in (8000, 400, 7600))
_REASON = "5 %: the usual rate"
_EARNING_ID = "d623b4a8-a1f5-483d-8a4c-c591a3028435"
_NOTHING = money(0, "usd")
_SUM = {"count": 1, "gross": _GROSS, "refunded": _NOTHING, "commission": _TAKEN, "kept": _NET}
_FEE = money(2900, "usd")
_OF_BOOKING = {
    "gross": _GROSS,
    "rate": "5 %",
    "basis_points": 500,
    "amount": _TAKEN,
    "reason": _REASON,
    "net": _NET,
    "refunded": _NOTHING,
    "kept": _NET,
    "status": "pending",
}
_QUIET = dict.fromkeys(("gross", "refunds", "commission", "fees", "net", "payouts"), _NOTHING)
_YEAR = {
    **_QUIET,
    "gross": _GROSS,
    "commission": _TAKEN,
    "fees": _FEE,
    "net": money(4700, "usd"),
}
_SAVINGS = {
    "month": "2027-02",
    "sold": money(1_042_000, "usd"),
    "commission": money(10_420, "usd"),
    "fee": _FEE,
    "saved": money(7520, "usd"),
    "words": "Professional would have saved you $75.20 in February at $10,420.00 sold",
}

EXAMPLES = {
    serializers.EarningCard: {
        "id": _EARNING_ID,
        "booking": {
            "id": BOOKING_ID,
            "service": BREATH,
            "starts_at": "2027-03-01T12:00:00Z",
        },
        "gross": _GROSS,
        "commission": {"rate": "5 %", "amount": _TAKEN, "reason": _REASON},
        "net": _NET,
        "refunded": _NOTHING,
        "kept": _NET,
        "status": "pending",
        "available_at": "2027-03-03T13:00:00Z",
        "is_frozen": False,
        "hold": None,
        "accrued_at": "2027-02-22T19:30:00Z",
    },
    serializers.BookingWithCommission: Several(
        {
            "to its client": {**CARD, "commission": None},
            "to its practitioner": {**CARD, "client": CLARA, "commission": _OF_BOOKING},
        }
    ),
    serializers.BookingDetailWithCommission: {
        **DETAIL,
        "client": CLARA,
        "commission": _OF_BOOKING,
    },
    serializers.EarningsSummary: {
        "by_status": [{"status": "pending", "count": 1, "kept": _NET}],
        "by_month": [{"month": "2027-02", **_SUM}],
        "by_service": [{"service": BREATH["id"], "title": BREATH["title"], **_SUM}],
        "coming_releases": [{"day": "2027-03-03", "count": 1, "kept": _NET}],
    },
    serializers.NextCommission: {"rate": "5 %", "basis_points": 500, "reason": _REASON},
    serializers.PlanWithSavings: Several(
        {
            "the free one": {**BASIC, "last_month": None},
            "Professional": {**PROFESSIONAL, "last_month": _SAVINGS},
        }
    ),
    serializers.Transaction: {
        "event": f"earning:{_EARNING_ID}:accrued",
        "posted_at": "2027-02-22T19:30:00Z",
        "account": "earnings_pending",
        "description": "Earned with a booking",
        "amount": _NET,
        "held_because": None,
    },
    serializers.StatementCard: {
        "year": 2027,
        "currency": "usd",
        "months": [
            {"period": f"2027-{month:02}", **(_YEAR if month == 2 else _QUIET)}
            for month in range(1, 13)
        ],
        "total": {"period": "2027", **_YEAR},
        "fees": [
            {
                "at": "2027-02-01T09:12:40Z",
                "invoice": "EST-0042",
                "description": "1 × Professional (at $29.00 / month)",
                "amount": _FEE,
            }
        ],
        "payouts": [],
        "opening_balance": _NOTHING,
        "closing_balance": _NET,
    },
}
