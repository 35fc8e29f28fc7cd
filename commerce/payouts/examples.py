"""Ana is being paid: her account at the provider, a payout that arrived, the next one."""

from typing import Any

from commerce.payouts import serializers
from estuary.kernel.api.rooms import Several
from estuary.kernel.api.schemas import money

_ACTIVE: dict[str, Any] = {
    **serializers.NOT_STARTED,
    "state": "active",
    "can_be_paid": True,
    "country": "US",
    "since": "2027-02-20T16:12:40Z",
    "asked_at": "2027-03-01T04:50:02Z",
}
_SSN = {
    "name": "individual.id_number",
    "words": "Individual: id number",
    "is_yours": True,
    "is_past_due": False,
    "due_at": "2027-03-20T00:00:00Z",
}
_WANTED = {
    **_ACTIVE,
    "state": "details_needed",
    "can_be_paid": False,
    "needs": [_SSN],
    "due_at": "2027-03-20T00:00:00Z",
}
_PAID: dict[str, Any] = {
    "id": "0b5f3a4e-7a0e-4e8e-9a57-3f6f6a1c9d21",
    "status": "paid",
    "amount": money(18_050, "usd"),
    "earned": money(19_000, "usd"),
    "netted": money(950, "usd"),
    "requested_by": "schedule",
    "requested_at": "2027-03-01T10:00:03Z",
    "sent_at": "2027-03-01T10:00:05Z",
    "completed_at": "2027-03-03T06:30:00Z",
    "failure": None,
    "earnings_count": 2,
    "can_cancel": False,
}
_REQUESTED = {
    **_PAID,
    "status": "requested",
    "requested_by": "practitioner",
    "sent_at": None,
    "completed_at": None,
    "can_cancel": True,
}
_EARNINGS = [
    {
        "id": "5ad4ff0e-2bb9-4c5a-8a7d-9a5a4a5c6f11",
        "booking": "1f0d2c3b-4a59-4687-b7c6-d5e4f3a2b1c0",
        "service": "Deep tissue massage",
        "amount": money(9_500, "usd"),
    },
    {
        "id": "8c7b6a59-4837-4261-9504-a3b2c1d0e9f8",
        "booking": "2a1b3c4d-5e6f-4789-90ab-cdef01234567",
        "service": "Breathwork, an evening",
        "amount": money(9_500, "usd"),
    },
]
_NEXT = {
    "earned": money(19_000, "usd"),
    "carried": money(950, "usd"),
    "amount": money(18_050, "usd"),
    "minimum": money(5_000, "usd"),
    "next_run_at": "2027-03-08T10:00:00Z",
    "obstacle": None,
}

EXAMPLES = {
    serializers.StartConnect: Several({"the first time": {"country": "US"}, "go on": {}}),
    serializers.ReplaceConnect: {"country": "CA"},
    serializers.ConnectLink: {
        "url": "https://connect.stripe.com/setup/e/acct_1Ana/bW9i",
        "expires_at": "2027-02-20T16:17:40Z",
    },
    serializers.ConnectCard: Several(
        {
            "active": _ACTIVE,
            "nothing begun": serializers.NOT_STARTED,
            "something is wanted": _WANTED,
            "a bank sent a payout back": {
                **_ACTIVE,
                "can_be_paid": False,
                "stopped": "The bank account has been closed.",
            },
        }
    ),
    serializers.PayoutCard: Several(
        {
            "asked for": _REQUESTED,
            "arrived": _PAID,
            "sent back by the bank": {
                **_PAID,
                "status": "failed",
                "failure": "The bank account has been closed.",
            },
        }
    ),
    serializers.PayoutDetail: {**_PAID, "earnings": _EARNINGS},
    serializers.OutlookCard: Several(
        {
            "it is enough": _NEXT,
            "too little": {
                **_NEXT,
                "earned": money(4_750, "usd"),
                "carried": money(0, "usd"),
                "amount": money(4_750, "usd"),
                "obstacle": {
                    "code": "payout_below_minimum",
                    "message": "Payouts begin at $50.00; $47.50 can be paid out now.",
                },
            },
        }
    ),
}
