"""The order of Clara's session with Ana: what it costs, how it is paid, what comes back."""

from typing import Any

from commerce.bookings.examples import CARD, OFFERED, PLANNED, SLOT
from commerce.checkout import buying, seats, serializers
from commerce.payments.examples import ORDER_ID, PAYMENT_ID
from estuary.kernel.api.rooms import Several
from estuary.kernel.api.schemas import money
from marketplace.catalogue.examples import BREATH, EVENING

_NOTHING, _PRICE = money(0, "usd"), money(8000, "usd")
_PAYMENT: dict[str, Any] = {
    "id": PAYMENT_ID,
    "status": "open",
    "amount": _PRICE,
    "method": None,
    "refunded": _NOTHING,
    "charged_back": _NOTHING,
    "client_secret": "pi_3Qa_secret_7bX",
    "publishable_key": "pk_test_estuary",
    "next_action": None,
    "failure_code": "",
    "failure_message": "",
    "refunds": [],
}
OPEN = {
    "id": ORDER_ID,
    "number": "ES-2027-000041",
    "status": "open",
    "lines": [
        {
            "id": "6fbc4d91-3a8e-41c6-bad7-5e2a9c3b1d18",
            "kind": "booking",
            "title": BREATH["title"],
            "quantity": 1,
            "unit_price": _PRICE,
            "discount": _NOTHING,
            "total": _PRICE,
        }
    ],
    "subtotal": _PRICE,
    "discount": _NOTHING,
    "credits_applied": _NOTHING,
    "tax": _NOTHING,
    "total": _PRICE,
    "amount_due": _PRICE,
    "payments": [_PAYMENT],
    "receipt": None,
    "expires_at": "2027-02-22T19:45:05Z",
    "paid_at": None,
    "created_at": "2027-02-22T19:30:05Z",
}
PAID = {
    **OPEN,
    "status": "paid",
    "amount_due": _NOTHING,
    "payments": [
        {
            **_PAYMENT,
            "status": "succeeded",
            "method": {"brand": "visa", "last4": "4242"},
            "client_secret": None,
        }
    ],
    "receipt": "R-2027-000037",
    "paid_at": "2027-02-22T19:31:17Z",
}
_QUOTE = {
    "subtotal": _PRICE,
    "discount": _NOTHING,
    "credits_applied": _NOTHING,
    "tax": _NOTHING,
    "total": _PRICE,
    "amount_due": _PRICE,
    "terms_version": 2,
    "policy": "moderate",
    "valid_until": "2027-03-01T21:00:00Z",
    "refund_if_cancelled": [
        {"until": "2027-03-01T09:00:00Z", "percent": 100, "amount": _PRICE},
        {"until": "2027-03-02T09:00:00Z", "percent": 50, "amount": money(4000, "usd")},
    ],
}
_FIVE, _UNIT = money(36000, "usd"), money(7200, "usd")
_BACK = {"refund": _PRICE, "to_card": _PRICE, "to_credits": _NOTHING}

EXAMPLES = {
    serializers.NewBooking: Several(
        {
            "a slot": {"service": BREATH["id"], "slot": SLOT, "notes": "I sleep badly."},
            "seats of a workshop": {
                "service": EVENING["id"],
                "session": PLANNED["id"],
                "seats": 2,
                "participants": [{"name": "Clara Moreira"}, {"name": "Rui Moreira"}],
                "promotion_code": "SPRING10",
                "apply_credits": True,
            },
        }
    ),
    serializers.NewBookingAnswer: {
        **CARD,
        "status": "pending",
        "order": OPEN,
        "commission": None,
    },
    serializers.BuyPackage: {"terms_version": 2, "apply_credits": False},
    serializers.BuyCredits: {"amount_cents": 10000},
    serializers.CancelBooking: {"reason": "I am ill.", "refund_to": "card"},
    serializers.ReturnUnits: {"refund_to": "credits"},
    serializers.OpenPayment: {"order": ORDER_ID},
    serializers.ConfirmPayment: Several(
        {
            "ask how it stands": {"order": ORDER_ID},
            "with a card": {"order": ORDER_ID, "payment_method": "pm_card_visa"},
        }
    ),
    serializers.OrderCard: Several({"to be paid": OPEN, "paid": PAID}),
    serializers.ServiceQuoteCard: {**_QUOTE, "sessions": []},
    serializers.PackageQuoteCard: {
        **_QUOTE,
        "subtotal": _FIVE,
        "total": _FIVE,
        "amount_due": _FIVE,
        "policy": None,
        "valid_until": None,
        "refund_if_cancelled": [{"until": "2027-08-21T19:30:00Z", "percent": 100, "amount": _FIVE}],
        "valid_for_days": 180,
        "expires_at": "2027-08-21T19:30:00Z",
        "units": [{"service": BREATH, "policy": "moderate", "price": _UNIT}] * 5,
    },
    serializers.CreditsQuoteCard: {
        **_QUOTE,
        "subtotal": money(10000, "usd"),
        "total": money(10000, "usd"),
        "amount_due": money(10000, "usd"),
        "terms_version": None,
        "policy": None,
        "valid_until": None,
        "refund_if_cancelled": [],
    },
    serializers.CancellationQuoteCard: {
        "by": "client",
        "at": "2027-02-27T08:12:00Z",
        "percent": 100,
        "paid": _PRICE,
        **_BACK,
        "returns_unit": False,
    },
    serializers.ReturnQuoteCard: {
        "at": "2027-04-10T07:00:00Z",
        "until": "2027-08-21T19:30:00Z",
        "units": 4,
        "refund": money(28800, "usd"),
        "to_card": money(28800, "usd"),
        "to_credits": _NOTHING,
    },
}

DETAILS = {
    buying.TermsChanged: {
        "slot": [{**OFFERED, "price": {"amount_cents": 9000, "currency": "usd"}}]
    },
    seats.NotItsFirstSession: {"session": [PLANNED["id"]]},
}
