"""Ana's Professional plan, paid by the month: begun, about to change, and once not paid."""

from typing import Any

from commerce.memberships import serializers
from estuary.kernel.api.rooms import Several
from estuary.kernel.api.schemas import money

BASIC = {
    "code": "basic",
    "name": "Basic",
    "monthly": money(0, "usd"),
    "yearly": money(0, "usd"),
    "reduction_basis_points": 0,
}
PROFESSIONAL = {
    "code": "professional",
    "name": "Professional",
    "monthly": money(2900, "usd"),
    "yearly": money(29000, "usd"),
    "reduction_basis_points": 100,
}
PREMIUM = {
    "code": "premium",
    "name": "Premium",
    "monthly": money(9900, "usd"),
    "yearly": money(99000, "usd"),
    "reduction_basis_points": 200,
}
_NONE: dict[str, Any] = {
    "status": "none",
    "plan": None,
    "interval": "",
    "period_starts_at": None,
    "period_ends_at": None,
    "next_plan": None,
    "next_interval": "",
    "ends_at": None,
    "grace_until": None,
    "client_secret": "",
    "next_action": None,
    "publishable_key": "pk_test_estuary",
}
_ACTIVE = {
    **_NONE,
    "status": "active",
    "plan": PROFESSIONAL,
    "interval": "month",
    "period_starts_at": "2027-02-22T19:30:05Z",
    "period_ends_at": "2027-03-22T19:30:05Z",
}
_CARD_ID = "a4e9c7b5-3d6f-4fa8-9b4c-6e0d8a1f2b12"

EXAMPLES = {
    serializers.PlanCard: Several(
        {"the free one": BASIC, "Professional": PROFESSIONAL, "Premium": PREMIUM}
    ),
    serializers.MembershipCard: Several(
        {
            "active": _ACTIVE,
            "no plan yet": _NONE,
            "the bank asks": {
                **_ACTIVE,
                "status": "incomplete",
                "client_secret": "pi_3Qb_secret_4cZ",
                "next_action": {"type": "use_stripe_sdk"},
            },
            "a lower plan waits": {
                **_ACTIVE,
                "plan": PREMIUM,
                "next_plan": PROFESSIONAL,
                "next_interval": "month",
            },
            "ends with its period": {**_ACTIVE, "ends_at": "2027-03-22T19:30:05Z"},
            "a renewal was not paid": {
                **_ACTIVE,
                "status": "past_due",
                "period_starts_at": "2027-03-22T19:30:05Z",
                "period_ends_at": "2027-04-22T19:30:05Z",
                "grace_until": "2027-03-29T19:30:05Z",
            },
        }
    ),
    serializers.WantedPlan: {"plan": "premium", "interval": "month"},
    serializers.ChosenPlan: Several(
        {
            "with the default card": {"plan": "professional"},
            "by the year, with a card": {
                "plan": "premium",
                "interval": "year",
                "payment_method": _CARD_ID,
            },
            "back to the free plan": {"plan": "basic"},
        }
    ),
    serializers.ChosenCard: {"payment_method": _CARD_ID},
    serializers.ChangePreview: Several(
        {
            "at once": {
                "kind": "upgrade",
                "due_now": money(5120, "usd"),
                "takes_effect_at": None,
            },
            "at the period's end": {
                "kind": "downgrade",
                "due_now": money(0, "usd"),
                "takes_effect_at": "2027-03-22T19:30:05Z",
            },
        }
    ),
    serializers.InvoiceCard: {
        "id": "d623b408-a1f5-483d-814e-c591f3a28435",
        "number": "ESTUARY-0007",
        "status": "paid",
        "description": "1 × Professional (at $29.00 / month)",
        "amount": money(2900, "usd"),
        "paid": money(2900, "usd"),
        "refunded": money(0, "usd"),
        "issued_at": "2027-02-22T19:30:05Z",
        "paid_at": "2027-02-22T19:30:07Z",
        "hosted_url": "https://invoice.stripe.com/i/acct_1Estuary/test_9dK",
    },
}
