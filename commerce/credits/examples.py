"""What Clara can pay with: credits she bought, of which she passes some on."""

from commerce.credits import serializers
from estuary.kernel.api.schemas import money

_LOT = {
    "id": "70cd5ea2-4b9f-42d7-8be8-6f3bad4c2e19",
    "source": "purchase",
    "reason": "",
    "amount": money(10000, "usd"),
    "remaining": money(7500, "usd"),
    "held": money(2500, "usd"),
    "expires_at": None,
    "created_at": "2027-02-21T09:10:00Z",
}

EXAMPLES = {
    serializers.BalanceCard: {
        "available": money(7500, "usd"),
        "held": money(2500, "usd"),
        "lots": [_LOT],
    },
    serializers.MovementCard: {
        "id": "81de6fb3-5ca0-53e8-9cf9-704cbe5d3f20",
        "kind": "purchase",
        "amount": money(10000, "usd"),
        "description": "Credits",
        "created_at": "2027-02-21T09:10:00Z",
    },
    serializers.NewTransfer: {"receiver_email": "rui@example.org", "amount_cents": 2500},
    serializers.TransferCard: {
        "id": "92ef70c4-6db1-44f9-8d0a-815dcf6e4021",
        "status": "waiting",
        "amount": money(2500, "usd"),
        "sender": "Clara Moreira",
        "receiver_email": "rui@example.org",
        "is_mine": True,
        "expires_at": "2027-03-07T09:20:00Z",
        "accepted_at": None,
        "created_at": "2027-02-21T09:20:00Z",
    },
}
